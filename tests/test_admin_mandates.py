"""Mandates in the admin: entered by administrators, and what reviewers say of themselves."""

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices import workflow
from practices.models import CountryClassification, CountryGroup, Event, Mandate, Organisation, Term
from practices.models.mandate import limits_of
from tests.cast import in_review, published
from tests.factories import ORGANISATIONS, make_practice
from tests.sent_forms import sent
from tests.staff import member
from tests.test_admin_saving import AdminTestCase

LIST = "/admin/practices/mandate/"
ADD = "/admin/practices/mandate/add/"
MINE = "/admin/practices/mandate/mine/"


class MandateTestCase(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.knower = member("reviewer", "fidel")
        cls.organisation = Organisation.objects.get(code=ORGANISATIONS[0])
        cls.region = CountryGroup.objects.create(code="made_up", label_en="Made-up Region", kind="region")
        cls.alpha = Term.objects.get(kind="theme", code="alpha")

    def setUp(self):
        self.client.force_login(self.head)


def address_of(person) -> str:
    return reverse("admin:practices_mandate_change", args=[person.pk])


class AdministratorTests(MandateTestCase):
    def enter(self, **changes):
        given = {"person": str(self.knower.pk), "organisation": str(self.organisation.pk), "themes": str(self.alpha.pk),
                 "languages": ["en", "ar"], "scope_regions": str(self.region.pk)}  # fmt: skip
        return self.client.post(ADD, sent(self.client.get(ADD), "mandate_form", **given | changes))

    def test_a_mandate_is_entered_listed_in_words_and_logged(self):
        self.assertRedirects(self.enter(), LIST)
        mandate = Mandate.objects.get()
        self.assertEqual((mandate.languages, list(mandate.themes.all())), (["en", "ar"], [self.alpha]))
        self.assertEqual(limits_of(self.knower).regions, (self.region.pk,))
        page = self.client.get(LIST)
        for words in ("Made-up theme alpha", "English, العربية", "Only practices with a country of Made-up Region."):
            self.assertContains(page, words)
        self.assertEqual(LogEntry.objects.get().user, self.head)

    def test_a_change_is_logged_and_the_person_stays(self):
        self.enter()
        page = self.client.get(address_of(self.knower))
        self.client.post(address_of(self.knower), sent(page, "mandate_form", scope_regions=[], person="1"))
        self.assertFalse(limits_of(Mandate.objects.get().person))
        self.assertEqual(LogEntry.objects.count(), 2)

    def test_the_second_of_two_changes_is_refused_though_only_a_choice_changed(self):
        self.enter()
        page = self.client.get(address_of(self.knower))
        Mandate.objects.get().themes.clear()
        response = self.client.post(address_of(self.knower), sent(page, "mandate_form", languages=["fr"]))
        self.assertEqual(response.status_code, 409)
        self.assertEqual(Mandate.objects.get().languages, ["en", "ar"])

    def test_choices_that_make_no_sense_are_form_errors(self):
        for changes in ({"person": "x"}, {"person": "9" * 5_000}, {"organisation": "x"}, {"scope_regions": "x"},
                        {"themes": ["-1", "x"]}, {"scope_organisations": "9" * 5_000}):  # fmt: skip
            with self.subTest(changes):
                self.assertEqual(self.enter(**changes).status_code, 200)
        self.assertFalse(Mandate.objects.exists())

    def test_a_person_has_one_mandate_and_languages_are_of_the_list(self):
        self.assertContains(self.enter(languages=["xx"]), "Select a valid choice")
        self.enter()
        self.assertContains(self.enter(), "already exists")
        self.assertEqual(Mandate.objects.count(), 1)

    def test_the_person_is_found_by_mail(self):
        query = "?app_label=practices&model_name=mandate&field_name=person&term=fidel@"
        found = self.client.get("/admin/autocomplete/" + query).json()["results"]
        self.assertEqual([one["id"] for one in found], [str(self.knower.pk)])

    def test_the_list_costs_no_query_a_row(self):
        Mandate.objects.create(person=self.other, organisation=self.organisation)
        self.client.get(LIST)
        with CaptureQueriesContext(connection) as few:
            self.client.get(LIST)
        for number in range(5):
            mandate = Mandate.objects.create(
                person=member("reviewer", f"more-{number}"), organisation=self.organisation
            )
            mandate.themes.add(self.alpha)
            mandate.scope_regions.add(self.region)
        self.assertLessEqual(len(few), 15)
        with self.assertNumQueries(len(few)):
            self.assertContains(self.client.get(LIST), "More-4")

    def test_nobody_else_enters(self):
        self.enter()
        for role in ("contributor", "reviewer", "editor"):
            self.client.force_login(member(role, f"no-{role}"))
            for address in (LIST, ADD, address_of(self.knower)):
                for send in (self.client.get, self.client.post):
                    with self.subTest(role=role, address=address):
                        self.assertEqual(send(address).status_code, 403)

    def test_unknown_mandates_are_not_found(self):
        for key in ("x", "99999999999999999999", str(self.other.pk)):
            self.assertEqual(self.client.get(f"{LIST}{key}/change/").status_code, 404)


class OwnFieldTests(MandateTestCase):
    def setUp(self):
        self.client.force_login(self.knower)

    def save(self, **changes):
        return self.client.post(MINE, sent(self.client.get(MINE), "mandate_form", **changes))

    def test_a_reviewer_without_a_mandate_gets_one_on_saving_not_on_looking(self):
        self.client.get(MINE)
        self.assertFalse(Mandate.objects.exists())
        self.assertRedirects(self.save(themes=str(self.alpha.pk), languages=["fr"]), MINE)
        mandate = Mandate.objects.get()
        self.assertEqual((mandate.person, mandate.languages, mandate.is_available), (self.knower, ["fr"], True))
        self.assertEqual(list(mandate.themes.all()), [self.alpha])
        self.assertEqual(LogEntry.objects.get().user, self.knower)

    def test_organisation_and_limits_are_shown_and_never_taken(self):
        mandate = Mandate.objects.create(person=self.knower, organisation=self.organisation)
        mandate.scope_regions.add(self.region)
        page = self.client.get(MINE)
        self.assertContains(page, "Only practices with a country of Made-up Region.")
        self.save(organisation="", scope_regions=[], person=str(self.other.pk), is_available=None)
        mandate.refresh_from_db()
        self.assertEqual((mandate.organisation, list(mandate.scope_regions.all())), (self.organisation, [self.region]))
        self.assertFalse(mandate.is_available)
        self.assertEqual(Mandate.objects.count(), 1)

    def test_what_changed_meanwhile_is_409_and_what_was_chosen_stays(self):
        page = self.client.get(MINE)
        Mandate.objects.create(person=self.knower, languages=["ar"])
        typed = sent(page, "mandate_form", languages=["pt"], themes=str(self.alpha.pk))
        response = self.client.post(MINE, typed)
        self.assertEqual(response.status_code, 409)
        again = sent(response, "mandate_form")
        self.assertEqual((again["languages"], again["themes"]), (["pt"], [str(self.alpha.pk)]))
        self.assertRedirects(self.client.post(MINE, again), MINE)

    def test_nothing_different_is_not_logged(self):
        self.save(languages=["fr"])
        self.save()
        self.assertEqual(LogEntry.objects.count(), 1)

    def test_hostile_choices_are_form_errors(self):
        other = Term.objects.get(kind="sdg", code="10")
        for changes in ({"themes": "x"}, {"themes": "9" * 5_000}, {"themes": str(other.pk)}, {"languages": ["xx"]},
                        {"regions": "-1"}):  # fmt: skip
            with self.subTest(changes):
                self.assertEqual(self.save(**changes).status_code, 200)
        self.assertFalse(Mandate.objects.exists())

    def test_who_does_not_review_has_no_field(self):
        self.client.force_login(self.contributor)
        self.assertEqual(self.client.get(MINE).status_code, 403)
        self.assertEqual(self.client.post(MINE).status_code, 403)

    def test_themes_are_chosen_by_the_reviewer_from_themes(self):
        query = "?app_label=practices&model_name=mandate&field_name=themes&term=alpha"
        found = self.client.get("/admin/autocomplete/" + query).json()["results"]
        self.assertEqual([one["id"] for one in found], [str(self.alpha.pk)])


class ReachTests(MandateTestCase):
    """What the limits of an editor leave of the tables beside the practices."""

    def setUp(self):
        super().setUp()
        self.limited = member("editor", "limited")
        Mandate.objects.create(person=self.limited).scope_regions.add(self.region)

    def test_rows_of_practices_out_of_reach_are_as_unknown(self):
        practice = published(self.contributor)
        rows = {"edition": practice.editions.get(), "standing": practice.standing, "event": practice.events.first()}
        for person, status in ((self.limited, 404), (self.curator, 200)):
            self.client.force_login(person)
            for table, row in rows.items():
                with self.subTest(table, person=person):
                    address = f"/admin/practices/{table}/{row.pk}/change/"
                    self.assertEqual(self.client.get(address).status_code, status)
                    words = self.client.get(f"/admin/practices/{table}/").content.decode()
                    self.assertEqual(practice.code in words or practice.title in words, status == 200)

    def test_a_practice_comes_within_reach_by_its_countries_and_leaves_with_the_membership(self):
        practice = published(self.contributor)
        country = practice.practicecountry_set.first().country
        membership = CountryClassification.objects.create(country=country, group=self.region)
        address = f"/admin/practices/edition/{practice.editions.get().pk}/change/"
        self.client.force_login(self.limited)
        self.assertEqual(self.client.get(address).status_code, 200)
        CountryClassification.objects.filter(pk=membership.pk).update(until="2020-01-01")
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_events_of_no_practice_are_for_those_without_limits(self):
        workflow.delete(practice := make_practice(self.contributor), by=self.head, channel="admin")
        event = Event.objects.get(code=practice.code, name="deleted")
        for person, status in ((self.limited, 404), (self.knower, 404), (self.curator, 200)):
            self.client.force_login(person)
            with self.subTest(person=person):
                address = f"/admin/practices/event/{event.pk}/change/"
                self.assertEqual(self.client.get(address).status_code, status)


class HandOverTests(MandateTestCase):
    def test_limits_that_leave_a_review_out_of_reach_hand_it_over(self):
        practice = in_review()
        for name, by in (("release", self.head), ("take", self.knower)):
            workflow.perform(name, practice, by=by)
        page = self.client.get(ADD)
        fields = sent(page, "mandate_form", person=str(self.knower.pk), scope_regions=str(self.region.pk))
        self.assertRedirects(self.client.post(ADD, fields), LIST)
        practice.refresh_from_db()
        self.assertEqual((practice.state, practice.reviewer), ("submitted", None))
