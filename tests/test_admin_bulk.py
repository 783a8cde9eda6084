"""Transitions of many practices from the list: what will happen to each, then what has happened to each."""

import re
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import reviewing, workflow
from practices.admin import bulk
from practices.models import Listing, Mandate, Organisation, Practice
from practices.vocabulary import State
from tests.cast import bring_to, in_review, published
from tests.factories import ORGANISATIONS, make_practice
from tests.judged import full
from tests.staff import CHANGELIST, member
from tests.test_admin_saving import AdminTestCase

ADDRESS = "/admin/practices/practice/bulk/{}/"
SEEN = re.compile(r'name="seen" value="(\d+:\d+)"')


class BulkTestCase(AdminTestCase):
    def choose(self, name: str, practices, query: str = "", **more):
        """Tick practices in the list and choose an action."""
        given = {"action": name, "_selected_action": [practice.pk for practice in practices], "index": "0", **more}
        return self.client.post(CHANGELIST + query, given)

    def confirm(self, name: str, page, **given):
        """Press the button of the page that shows what will happen."""
        seen = SEEN.findall(page.content.decode())
        return self.client.post(ADDRESS.format(name), {"seen": seen, "confirmed": "1", **given})

    def submitted(self, count: int) -> list[Practice]:
        return [bring_to(make_practice(self.contributor), "submit") for _ in range(count)]

    def states(self, practices) -> list[str]:
        return [Practice.objects.get(pk=practice.pk).state for practice in practices]


class DoneTests(BulkTestCase):
    def test_the_page_shows_what_will_happen_and_nothing_happens_yet(self):
        practices = [*self.submitted(2), make_practice(self.contributor)]
        page = self.choose("take", practices)
        self.assertEqual([one.practice for one in page.context["possible"]], practices[1::-1])
        self.assertContains(page, "Submitted → In review")
        self.assertContains(page, "It is “Draft”; this is for what is: Submitted.")
        self.assertEqual(self.states(practices), [State.SUBMITTED, State.SUBMITTED, State.DRAFT])

    def test_each_record_is_taken(self):
        practices = self.submitted(3)
        page = self.confirm("take", self.choose("take", practices))
        self.assertContains(page, "Done for 3 of 3 practices.")
        self.assertEqual(self.states(practices), [State.IN_REVIEW] * 3)
        practice = Practice.objects.get(pk=practices[0].pk)
        self.assertEqual((practice.reviewer, practice.events.first().channel), (self.curator, "admin"))

    def test_several_are_published_with_one_note(self):
        practices = [in_review(self.contributor) for _ in range(2)]
        page = self.confirm("publish", self.choose("publish", practices), note="The first ones.")
        self.assertContains(page, "Done for 2 of 2 practices.")
        self.assertEqual(Listing.objects.count(), 2)
        self.assertEqual(practices[0].editions.get().change_note, "The first ones.")

    def test_a_note_that_is_needed_is_asked_for_and_what_was_typed_stays(self):
        practices = [in_review(self.contributor), in_review(self.contributor)]
        page = self.choose("request_changes", practices)
        self.assertContains(page, "What is to be changed?")
        again = self.confirm("request_changes", page, note="   ")
        self.assertContains(again, "This field is required.")
        too_long = self.confirm("request_changes", page, note="a" * 1_001)
        self.assertContains(too_long, "a" * 1_001)
        self.assertEqual(self.states(practices), [State.IN_REVIEW] * 2)
        self.confirm("request_changes", again, note="Add sources.")
        self.assertEqual(self.states(practices), [State.CHANGES_REQUESTED] * 2)
        self.assertEqual(practices[1].events.first().note, "Add sources.")

    def test_an_administrator_gives_a_reason_for_what_they_wrote(self):
        self.client.force_login(self.head)
        practices = [in_review(self.head), in_review(self.contributor)]
        page = self.choose("publish", practices)
        self.assertContains(page, "Why is one person alone enough?")
        self.assertContains(self.confirm("publish", page), "This field is required.")
        self.confirm("publish", page, reason="Nobody else is here.")
        self.assertEqual([practice.editions.get().is_alone for practice in practices], [True, False])
        self.assertEqual([practice.events.first().reason for practice in practices], ["Nobody else is here.", ""])

    def test_archiving_and_bringing_back(self):
        practices = [published(self.contributor), make_practice(self.contributor)]
        page = self.choose("archive", practices)
        self.assertContains(page, "Only a public practice can be archived.")
        self.confirm("archive", page, note="Superseded.")
        self.assertFalse(Listing.objects.exists())
        self.confirm("unarchive", self.choose("unarchive", practices), note="It was not.")
        self.assertEqual(Listing.objects.count(), 1)


