"""Merging in the admin: what a merge touches is shown first, and old addresses work afterwards."""

from django.urls import reverse

from practices import document, merging
from practices.models import Alias, Mandate, Organisation, Practice, Term
from practices.vocabulary import Acceptance, Channel
from tests.cast import published
from tests.factories import OrganisationFactory, TermFactory, make_practice
from tests.staff import change_address, member
from tests.test_admin_saving import AdminTestCase


def address(entry, page: str = "merge") -> str:
    return reverse(f"admin:practices_{entry._meta.model_name}_{page}", args=[entry.pk])


class PreviewTests(AdminTestCase):
    def test_it_lists_the_records_with_what_names_it_in_them(self):
        practice = published(self.contributor, themes=["alpha"])
        draft = make_practice(self.contributor, themes=["alpha", "beta"])
        alpha = Term.objects.get(code="alpha")
        Alias.objects.create(term=alpha, text="First letter", kind="synonym")
        below = TermFactory(code="alpha_one", parent=alpha)
        TermFactory(code="before", replaced_by=alpha, acceptance=Acceptance.RETIRED)
        page = self.client.get(address(alpha))
        for words in ("2 records name it.", "1 public practice is listed anew.", "1 other name moves along.",
                      "1 entry was merged into it before and follows.", str(below), practice.code, draft.code,
                      f'href="{change_address(practice)}"', f"{practice.code}, Published: Theme"):  # fmt: skip
            self.assertContains(page, words)
        touch = merging.touches(alpha)
        self.assertEqual((touch.practices, touch.listings, touch.aliases, touch.children), (2, 1, 1, [below]))

    def test_every_field_that_names_it_is_named(self):
        element = {"element": "element_one", "answer": "yes"}
        practice = make_practice(self.contributor, labour_agreement={"legal_form": "memorandum", "elements": [element]})
        for kind, code, words in (("type", "other", "type of practice"), ("legal_form", "memorandum", "legal form"),
                                  ("agreement_element", "element_one", "element")):  # fmt: skip
            entry = Term.objects.get(kind=kind, code=code)
            with self.subTest(code=code):
                self.assertIn(words, ", ".join(merging.places(entry, [practice])[practice.pk]).lower())
                self.assertContains(self.client.get(address(entry)), practice.code)
        kind = Term.objects.get(kind="organisation_type")
        self.assertContains(self.client.get(address(kind)), "2 organisations are of this type")

    def test_an_organisation_is_shown_with_its_roles(self):
        old, new = Organisation.objects.order_by("code")[:2]
        rows = [{"organisation": old.code, "role": role} for role in ("lead", "funder")]
        practice = published(self.contributor, organisations=rows)
        page = self.client.get(address(old))
        self.assertContains(page, f"{practice.code}, Published: Leads, Funds")
        self.client.post(address(old), {"new": new.pk, "confirmed": new.pk})
        self.assertEqual({row["organisation"] for row in document.build(practice)["organisations"]}, {new.code})

    def test_fifty_are_listed_and_all_are_counted(self):
        documents = [
            {"schema": 1, "type": "other", "themes": ["alpha"], "texts": {"en": {"title": f"Made-up {number}"}}}
            for number in range(53)
        ]
        document.load_many(documents, by=self.contributor)
        page = self.client.get(address(Term.objects.get(code="alpha")))
        self.assertEqual(len(page.context["rows"]), 50)
        self.assertContains(page, "50 of 53")

    def test_records_out_of_reach_are_counted_and_not_shown(self):
        practice = make_practice(self.contributor, themes=["alpha"])
        limited = member("editor", "limited")
        Mandate.objects.create(person=limited).scope_organisations.set(Organisation.objects.all()[:1])
        self.client.force_login(limited)
        page = self.client.get(address(Term.objects.get(code="alpha")))
        self.assertContains(page, "1 record names it.")
        self.assertNotContains(page, practice.code)

    def test_another_choice_after_the_preview_is_shown_again_before_it_happens(self):
        alpha, beta, gamma = (Term.objects.get(code=code) for code in ("alpha", "beta", "gamma"))
        page = self.client.post(address(alpha), {"new": gamma.pk, "confirmed": beta.pk})
        self.assertContains(page, "will give way to “Made-up theme gamma”")
        alpha.refresh_from_db()
        self.assertIsNone(alpha.replaced_by)


class RefusalTests(AdminTestCase):
    def test_what_cannot_be_merged_is_refused_at_once(self):
        alpha, beta = Term.objects.get(code="alpha"), Term.objects.get(code="beta")
        merging.merge(alpha, beta, by=self.curator, channel=Channel.ADMIN)
        closed = Term.objects.get(kind="modality", code="triangular")
        for entry, words in ((alpha, "This entry has been merged already."), (closed, "This vocabulary is closed")):
            for response in (self.client.get(address(entry)), self.client.post(address(entry), {"new": beta.pk})):
                self.assertContains(response, words, status_code=409)

    def test_a_proposed_entry_takes_nothing_in(self):
        old, new = OrganisationFactory(), OrganisationFactory(acceptance=Acceptance.PROPOSED)
        response = self.client.post(address(old), {"new": new.pk})
        self.assertContains(response, "Only an accepted entry can take in another.", status_code=409)

    def test_senseless_values_are_no_failure(self):
        alpha = Term.objects.get(code="alpha")
        for value in ("", "abc", "\x00", "9" * 5_000, "-1"):
            for given in ({"new": value}, {"new": value, "confirmed": value}):
                self.assertLess(self.client.post(address(alpha), given).status_code, 500)


class OldAddressTests(AdminTestCase):
    def found(self, query: str) -> str:
        response = self.client.get(f"/en/practices/?{query}")
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def test_a_search_by_the_old_code_of_a_term_finds_what_has_the_new_one(self):
        practice = published(self.contributor, themes=["alpha"])
        alpha, beta = Term.objects.get(code="alpha"), Term.objects.get(code="beta")
        self.client.post(address(alpha), {"new": beta.pk, "confirmed": beta.pk})
        self.assertIn(practice.code, self.found("theme=alpha"))
        self.assertIn(practice.code, self.found("theme=beta"))
        self.assertNotIn(practice.code, self.found("theme=gamma"))

    def test_a_search_by_the_old_code_of_an_organisation_does_as_well(self):
        old, new = Organisation.objects.order_by("code")[:2]
        practice = published(self.contributor, organisations=[{"organisation": old.code, "role": "lead"}])
        self.client.post(address(old), {"new": new.pk, "confirmed": new.pk})
        self.assertIn(practice.code, self.found(f"organisation={old.code}"))
        self.assertIn(practice.code, self.found(f"organisation={new.code}"))
        self.assertEqual(Practice.objects.get().state, "published")
