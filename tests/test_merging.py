"""practices.merging: references follow, editions stay, the listing speaks of today."""

from django.core.exceptions import PermissionDenied

from practices import document, merging
from practices.document.compare import compare
from practices.document.present import present
from practices.models import Alias, Edition, Listing, Mandate, Organisation, Practice, Term
from practices.reference import current
from practices.vocabulary import Acceptance, Channel, State
from tests.cast import RegistryTestCase, published
from tests.factories import ORGANISATIONS, TermFactory, make_practice


class MergeTests(RegistryTestCase):
    def merge(self, old, new, by=None):
        return merging.merge(
            Term.objects.get(code=old), Term.objects.get(code=new), by=by or self.editor, channel=Channel.ADMIN
        )

    def test_working_copies_follow_and_documents_of_the_past_stay(self):
        practice = published(self.author, themes=["alpha", "gamma"])
        touched = self.merge("alpha", "beta")
        self.assertEqual((touched.practices, touched.listings), (1, 1))
        self.assertEqual(document.build(practice)["themes"], ["beta", "gamma"])
        self.assertEqual(Edition.objects.get().document["themes"], ["alpha", "gamma"])
        practice.refresh_from_db()
        self.assertEqual((practice.state, practice.revision), (State.PUBLISHED, 2))

    def test_readers_see_the_new_name_in_old_documents_and_find_them_under_the_new_code(self):
        published(self.author, themes=["alpha"])
        self.merge("alpha", "beta")
        shown = present(Edition.objects.get().document, "en")
        self.assertEqual(shown["themes"][0]["code"], "beta")
        self.assertIn("theme:beta", Listing.objects.get().facets)
        self.assertNotIn("theme:alpha", Listing.objects.get().facets)

    def test_a_practice_that_had_both_has_one(self):
        practice = make_practice(self.author, themes=["beta", "alpha"])
        self.merge("alpha", "beta")
        self.assertEqual(document.build(practice)["themes"], ["beta"])

    def test_merges_make_no_chains_and_old_codes_resolve_to_the_last(self):
        self.merge("alpha", "beta")
        self.merge("beta", "gamma")
        self.assertEqual(Term.objects.get(code="alpha").replaced_by.code, "gamma")
        self.assertEqual(current().resolve("theme", "alpha").code, "gamma")

    def test_every_place_that_names_a_term_follows(self):
        TermFactory(kind="type", code="other_two")
        TermFactory(kind="legal_form", code="pact")
        TermFactory(kind="agreement_element", code="element_four")
        element = {"element": "element_one", "answer": "yes"}
        practice = make_practice(self.author, labour_agreement={"legal_form": "memorandum", "elements": [element]})
        self.merge("other", "other_two")
        self.merge("memorandum", "pact")
        self.merge("element_one", "element_four")
        built = document.build(practice)
        self.assertEqual(built["type"], "other_two")
        self.assertEqual(built["labour_agreement"]["legal_form"], "pact")
        self.assertEqual(built["labour_agreement"]["elements"][0]["element"], "element_four")

    def test_documents_that_name_both_elements_are_still_read_and_loaded(self):
        elements = [{"element": "element_one", "answer": "yes"}, {"element": "element_two", "answer": "no"}]
        published(self.author, labour_agreement={"elements": elements})
        self.merge("element_one", "element_two")
        edition = Edition.objects.get().document
        rows = [
            row for group in present(edition, "en")["details"][0]["checklist"]["groups"] for row in group["elements"]
        ]
        self.assertEqual([(row["element"]["code"], row["answer"]["code"]) for row in rows],
                         [("element_two", "yes"), ("element_three", "unknown")])  # fmt: skip
        again = document.load({**edition, "code": None}, by=None)
        self.assertEqual(len(document.build(again)["labour_agreement"]["elements"]), 1)

    def test_a_merge_is_no_difference_between_editions(self):
        old = document.build(make_practice(self.author, themes=["alpha"]))
        self.merge("alpha", "beta")
        self.assertEqual(compare(old, {**old, "themes": ["beta"]}, "en"), [])

    def test_a_broader_term_is_not_merged_into_a_part_of_itself(self):
        middle = TermFactory(code="middle", parent=Term.objects.get(code="alpha"))
        TermFactory(code="narrow", parent=middle)
        with self.assertRaises(merging.MergeRefused):
            self.merge("alpha", "narrow")

    def test_organisations_merge_with_their_names(self):
        old, new = Organisation.objects.order_by("code")[:2]
        Alias.objects.create(organisation=old, text="The old lot", kind="variant")
        rows = [{"organisation": old.code, "role": "lead"}, {"organisation": new.code, "role": "lead"}]
        practice = published(self.author, organisations=rows)
        merging.merge(old, new, by=self.editor, channel=Channel.ADMIN)
        self.assertEqual(document.build(practice)["organisations"], [{"organisation": new.code, "role": "lead"}])
        names = set(Alias.objects.filter(organisation=new).values_list("text", flat=True))
        self.assertEqual(names, {"The old lot", old.label_en})

    def test_what_may_not_be_merged_is_refused_with_a_sentence(self):
        Term.objects.filter(code="gamma").update(acceptance=Acceptance.PROPOSED)
        for old, new in (("alpha", "alpha"), ("alpha", "regional"), ("alpha", "gamma"), ("south_south", "triangular")):
            with self.subTest(f"{old} {new}"), self.assertRaises(merging.MergeRefused):
                self.merge(old, new)
        with self.assertRaises(PermissionDenied):
            self.merge("alpha", "beta", by=self.reviewer)
        self.assertFalse(Term.objects.filter(replaced_by__isnull=False).exists())

    def test_an_old_edition_loads_as_what_its_codes_became(self):
        published(self.author, themes=["alpha"])
        self.merge("alpha", "beta")
        again = document.load({**Edition.objects.get().document, "code": None}, by=None)
        self.assertEqual(document.build(again)["themes"], ["beta"])
        self.assertEqual(Practice.objects.count(), 2)


class MandateTests(RegistryTestCase):
    def test_mandates_follow_what_took_the_old_entry_in(self):
        old, new = (Organisation.objects.get(code=code) for code in ORGANISATIONS)
        mandate = Mandate.objects.create(person=self.reviewer, organisation=old)
        mandate.scope_organisations.set([old, new])
        mandate.themes.set([self.theme("alpha"), self.theme("gamma")])
        merging.merge(old, new, by=self.editor, channel=Channel.ADMIN)
        merging.merge(self.theme("alpha"), self.theme("beta"), by=self.editor, channel=Channel.ADMIN)
        mandate.refresh_from_db()
        self.assertEqual(mandate.organisation, new)
        self.assertEqual(list(mandate.scope_organisations.all()), [new])
        self.assertEqual({theme.code for theme in mandate.themes.all()}, {"beta", "gamma"})

    def theme(self, code: str) -> Term:
        return Term.objects.get(kind="theme", code=code)
