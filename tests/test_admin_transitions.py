"""Moving a practice on in the admin: buttons, confirmations, and who may press which."""

from practices import workflow
from practices.models import Listing, Practice
from practices.vocabulary import State
from tests.cast import in_review, published
from tests.factories import make_practice
from tests.staff import CHANGELIST, change, change_address, member, press
from tests.test_admin_saving import AdminTestCase


class PublishTests(AdminTestCase):
    def test_two_people_take_a_record_from_the_form_to_the_public(self):
        practice = self.add()
        self.assertRedirects(press(self.client, practice, "submit"), change_address(practice))
        self.client.force_login(self.other)
        press(self.client, practice, "take")
        page = press(self.client, practice, "publish")
        self.assertContains(page, "What is new in this edition?")
        self.assertNotContains(page, "Why is one person alone enough?")
        self.assertFalse(Listing.objects.exists())
        press(self.client, practice, "publish", confirmed="1", note="The first one.")
        practice.refresh_from_db()
        edition = practice.editions.get()
        self.assertEqual(
            (practice.state, edition.change_note, edition.is_alone), (State.PUBLISHED, "The first one.", False)
        )
        self.assertEqual(self.client.get(practice.listing.get_absolute_url()).status_code, 200)

    def test_an_administrator_publishes_alone_with_a_reason(self):
        self.client.force_login(self.head)
        practice = self.add()
        for name in ("submit", "take"):
            press(self.client, practice, name)
        self.assertContains(press(self.client, practice, "publish"), "Why is one person alone enough?")
        without = press(self.client, practice, "publish", confirmed="1")
        self.assertContains(without, "This field is required.")
        press(self.client, practice, "publish", confirmed="1", reason="Nobody else is here.")
        self.assertTrue(practice.editions.get().is_alone)
        self.assertEqual(practice.events.first().reason, "Nobody else is here.")

    def test_an_editor_does_not_publish_what_they_wrote(self):
        practice = self.add()
        for name in ("submit", "take"):
            press(self.client, practice, name)
        page = self.client.get(change_address(practice))
        self.assertNotContains(page, "/transition/publish/")
        self.assertContains(page, "somebody else publishes it")
        response = press(self.client, practice, "publish", confirmed="1", reason="I want to.")
        self.assertEqual(response.status_code, 403)
        self.assertFalse(practice.editions.exists())

    def test_what_is_incomplete_is_not_submitted_and_the_page_says_what_is_missing(self):
        practice = make_practice(self.curator, citations=[], type="")
        page = self.client.get(change_address(practice))
        self.assertContains(page, "There is no source.")
        press(self.client, practice, "submit")
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.DRAFT)
        self.assertContains(self.client.get(change_address(practice)), "The type of practice is not chosen.")

    def test_the_page_that_asks_shows_what_is_new_for_readers(self):
        practice = published()
        fields = {"practicetext_set-0-title": "A new title"}
        change(self.client, practice, **fields)
        for name in ("submit", "take"):
            press(self.client, practice, name)
        self.client.force_login(self.other)
        page = press(self.client, practice, "publish")
        self.assertContains(page, "<del>exchange</del><ins>title</ins>")
        self.assertContains(page, "It replaces edition 1")


class RefusalTests(AdminTestCase):
    def test_a_button_answers_to_post_only(self):
        practice = make_practice(self.curator)
        address = f"/admin/practices/practice/{practice.pk}/transition/submit/"
        self.assertRedirects(self.client.get(address), f"/admin/practices/practice/{practice.pk}/review/")
        response = self.client.put(address)
        self.assertEqual((response.status_code, response["Allow"]), (405, "GET, HEAD, POST"))
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.DRAFT)

    def test_a_note_is_kept_when_somebody_was_first(self):
        practice = in_review()
        page = press(self.client, practice, "decline")
        self.assertContains(page, "Why is it declined?")
        seen = practice.revision
        Practice.objects.filter(pk=practice.pk).update(revision=seen + 1)
        practice.revision = seen
        response = self.client.post(
            f"/admin/practices/practice/{practice.pk}/transition/decline/",
            {"expected": seen, "confirmed": "1", "note": "Not what we look for."},
        )
        self.assertContains(response, "Not what we look for.", status_code=409)
        self.assertContains(response, f'value="{seen + 1}"', status_code=409)

    def test_a_decision_needs_its_note(self):
        practice = in_review()
        response = press(self.client, practice, "decline", confirmed="1", note="  ")
        self.assertContains(response, "This field is required.")
        press(self.client, practice, "decline", confirmed="1", note="A reason.")
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.DECLINED)

    def test_pressing_twice_acts_once(self):
        practice = make_practice(self.curator)
        address = f"/admin/practices/practice/{practice.pk}/transition/submit/"
        for _ in range(2):
            response = self.client.post(address, {"expected": practice.revision})
        self.assertEqual(practice.events.filter(name="submit").count(), 1)
        self.assertContains(self.client.get(response.url), "Look at it again before you decide.")

    def test_senseless_values_are_no_failure(self):
        practice = in_review()
        for expected in ("", "abc", "-1", "9" * 50, "1\x00"):
            for name in ("release", "decline"):
                with self.subTest(expected=expected, name=name):
                    address = f"/admin/practices/practice/{practice.pk}/transition/{name}/"
                    response = self.client.post(address, {"expected": expected, "confirmed": "1", "note": "No."})
                    self.assertLess(response.status_code, 500)
                    practice.refresh_from_db()
                    self.assertEqual(practice.state, State.IN_REVIEW)

    def test_what_is_no_button_is_not_found(self):
        practice = published()
        for name in ("edit", "fly"):
            self.assertEqual(press(self.client, practice, name).status_code, 404)