class RefusedTests(BulkTestCase):
    def test_what_changed_meanwhile_is_told_with_who_and_when_and_the_rest_is_done(self):
        practices = self.submitted(3)
        page = self.choose("take", practices)
        workflow.perform("take", practices[1], by=self.other)
        answer = self.confirm("take", page)
        self.assertContains(answer, "Done for 2 of 3 practices.")
        self.assertContains(answer, "Changed meanwhile.")
        self.assertContains(answer, "Other changed this practice (Take into review) on")
        self.assertEqual(Practice.objects.get(pk=practices[1].pk).reviewer, self.other)

    def test_a_revision_that_moved_is_refused_although_the_state_is_the_same(self):
        practice = in_review(self.contributor)
        page = self.choose("decline", [practice])
        workflow.load_many([{"code": practice.code, "cost_band": "under_10k"}], by=self.contributor, channel="site")
        answer = self.confirm("decline", page, note="Not what we look for.")
        self.assertContains(answer, "Changed meanwhile.")
        self.assertEqual(self.states([practice]), [State.IN_REVIEW])
        # What was typed is not lost: the same records can be looked at again with it.
        again = self.client.post(
            ADDRESS.format("decline"), {"seen": f"{practice.pk}:0", "note": "Not what we look for."}
        )
        self.assertContains(again, "Not what we look for.")
        self.confirm("decline", again, note="Not what we look for.")
        self.assertEqual(self.states([practice]), [State.DECLINED])

    def test_what_is_incomplete_or_by_oneself_stays_and_the_page_says_why(self):
        bare = make_practice(self.contributor, citations=[])
        page = self.choose("submit", [bare])
        self.assertContains(page, "There is no source.")
        self.assertContains(page, "This can be done to none")
        own = in_review(self.curator)
        page = self.choose("publish", [own])
        self.assertContains(page, "Somebody else must publish what you wrote or last edited.")
        answer = self.client.post(ADDRESS.format("publish"), {"seen": f"{own.pk}:{own.revision}", "confirmed": "1"})
        self.assertContains(answer, "Done for 0 of 1 practice.")
        self.assertContains(answer, "Somebody else must publish what you wrote or last edited.")
        self.assertFalse(Listing.objects.exists())

    def test_pressing_twice_acts_once(self):
        practices = self.submitted(2)
        page = self.choose("take", practices)
        self.confirm("take", page)
        self.assertContains(self.confirm("take", page), "Done for 0 of 2 practices.")
        self.assertEqual(practices[0].events.filter(name="take").count(), 1)

    def test_more_than_a_hundred_are_refused_with_a_sentence(self):
        seen = [f"{number}:1" for number in range(1, bulk.MOST + 2)]
        response = self.client.post(ADDRESS.format("take"), {"seen": seen, "confirmed": "1"}, follow=True)
        self.assertContains(response, "At most 100 practices can be changed at once.")

    def test_all_pages_at_once_are_refused_beyond_the_limit_and_shown_within_it(self):
        practices = self.submitted(2)
        page = self.choose("take", practices[:1], select_across="1")
        self.assertEqual(len(page.context["possible"]), 2)
        with mock.patch.object(bulk, "MOST", 1):
            response = self.choose("take", practices[:1], select_across="1")
        self.assertRedirects(response, CHANGELIST, fetch_redirect_response=False)
        self.assertEqual(self.states(practices), [State.SUBMITTED] * 2)

    def test_what_has_left_the_filtered_list_is_shown_nonetheless(self):
        practice = self.submitted(1)[0]
        workflow.perform("take", practice, by=self.other)
        page = self.choose("take", [practice], query="?state__exact=submitted")
        self.assertEqual([one.practice for one in page.context["refused"]], [practice])


