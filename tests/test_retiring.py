"""practices.retiring and its pages: retired entries are offered no more and stay on their records."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from practices import document, merging, retiring
from practices.models import Event, Organisation, Term
from practices.vocabulary import Acceptance, Channel
from tests.cast import published
from tests.factories import TermFactory
from tests.sent_forms import sent
from tests.staff import member
from tests.test_admin_saving import AdminTestCase


def address(entry, page: str) -> str:
    return reverse(f"admin:practices_{entry._meta.model_name}_{page}", args=[entry.pk])


class RetiringTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.alpha = Term.objects.get(code="alpha")

    def test_retiring_and_bringing_back_are_events_with_who_and_why(self):
        retiring.retire(self.alpha, by=self.curator, channel=Channel.ADMIN, note=" Nobody uses it. ")
        event = retiring.bring_back(self.alpha, by=self.other, channel=Channel.ADMIN)
        self.assertEqual(
            (event.actor, event.changes), (self.other, [{"path": "theme", "old": "retired", "new": "accepted"}])
        )
        first = Event.objects.get(name="retired")
        self.assertEqual((first.code, first.actor, first.note), ("alpha", self.curator, "Nobody uses it."))
        self.assertEqual(Term.objects.get(code="alpha").acceptance, Acceptance.ACCEPTED)

    def test_only_who_may_change_the_table_retires(self):
        for person in (self.contributor, member("reviewer")):
            with self.assertRaises(PermissionDenied):
                retiring.retire(self.alpha, by=person, channel=Channel.ADMIN)
            self.client.force_login(person)
            for page in ("retire", "bring_back"):
                self.assertEqual(self.client.post(address(self.alpha, page), {}).status_code, 403)
            self.assertNotContains(self.client.get(address(self.alpha, "change")), "/retire/")
        self.assertEqual(Term.objects.get(code="alpha").acceptance, Acceptance.ACCEPTED)

    def test_what_makes_no_sense_is_refused(self):
        closed = Term.objects.get(kind="modality", code="triangular")
        merged = TermFactory(code="old", acceptance=Acceptance.RETIRED, replaced_by=self.alpha)
        for act, entry in ((retiring.retire, closed), (retiring.bring_back, merged), (retiring.bring_back, self.alpha)):
            with self.assertRaises(retiring.RetirementRefused):
                act(entry, by=self.curator, channel=Channel.ADMIN)
        retiring.retire(self.alpha, by=self.curator, channel=Channel.ADMIN)
        with self.assertRaises(retiring.RetirementRefused):
            retiring.retire(self.alpha, by=self.curator, channel=Channel.ADMIN)
        with self.assertRaises(retiring.RetirementRefused):
            retiring.bring_back(self.alpha, by=self.curator, channel=Channel.ADMIN, note="a" * 1_001)
        self.assertFalse(Event.objects.filter(name="brought_back").exists())

    def test_the_page_says_what_it_means_and_acts_by_post_only(self):
        practice = published(self.contributor, themes=["alpha"])
        self.assertContains(self.client.get(address(self.alpha, "change")), address(self.alpha, "retire"))
        self.assertContains(self.client.get(address(self.alpha, "retire")), "1 record names it.")
        self.assertFalse(Event.objects.filter(name="retired").exists())
        self.client.post(address(self.alpha, "retire"), {"note": "Nobody uses it."})
        self.assertEqual(Term.objects.get(code="alpha").acceptance, Acceptance.RETIRED)
        self.assertEqual(document.build(practice)["themes"], ["alpha"])
        again = self.client.post(address(self.alpha, "retire"), {"note": "Twice."})
        self.assertContains(again, "It is retired already.", status_code=409)
        self.assertContains(again, "Twice.", status_code=409)
        self.assertContains(self.client.get(address(self.alpha, "change")), address(self.alpha, "bring_back"))
        self.client.post(address(self.alpha, "bring_back"), {})
        self.assertEqual(Term.objects.get(code="alpha").acceptance, Acceptance.ACCEPTED)

    def test_what_is_retired_is_offered_no_more_and_stays_where_it_is_chosen(self):
        practice = published(self.contributor, themes=["alpha"])
        query = {
            "app_label": "practices",
            "model_name": "practice",
            "field_name": "terms",
            "kind": "theme",
            "term": "alpha",
        }
        self.assertEqual(len(self.client.get("/admin/autocomplete/", query).json()["results"]), 1)
        retiring.retire(self.alpha, by=self.curator, channel=Channel.ADMIN)
        self.assertEqual(self.client.get("/admin/autocomplete/", query).json()["results"], [])
        page = self.client.get(reverse("admin:practices_practice_change", args=[practice.pk]))
        self.assertEqual(sent(page, "practice_form")["themes"], [str(self.alpha.pk)])

    def test_the_form_retires_nothing_beside_the_button(self):
        page = self.client.get(address(self.alpha, "change"))
        self.assertNotContains(page, '<option value="retired"')
        fields = sent(page, "term_form") | {"acceptance": ["retired"]}
        self.assertContains(self.client.post(address(self.alpha, "change"), fields), "Select a valid choice")
        retiring.retire(self.alpha, by=self.curator, channel=Channel.ADMIN)
        page = self.client.get(address(self.alpha, "change"))
        self.assertNotContains(page, 'name="acceptance"')
        fields = sent(page, "term_form", definition="New words.")
        self.assertEqual(self.client.post(address(self.alpha, "change"), fields).status_code, 302)
        self.assertEqual(Term.objects.get(code="alpha").acceptance, Acceptance.RETIRED)

    def test_organisations_too(self):
        organisation = Organisation.objects.first()
        self.client.post(address(organisation, "retire"), {"note": "It was dissolved."})
        organisation.refresh_from_db()
        self.assertEqual(organisation.acceptance, Acceptance.RETIRED)
        self.assertEqual(Event.objects.get(name="retired").changes[0]["path"], "organisation")
        self.client.force_login(self.head)
        self.assertContains(self.client.get("/admin/practices/event/"), "Retired")

    def test_a_merged_entry_has_no_such_button(self):
        merging.merge(self.alpha, Term.objects.get(code="beta"), by=self.curator, channel=Channel.ADMIN)
        page = self.client.get(address(self.alpha, "change"))
        self.assertNotContains(page, "/bring-back/")
        self.assertEqual(self.client.post(address(self.alpha, "bring_back"), {}).status_code, 409)