class ArchiveTests(AdminTestCase):
    def test_a_public_practice_is_archived_with_a_reason_and_brought_back(self):
        practice = published()
        address = practice.listing.get_absolute_url()
        press(self.client, practice, "archive", confirmed="1", note="Superseded.")
        self.assertEqual(self.client.get(address).status_code, 410)
        self.assertContains(self.client.get(change_address(practice)), "Superseded.")
        press(self.client, practice, "unarchive", confirmed="1", note="It was not.")
        self.assertEqual(self.client.get(address).status_code, 200)


class RolesAtButtonsTests(AdminTestCase):
    """Role × button, on somebody else's practice and on one's own."""

    OWN = {
        "contributor": {"draft": {"submit"}, "in_review": set(), "published": set()},
        "reviewer": {"draft": {"submit"}, "in_review": {"release", "request_changes", "decline"}, "published": set()},
        "editor": {"draft": {"submit"}, "in_review": {"release", "request_changes", "decline"}, "published": {"archive"}},
        "administrator": {"draft": {"submit"}, "in_review": {"release", "request_changes", "decline", "publish"},
                          "published": {"archive"}},
    }  # fmt: skip
    OTHERS = {
        "contributor": {"draft": None, "in_review": None, "published": None},
        "reviewer": {"draft": None, "in_review": {"release", "request_changes", "decline", "publish"}, "published": set()},
        "editor": {"draft": {"submit"}, "in_review": {"release", "request_changes", "decline", "publish"},
                   "published": {"archive"}},
        "administrator": {"draft": {"submit"}, "in_review": {"release", "request_changes", "decline", "publish"},
                          "published": {"archive"}},
    }  # fmt: skip
    MAKE = {"draft": make_practice, "in_review": in_review, "published": published}

    def buttons(self, practice):
        response = self.client.get(change_address(practice))
        if response.status_code == 404:
            return None
        return {button["transition"].name for button in response.context["panel"]["buttons"]}

    def test_every_role_sees_its_buttons(self):
        stranger = member("editor", "somebody")
        for role in self.OWN:
            person = member(role, f"the-{role}")
            self.client.force_login(person)
            for state, make in self.MAKE.items():
                with self.subTest(role=role, state=state):
                    self.assertEqual(self.buttons(make(person)), self.OWN[role][state])
                    self.assertEqual(self.buttons(make(stranger)), self.OTHERS[role][state])

    def test_what_is_hidden_is_not_found_whatever_is_pressed(self):
        practice = make_practice(self.curator)
        self.client.force_login(self.contributor)
        for name in ("submit", "publish", "archive"):
            self.assertEqual(press(self.client, practice, name).status_code, 404)

    def test_a_reviewer_presses_no_button_of_an_editor(self):
        practice = published()
        self.client.force_login(member("reviewer"))
        self.assertEqual(press(self.client, practice, "archive", confirmed="1", note="x").status_code, 403)

    def test_whoever_loses_sight_of_it_comes_back_to_the_list(self):
        practice = in_review(self.curator)
        press(self.client, practice, "decline", confirmed="1", note="No.")
        self.client.force_login(member("reviewer"))
        self.assertRedirects(press(self.client, practice, "reopen"), CHANGELIST)


class SentBackTests(AdminTestCase):
    def test_the_form_says_what_is_to_be_changed_or_why_it_was_declined(self):
        for name in ("request_changes", "decline"):
            practice = in_review(self.curator)
            workflow.perform(name, practice, by=self.other, note=f"A made-up note on {name}.")
            with self.subTest(name):
                self.assertContains(self.client.get(change_address(practice)), f"A made-up note on {name}.")
