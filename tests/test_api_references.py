"""Countries, organisations, mechanisms and terms: what each tells, how they are found, and what is not public."""

from practices import merging
from practices.models import (
    Alias,
    ConsultationMechanism,
    Country,
    CountryClassification,
    CountryGroup,
    MechanismMembership,
    Organisation,
    Term,
)
from practices.vocabulary import Acceptance, Channel, GroupKind, TermKind
from tests.api import ApiTestCase
from tests.cast import published
from tests.example import example_document
from tests.factories import ORGANISATIONS, OrganisationFactory, TermFactory

LISTS = ("countries", "organisations", "mechanisms", "terms")
LABEL = {"code", "label", "language", "direction"}


class ReferenceTestCase(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.region = CountryGroup.objects.create(code="r-one", label_en="First Region", kind=GroupKind.REGION)
        cls.union = CountryGroup.objects.create(code="union", label_en="Made-up Union", kind=GroupKind.POLITICAL)
        Country.objects.filter(code="XA").update(m49="901", latitude="12.5", longitude="-3.25", label_fr="Pays XÀ")
        cls.country = Country.objects.get(code="XA")
        for group in (cls.region, cls.union):
            CountryClassification.objects.create(country=cls.country, group=group)
        CountryClassification.objects.create(
            country=Country.objects.get(code="XB"), group=cls.union, until="2020-01-01"
        )
        cls.practice = published(cls.author, **example_document())


class CountryTests(ReferenceTestCase):
    def test_a_country_with_all_that_is_public_of_it(self):
        answer = self.answer("countries/XA/?lang=fr")
        self.assertEqual((answer["code"], answer["label"], answer["language"]), ("XA", "Pays XÀ", "fr"))
        self.assertEqual(answer["labels"], {"en": "Country XA", "fr": "Pays XÀ", "ar": "بلد XA"})
        self.assertEqual((answer["iso3"], answer["m49"]), ("XAX", "901"))
        self.assertEqual((answer["latitude"], answer["longitude"]), (12.5, -3.25))
        self.assertEqual([group["code"] for group in answer["regions"]], ["r-one"])
        self.assertEqual([group["code"] for group in answer["groups"]], ["union"])
        self.assertEqual(answer["practices"], 1)
        self.assertEqual([(role["code"], role["practices"]) for role in answer["roles"]], [("provider", 1)])
        self.assertTrue(answer["practices_url"].endswith("/api/v1/practices/?country=XA"))
        self.assertTrue(answer["id"].endswith("/vocabularies/country/XA"))

    def test_a_membership_that_is_over_does_not_count(self):
        self.assertEqual(self.answer("countries/XB/")["groups"], [])

    def test_one_is_known_in_small_letters_and_with_an_ending(self):
        for path in ("countries/xa/", "countries/XA.json"):
            self.assertEqual(self.answer(path)["code"], "XA")

    def test_what_is_no_country_is_unknown(self):
        for code in ("ZZ", "XAX", "x", "%F0%9F%8C%8D", "a" * 300):
            with self.subTest(code):
                self.problem(f"countries/{code}/", 404)

    def test_countries_are_found_by_name_code_and_group(self):
        Alias.objects.create(country=self.country, text="Blorbiä", folded="blorbia")
        for query, codes in (
            ("q=country xa", ["XA"]), ("q=pays xa", ["XA"]), ("q=XAX", ["XA"]), ("q=901", ["XA"]), ("q=90", []),
            ("q=BLORB", ["XA"]), ("q=بلد", ["XA", "XB", "XC"]), ("q=", ["XA", "XB", "XC"]), ("q=  ", ["XA", "XB", "XC"]),
            ("q=zz", []), ("region=r-one", ["XA"]), ("group=union", ["XA"]), ("region=r-one&q=xb", []),
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(self.codes(f"countries/?{query}"), codes)

    def test_countries_with_and_without_practices(self):
        self.assertEqual(self.codes("countries/?has_practices=true"), ["XA", "XB", "XC"])
        published(self.author, countries=[{"country": "XA", "role": "provider"}])
        Country.objects.create(code="XZ", iso3="XZX", label_en="Country XZ")
        self.assertEqual(self.codes("countries/?has_practices=false"), ["XZ"])
        counts = {one["code"]: one["practices"] for one in self.answer("countries/")["results"]}
        self.assertEqual(counts, {"XA": 2, "XB": 1, "XC": 1, "XZ": 0})

    def test_a_region_is_no_group_and_neither_may_be_made_up(self):
        body = self.problem("countries/?region=union&group=r-one&has_practices=perhaps&q=" + "x" * 201, 400)
        self.assertEqual(
            {(one["field"], one["code"]) for one in body["errors"]},
            {("region", "unknown_value"), ("group", "unknown_value"), ("has_practices", "unknown_value"), ("q", "too_long")},
        )  # fmt: skip


class OrganisationTests(ReferenceTestCase):
    def organisation(self, **fields) -> Organisation:
        return OrganisationFactory(**fields)

    def test_an_organisation_with_all_that_is_public_of_it(self):
        parent = self.organisation(label_en="Made-up Ministry")
        self.organisation(
            code="0000-0055", label_en="Made-up Office", acronym="MUO", country=self.country, parent=parent,
            url="https://office.example/", note="An internal remark.", label_ar="مكتب",
        )  # fmt: skip
        answer = self.answer("organisations/0000-0055/?lang=ar")
        self.assertEqual((answer["label"], answer["direction"], answer["acronym"]), ("مكتب", "rtl", "MUO"))
        self.assertEqual(answer["type"]["code"], "agency")
        self.assertEqual(answer["country"]["label"], "بلد XA")
        self.assertEqual(answer["part_of"]["code"], parent.code)
        self.assertEqual((answer["url"], answer["practices"]), ("https://office.example/", 0))
        self.assertFalse(answer["is_retired"])
        self.assertNotIn("internal remark", str(answer))
        self.assertEqual(self.answer(f"organisations/{ORGANISATIONS[0]}/")["practices"], 1)

    def test_what_is_only_proposed_is_unknown_everywhere(self):
        proposed = self.organisation(label_en="Proposed Agency", acceptance=Acceptance.PROPOSED)
        child = self.organisation(label_en="Child Agency", parent=proposed)
        for suffix in ("/", ".json"):
            unknown = self.problem(f"organisations/0000-0033{suffix}", 404)
            hidden = self.problem(f"organisations/{proposed.code}{suffix}", 404)
            self.assertEqual(unknown["detail"], hidden["detail"])
        self.assertNotIn(proposed.code, self.codes("organisations/?page_size=100"))
        self.assertEqual(self.codes("organisations/?q=proposed"), [])
        self.assertIsNone(self.answer(f"organisations/{child.code}/")["part_of"])

    def test_what_was_merged_leads_to_what_took_it_in(self):
        old, new = self.organisation(label_en="Old Agency"), self.organisation(label_en="New Agency")
        merging.merge(old, new, by=self.editor, channel=Channel.ADMIN)
        response = self.ask(f"organisations/{old.code}/?lang=fr")
        self.assertEqual(response.status_code, 301)
        self.assertTrue(response["Location"].endswith(f"/api/v1/organisations/{new.code}/?lang=fr"))
        self.assertEqual(response["Cache-Control"], "public, no-cache")
        self.assertNotIn(old.code, self.codes("organisations/?page_size=100"))
        Organisation.objects.filter(pk=new.pk).update(acceptance=Acceptance.PROPOSED)
        self.problem(f"organisations/{old.code}/", 404)

    def test_what_is_retired_stays_at_its_address_and_leaves_the_list(self):
        one = self.organisation(label_en="Former Agency")
        Organisation.objects.filter(pk=one.pk).update(acceptance=Acceptance.RETIRED)
        self.assertTrue(self.answer(f"organisations/{one.code}/")["is_retired"])
        self.assertNotIn(one.code, self.codes("organisations/?page_size=100"))

    def test_organisations_are_found_by_name_acronym_country_and_type(self):
        one = self.organisation(label_en="Office of Things", acronym="OOT", country=self.country)
        other = self.organisation(label_en="Office of Others", type=TermFactory(kind="organisation_type", code="bank"))
        Alias.objects.create(organisation=other, text="Bureau")
        for query, expected in (
            ("q=office", [other, one]), ("q=oot", [one]), ("q=bureau", [other]), ("country=XA", [one]),
            ("country=xa&q=others", []), ("type=bank", [other]), ("q=office&has_practices=true", []),
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(self.codes(f"organisations/?{query}"), [entry.code for entry in expected])
        body = self.problem("organisations/?country=ZZ&type=alpha", 400)
        self.assertEqual([one["field"] for one in body["errors"]], ["country", "type"])


class MechanismTests(ReferenceTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mechanism = ConsultationMechanism.objects.get(code="process_one")
        ConsultationMechanism.objects.filter(code="process_one").update(
            category="rcp", acronym="PO", established=1999, is_active=True, note="An internal remark.", confidence="low",
            members_source="An internal source.",
        )  # fmt: skip
        MechanismMembership.objects.create(mechanism=cls.mechanism, country=cls.country, since=2001, until=2010)

    def test_a_mechanism_with_its_members(self):
        answer = self.answer("mechanisms/process_one/")
        self.assertEqual((answer["category"]["code"], answer["acronym"], answer["established"]), ("rcp", "PO", 1999))
        (member,) = answer["members"]
        self.assertEqual((member["country"]["code"], member["since"], member["until"]), ("XA", 2001, 2010))
        self.assertEqual((answer["practices"], answer["is_active"]), (1, True))
        for word in ("internal", "confidence", "low"):
            self.assertNotIn(word, str(answer))

    def test_mechanisms_are_found_by_name_kind_and_member(self):
        for query, codes in (
            ("", ["process_one", "process_two"]), ("q=po", ["process_one"]), ("category=rcp", ["process_one"]),
            ("country=XA", ["process_one"]), ("country=XB", []), ("has_practices=false", ["process_two"]),
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(self.codes(f"mechanisms/?{query}"), codes)
        self.problem("mechanisms/?category=made_up", 400)
        self.problem("mechanisms/made-up/", 404)

    def test_a_new_member_is_there_at_once(self):
        self.assertEqual(len(self.answer("mechanisms/process_one/")["members"]), 1)
        MechanismMembership.objects.create(mechanism=self.mechanism, country=Country.objects.get(code="XB"))
        self.assertEqual(len(self.answer("mechanisms/process_one/")["members"]), 2)


class TermTests(ReferenceTestCase):
    def test_a_term_with_what_is_above_and_below(self):
        parent = Term.objects.get(kind="theme", code="alpha")
        Term.objects.filter(pk=parent.pk).update(definition="What alpha means.")
        TermFactory(code="alpha.1+b", parent=parent, position=2)
        TermFactory(code="alpha_proposed", parent=parent, acceptance=Acceptance.PROPOSED)
        answer = self.answer("terms/theme/alpha/")
        self.assertEqual(
            (answer["vocabulary"], answer["definition"], answer["parent"]), ("theme", "What alpha means.", None)
        )
        self.assertEqual([child["code"] for child in answer["children"]], ["alpha.1+b"])
        self.assertEqual(answer["practices"], 1)
        child = self.answer("terms/theme/alpha.1+b/")
        self.assertEqual((child["code"], child["parent"]["code"]), ("alpha.1+b", "alpha"))
        self.assertTrue(child["id"].endswith("/vocabularies/theme/alpha.1%2Bb"))
        path = child["api_url"].partition("/api/v1/")[2]
        self.assertEqual(self.answer(path)["code"], "alpha.1+b")

    def test_the_broader_term_counts_what_the_narrower_has(self):
        TermFactory(code="narrow", parent=Term.objects.get(kind="theme", code="gamma"))
        published(self.author, themes=["narrow"])
        self.assertEqual(self.answer("terms/theme/gamma/")["practices"], 1)

    def test_counts_are_those_of_the_search(self):
        published(self.author, themes=["alpha"])
        for one in self.answer("terms/?page_size=100")["results"]:
            if one["practices_url"]:
                path = one["practices_url"].partition("/api/v1/")[2]
                with self.subTest(path):
                    self.assertEqual(self.answer(path)["count"], one["practices"])

    def test_what_stands_in_no_listing_is_not_counted(self):
        for kind, code in (("organisation_type", "agency"), ("legal_form", "agreement"), ("organisation_role", "lead")):
            self.assertIsNone(self.answer(f"terms/{kind}/{code}/")["practices"])
        self.assertEqual(self.answer("terms/country_role/provider/")["practices"], 1)

    def test_proposed_terms_are_unknown_and_retired_ones_say_so(self):
        TermFactory(code="proposed", acceptance=Acceptance.PROPOSED)
        self.problem("terms/theme/proposed/", 404)
        self.assertNotIn("proposed", self.codes("terms/?vocabulary=theme"))
        old, new = TermFactory(code="old"), TermFactory(code="new")
        merging.merge(old, new, by=self.editor, channel=Channel.ADMIN)
        listed = {one["code"]: one for one in self.answer("terms/?vocabulary=theme")["results"]}
        self.assertEqual((listed["old"]["is_retired"], listed["old"]["replaced_by"]["code"]), (True, "new"))

    def test_a_merged_term_leads_to_what_took_it_in_as_its_page_does(self):
        old, new = TermFactory(code="old"), TermFactory(code="new")
        merging.merge(old, new, by=self.editor, channel=Channel.ADMIN)
        response = self.ask("terms/theme/old/?lang=fr")
        self.assertEqual(response.status_code, 301)
        self.assertTrue(response["Location"].endswith("/api/v1/terms/theme/new/?lang=fr"))
        self.assertEqual(response["Cache-Control"], "public, no-cache")
        self.assertEqual(self.client.get("/vocabularies/theme/old").status_code, 301)
        self.assertEqual(self.answer("terms/theme/new/")["code"], "new")
        Term.objects.filter(pk=new.pk).update(acceptance=Acceptance.PROPOSED)
        self.problem("terms/theme/old/", 404)

    def test_terms_of_one_vocabulary_in_their_order(self):
        self.assertEqual(self.codes("terms/?vocabulary=theme"), ["alpha", "beta", "gamma"])
        self.assertEqual(self.codes("terms/?vocabulary=sdg_target&q=10.C"), ["10.c"])
        kinds = [one["vocabulary"] for one in self.answer("terms/?page_size=100")["results"]]
        self.assertEqual(list(dict.fromkeys(kinds)), [kind for kind in TermKind.values if kind in kinds])
        self.problem("terms/?vocabulary=made_up", 400)
        for path in ("terms/made_up/alpha/", "terms/theme/ALPHA/", "terms/theme/alpha.json", "terms/country/XA/"):
            self.problem(path, 404)


class ListTests(ReferenceTestCase):
    def test_lists_cost_the_same_queries_whatever_they_hold(self):
        for name in LISTS:
            costs = [self.cost(f"{name}/?page_size={size}&q=a") for size in (1, 100)]
            with self.subTest(name):
                self.assertEqual(costs[0], costs[1])
                self.assertLessEqual(costs[0], 6)

    def test_labels_have_one_form_everywhere(self):
        for name in LISTS:
            for one in self.answer(f"{name}/")["results"]:
                self.assertLessEqual(LABEL | {"labels", "id", "practices"}, set(one))

    def test_wild_names_find_nothing_and_break_nothing(self):
        for name in LISTS:
            for text in ("%25", "_", "'", "\\\\", "%F0%9F%8C%8D", "\t", "((", "%ED%A0%80", "*"):
                with self.subTest(name=name, text=text):
                    self.assertIn(self.ask(f"{name}/?q={text}").status_code, (200,))
