"""The first page of the workplace: what waits for whom, numbers that equal their lists, and what it costs."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practices import queues, workflow
from practices.admin import dashboard
from practices.models import Organisation, Practice, PracticeText, ReviewRequest, Term, UnverifiedStatement
from practices.vocabulary import Acceptance
from tests.cast import bring_to, in_review, published
from tests.factories import UserFactory, make_practice
from tests.staff import CHANGELIST, member
from tests.test_admin_saving import AdminTestCase

INDEX = "/admin/"


class DashboardTestCase(AdminTestCase):
    def page(self, user):
        self.client.force_login(user)
        response = self.client.get(INDEX)
        self.assertEqual(response.status_code, 200)
        return response

    def rows(self, user) -> dict[str, list]:
        """The practices a person sees, by queue."""
        found = self.page(user).context["queues"]
        return {one["queue"].name: [row.practice for row in one["rows"]] for one in found if one["count"]}


class WaitingTests(DashboardTestCase):
    def test_nothing_waits_for_somebody_new(self):
        for role in ("contributor", "reviewer", "editor", "administrator"):
            with self.subTest(role=role):
                self.assertContains(self.page(member(role, f"new-{role}")), "Nothing waits for you.")

    def test_each_sees_what_waits_for_them(self):
        reviewer = member("reviewer")
        submitted, back = bring_to(make_practice(self.contributor), "submit"), in_review(self.contributor)
        bring_to(back, "request_changes")
        draft = make_practice(self.contributor)
        self.assertEqual(self.rows(self.contributor), {"sent_back": [back], "drafts": [draft]})
        self.assertEqual(self.rows(reviewer), {"unassigned": [submitted]})
        workflow.perform("take", submitted, by=reviewer)
        self.assertEqual(self.rows(reviewer), {"to_review": [submitted]})
        self.assertEqual(self.rows(self.curator), {})

    def test_a_row_says_in_words_what_is_overdue_and_who_looks_at_it(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", practice, by=self.other)
        past = timezone.localdate() - timedelta(days=2)
        Practice.objects.filter(pk=practice.pk).update(
            due=past, state_since=timezone.now() - timedelta(days=9, hours=1)
        )
        page = self.page(self.curator)
        for words in ("Overdue since", "for 9 days", "being looked at by", "Other", "A made-up exchange"):
            self.assertContains(page, words)
        self.assertContains(self.page(self.other), "you are looking at it")

    def test_a_row_leads_to_where_the_practice_is_reviewed(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        self.assertContains(self.page(self.curator), f'href="{dashboard.review_address(practice.pk)}"')

    def test_an_author_is_not_told_who_looks_at_it(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        workflow.perform("take", practice, by=self.other)
        workflow.perform("request_changes", practice, by=self.other, note="More.")
        page = self.page(self.contributor)
        self.assertContains(page, "Sent back to me")
        self.assertNotContains(page, "Other")

    def test_at_most_ten_rows_and_a_link_to_all(self):
        for _ in range(12):
            make_practice(self.curator)
        page = self.page(self.curator)
        drafts = next(one for one in page.context["queues"] if one["queue"].name == "drafts")
        self.assertEqual((drafts["count"], len(drafts["rows"])), (12, 10))
        self.assertContains(page, "All 12")

    def test_who_is_asked_is_told_so_with_the_earlier_day(self):
        practice = bring_to(make_practice(self.contributor), "submit")
        ReviewRequest.objects.create(
            practice=practice, reviewer=self.curator, asked_by=self.other, due=timezone.localdate() - timedelta(days=1)
        )
        page = self.page(self.curator)
        self.assertContains(page, "you are asked")
        self.assertContains(page, "Overdue since")

    def test_the_lists_stay_reachable_and_a_search_and_a_new_practice_are_near(self):
        page = self.page(self.curator)
        for address in (CHANGELIST, "/admin/practices/term/", "/admin/practices/practice/add/"):
            self.assertContains(page, f'"{address}"')
        self.assertContains(page, 'name="q"')

    def test_it_runs_from_right_to_left_in_arabic(self):
        published(self.contributor)
        self.client.force_login(self.head)
        page = self.client.get(INDEX, headers={"Accept-Language": "ar"})
        self.assertContains(page, '<html lang="ar" dir="rtl">')


class NumberTests(DashboardTestCase):
    def setUp(self):
        super().setUp()
        practice = published(self.contributor)
        PracticeText.objects.create(practice=practice, language="fr", title="Inventé", origin="machine")
        PracticeText.objects.create(
            practice=practice, language="es", title="Inventado", origin="human", is_outdated=True
        )
        draft = make_practice(self.contributor)
        UnverifiedStatement.objects.create(practice=draft, text="A made-up claim.")
        workflow.perform("publish", in_review(self.head), by=self.head, reason="Nobody else is here.")
        for author in (self.contributor, self.curator):
            bring_to(make_practice(author), "submit")
        Term.objects.filter(code="alpha").update(acceptance=Acceptance.PROPOSED)
        Organisation.objects.update(acceptance=Acceptance.PROPOSED)
        UserFactory(email="newcomer@test.example")

    def test_every_number_is_that_of_the_list_it_leads_to(self):
        for person in (member("reviewer"), self.curator, self.head):
            context = self.page(person).context
            numbers = [*context["health"], *context["missing_languages"], *context["others"]]
            numbers += [dashboard.Number(one["queue"].title, one["count"], one["address"]) for one in context["queues"]]
            self.assertGreater(sum(number.count for number in numbers), 0)
            for number in numbers:
                with self.subTest(person=str(person), number=number.title):
                    response = self.client.get(number.address)
                    self.assertEqual(response.status_code, 200)
                    context = response.context
                    # Imports have a list of their own.
                    shown = context["cl"].result_count if "cl" in context else len(context["waiting"])
                    self.assertEqual(shown, number.count)

    def test_numbers_beside_practices_are_for_those_who_may_act(self):
        titles = {
            role: {number.title for number in self.page(person).context["others"]}
            for role, person in (("reviewer", member("reviewer")), ("editor", self.curator), ("head", self.head))
        }
        self.assertEqual(titles["reviewer"], {"Imports waiting for a reviewer"})
        proposed = {"Proposed terms", "Proposed organisations"}
        self.assertEqual(titles["editor"], titles["reviewer"] | proposed)
        self.assertIn("Accounts waiting for a role", titles["head"])

    def test_a_contributor_has_no_numbers(self):
        page = self.page(self.contributor)
        self.assertNotContains(page, "How the registry is doing")
        self.assertEqual(self.client.get(CHANGELIST, {"queue": "waiting"}).context["cl"].result_count, 3)

    def test_a_queue_that_does_not_exist_filters_nothing(self):
        self.client.force_login(self.curator)
        count = Practice.objects.count()
        for value in ("nonsense", "", "drafts%27", "9" * 50):
            response = self.client.get(f"{CHANGELIST}?queue={value}")
            self.assertEqual(response.context["cl"].result_count, count)


class CostTests(DashboardTestCase):
    def cost(self, user) -> int:
        self.page(user)
        with CaptureQueriesContext(connection) as queries:
            self.client.get(INDEX)
        return len(queries)

    def test_under_fifteen_queries_however_much_there_is(self):
        people = (member("reviewer"), self.curator, self.head, self.contributor)
        little = [self.cost(person) for person in people]
        for number in range(30):
            practice = bring_to(make_practice(self.contributor), "submit")
            if number % 2:
                workflow.perform("take", practice, by=people[number % 3])
        for person in people:
            make_practice(person)
            published(person)
        much = [self.cost(person) for person in people]
        self.assertLess(max(much), 15)
        # Rows, their labels and waiting times are asked for where there are any.
        self.assertLessEqual(max(much) - max(little), 5, much)
        for _ in range(10):
            bring_to(make_practice(self.contributor), "submit")
        self.assertEqual([self.cost(person) for person in people], much)


class AccessTests(DashboardTestCase):
    def test_nobody_else_comes_in(self):
        self.client.logout()
        self.assertEqual(self.client.get(INDEX).status_code, 302)
        self.client.force_login(self.author)
        self.assertEqual(self.client.get(INDEX).status_code, 302)

    def test_staff_without_any_role_see_an_empty_workplace(self):
        nobody = UserFactory(email="nobody@test.example", is_staff=True)
        page = self.page(nobody)
        self.assertNotContains(page, "What waits for you")

    def test_the_rules_know_every_queue_by_its_name(self):
        names = [queue.name for queue in (*queues.MINE, *queues.HEALTH, *queues.LANGUAGES)]
        self.assertEqual(len(set(names)), len(names))
        self.assertTrue(reverse("admin:index"))