class AccessTests(BulkTestCase):
    OFFERED = {
        "contributor": {"submit", "withdraw", "reopen"},
        "reviewer": {"submit", "withdraw", "reopen", "take", "release", "request_changes", "decline", "publish"},
        "editor": {name for name, one in workflow.TABLE.items() if one.is_offered},
        "administrator": {name for name, one in workflow.TABLE.items() if one.is_offered},
    }

    def test_every_role_is_offered_its_transitions(self):
        make_practice(self.curator)
        for role, names in self.OFFERED.items():
            with self.subTest(role=role):
                person = member(role, f"the-{role}")
                self.client.force_login(person)
                make_practice(person)
                form = self.client.get(CHANGELIST).context["action_form"]
                self.assertEqual({name for name, _label in form.fields["action"].choices if name}, {*names, "export"})
        self.assertEqual(self.client.get(f"{CHANGELIST}?_popup=1").context["action_form"], None)

    def test_what_a_role_may_never_do_is_refused(self):
        practice = published(self.curator)
        self.client.force_login(member("reviewer"))
        given = {"seen": f"{practice.pk}:{practice.revision}", "confirmed": "1", "note": "x"}
        self.assertEqual(self.client.post(ADDRESS.format("archive"), given).status_code, 403)
        self.assertEqual(Listing.objects.count(), 1)

    def test_a_contributor_moves_their_own_and_learns_nothing_of_others(self):
        own, hidden = make_practice(self.contributor), make_practice(self.curator)
        self.client.force_login(self.contributor)
        page = self.choose("submit", [own, hidden])
        self.assertNotContains(page, hidden.code)
        given = {"seen": [f"{one.pk}:{one.revision}" for one in (own, hidden)], "confirmed": "1"}
        answer = self.client.post(ADDRESS.format("submit"), given)
        self.assertContains(answer, "Done for 1 of 2 practices.")
        self.assertContains(answer, "It is not there any more, or not for you to see.")
        self.assertNotContains(answer, hidden.code)
        self.assertEqual(self.states([own, hidden]), [State.SUBMITTED, State.DRAFT])

    def test_only_by_post_and_only_transitions(self):
        self.assertEqual(self.client.get(ADDRESS.format("take")).status_code, 405)
        for name in ("edit", "fly"):
            self.assertEqual(self.client.post(ADDRESS.format(name), {}).status_code, 404)
        self.client.logout()
        self.assertEqual(self.client.post(ADDRESS.format("take"), {}).status_code, 302)

    def test_senseless_values_are_no_failure(self):
        practice = self.submitted(1)[0]
        for value in ("", "abc", "1", "1:2:3", ":", "-1:1", "9" * 5_000 + ":1", "1:" + "9" * 40, "\x00:1", "١:١"):
            for more in ({}, {"confirmed": "1"}):
                with self.subTest(value=value[:20], more=more):
                    response = self.client.post(ADDRESS.format("take"), {"seen": value, **more})
                    self.assertIn(response.status_code, (200, 302, 400, 404))
        for chosen in (["abc"], ["9" * 40], ["9" * 5_000], [str(practice.pk), "\x00"], []):
            for action in ("take", "fly", "", ["fly", "take"]):
                response = self.client.post(CHANGELIST, {"action": action, "_selected_action": chosen, "index": "1"})
                self.assertLess(response.status_code, 500)
        self.assertEqual(self.states([practice]), [State.SUBMITTED])

    def test_looking_costs_the_same_for_few_and_for_many(self):
        practices = self.submitted(12)
        with self.assertNumQueries(self.cost(practices[:2])):
            self.choose("take", practices)

    def test_publishing_and_declining_cost_the_same_for_few_and_for_many(self):
        limited = member("editor", "limited")
        Mandate.objects.create(person=limited).scope_organisations.set(Organisation.objects.all())
        practices = [in_review(self.contributor, **self.of_an_organisation()) for _ in range(8)]
        practices += [in_review(limited, **self.of_an_organisation()) for _ in range(2)]
        for practice in practices[4:6]:
            workflow.load_many([{"code": practice.code, "cost_band": "under_10k"}], by=limited, channel="site")
            workflow.load_many([{"code": practice.code, "cost_band": ""}], by=self.contributor, channel="site")
        few = [practices[0], practices[4], practices[8]]
        for person in (limited, self.curator, self.head):
            self.client.force_login(person)
            for name in ("publish", "request_changes", "decline"):
                with self.subTest(name, person=person), self.assertNumQueries(self.cost(few, name)):
                    page = self.choose(name, practices)
                self.assertEqual(len(page.context["refused"]), 4 if (person, name) == (limited, "publish") else 0)

    def of_an_organisation(self) -> dict:
        return {"organisations": [{"organisation": ORGANISATIONS[0], "role": "lead"}]}

    def cost(self, practices, name: str = "take") -> int:
        self.choose(name, practices)
        with CaptureQueriesContext(connection) as queries:
            self.choose(name, practices)
        return len(queries)


class AloneTests(BulkTestCase):
    def test_many_at_once_are_judged_as_each_is(self):
        practices = [in_review(self.curator), in_review(self.contributor), published(self.contributor)]
        edited = in_review(self.contributor)
        practices += [edited, published(self.contributor)]
        for practice in practices[3:]:
            workflow.load_many([{"code": practice.code, "cost_band": "under_10k"}], by=self.curator, channel="site")
            workflow.load_many([{"code": practice.code, "themes": ["beta"]}], by=self.contributor, channel="site")
        bring_to(practices[4], "submit", "take", "publish")
        practices = list(Practice.objects.filter(pk__in=[one.pk for one in practices]))
        alone = {one.pk for one in practices if workflow.is_alone(one, self.curator)}
        self.assertEqual(len(alone), 2)
        with self.assertNumQueries(1):
            self.assertEqual(workflow.alone_of(practices, self.curator), alone)
        self.assertEqual(workflow.alone_of(practices, None), set())

    def test_who_declared_a_conflict_is_told_so_before_anything_happens(self):
        practice = full(self.contributor)
        reviewing.declare_conflict(practice, by=self.curator, note="A made-up tie.", channel="admin")
        page = self.choose("decline", [practice, in_review(self.contributor)])
        self.assertContains(page, "You have declared a conflict of interest on this practice.")
        self.assertEqual([one.practice for one in page.context["refused"]], [practice])
