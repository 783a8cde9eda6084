"""A practice in Dublin Core: what stands in which element, in which language."""

from datetime import UTC, datetime

from django.test import override_settings

from practices import document, reference
from practices.models import Country, Organisation, Term
from practices.opendata import dublin_core
from practices.vocabulary import TermKind
from tests.cast import RegistryTestCase
from tests.example import example_document, example_texts
from tests.factories import ORGANISATIONS, OrganisationFactory, make_practice
from tests.harvesting import SITE

PUBLISHED = datetime(2024, 5, 6, 23, 30, tzinfo=UTC)
FIFTEEN = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier",
    "source", "language", "relation", "coverage", "rights",
)  # fmt: skip


@override_settings(**SITE, SITE_NAME="Made-up Registry", DATA_LICENCE="Made-up licence 1.0")
class DublinCoreTests(RegistryTestCase):
    def elements(self, **changes) -> list[tuple[str, str, str]]:
        built = document.build(make_practice(self.author, **example_document(**changes)))
        return dublin_core.elements(built, reference.current(), PUBLISHED)

    def of(self, element: str, **changes) -> list[tuple[str, str]]:
        return [(language, text) for name, language, text in self.elements(**changes) if name == element]

    def test_a_full_record_uses_all_fifteen_in_their_order(self):
        names = [name for name, _language, _text in self.elements(
            organisations=[{"organisation": one, "role": role} for one, role in zip(ORGANISATIONS, ("lead", "funder"), strict=True)],
            study_tour={"report_url": "https://report.example/tour"},
        )]  # fmt: skip
        self.assertEqual(tuple(dict.fromkeys(names)), FIFTEEN)

    def test_nothing_is_said_twice_and_nothing_empty(self):
        Term.objects.filter(kind=TermKind.SECTOR, code="general").update(label_en="Made-up theme alpha")
        reference.forget()
        found = self.elements(tags=[], themes=["alpha"], sectors=["general"])
        self.assertEqual(len(found), len(set(found)))
        self.assertTrue(all(text for _name, _language, text in found))

    def test_titles_and_summaries_come_in_every_language_the_original_first(self):
        written = example_texts()
        texts = written | {"fr": written["fr"] | {"origin": "original"}, "en": written["en"] | {"origin": "human"}}
        for element, fields in (("title", ["title"]), ("description", ["summary", "caution"])):
            expected = [
                (language, texts[language][field])
                for field in fields
                for language in ("fr", "ar", "en")
                if texts[language].get(field)
            ]
            self.assertEqual(self.of(element, original_language="fr", texts=texts), expected)
        languages = [text for _none, text in self.of("language", original_language="fr", texts=texts)]
        self.assertEqual(languages, ["fr", "ar", "en"])

    def test_labels_come_in_the_languages_of_the_record_that_have_one(self):
        Term.objects.filter(kind=TermKind.THEME, code="alpha").update(
            label_fr="Alpha inventé", label_pt="Alfa inventado"
        )
        reference.forget()
        found = self.of("subject", themes=["alpha"])
        self.assertEqual(found[:2], [("en", "Made-up theme alpha"), ("fr", "Alpha inventé")])
        self.assertNotIn(("pt", "Alfa inventado"), found)

    def test_a_label_is_english_where_no_language_of_the_record_has_one(self):
        texts = {"fr": example_texts()["fr"] | {"origin": "original"}}
        self.assertEqual(
            self.of("subject", texts=texts, original_language="fr", themes=["beta"])[0], ("en", "Made-up theme beta")
        )

    def test_who_leads_has_created_and_who_takes_part_contributes(self):
        third = OrganisationFactory().code
        Organisation.objects.filter(code=third).update(label_en="Third Made-up Agency")
        reference.forget()
        rows = [
            {"organisation": ORGANISATIONS[0], "role": "lead"}, {"organisation": ORGANISATIONS[0], "role": "funder"},
            {"organisation": ORGANISATIONS[1], "role": "implementer"}, {"organisation": third, "role": "partner"},
        ]  # fmt: skip
        names = dict(Organisation.objects.values_list("code", "label_en"))
        self.assertEqual(
            [text for _en, text in self.of("creator", organisations=rows)], [names[one] for one in ORGANISATIONS]
        )
        self.assertEqual(self.of("contributor", organisations=rows), [("en", "Third Made-up Agency")])

    def test_a_record_is_known_by_the_address_that_stays_and_by_its_page(self):
        permanent, page = (text for _none, text in self.of("identifier"))
        self.assertRegex(permanent, r"^https://registry\.example/practices/[0-9a-z-]{9}$")
        self.assertEqual(page, permanent.replace("/practices/", "/en/practices/") + "/")

    def test_sources_are_told_in_a_line_with_their_language(self):
        found = self.of("source")
        self.assertEqual(found[0], ("fr", "A made-up report, Made-up Press, 2020-06. https://report.example/1"))
        self.assertEqual(found[2], ("", "A made-up interview"))
        self.assertTrue(found[1][1].startswith("https://report.example/a-long-word"))

    def test_countries_cities_and_years_are_its_coverage(self):
        Country.objects.filter(code="XA").update(label_fr="Pays XA")
        reference.forget()
        found = self.of("coverage")
        for expected in (
            ("en", "Country XA"),
            ("fr", "Pays XA"),
            ("ar", "بلد XA"),
            ("en", "City xa-one"),
            ("", "2019/2021"),
        ):
            self.assertIn(expected, found)

    def test_years_that_are_not_known_are_left_open(self):
        for start, end, written in (
            (2019, None, ["2019/"]),
            (None, 2021, ["/2021"]),
            (2020, 2020, ["2020"]),
            (None, None, []),
        ):
            found = self.of("coverage", period={"start": start, "end": end})
            self.assertEqual([text for language, text in found if not language], written)

    def test_the_rest_is_told_once(self):
        self.assertEqual(self.of("date"), [("", "2024-05-06")])
        self.assertEqual(self.of("publisher"), [("", "Made-up Registry")])
        self.assertEqual(self.of("rights"), [("", "Made-up licence 1.0")])
        self.assertEqual(self.of("type"), [("", "Text"), ("en", "Made-up type exchange_visit")])
        self.assertEqual(self.of("format"), [("", "text/html")])

    @override_settings(DATA_LICENCE="")
    def test_without_a_licence_no_rights_are_stated(self):
        self.assertEqual(self.of("rights"), [])

    def test_related_are_the_linked_practices_and_the_text_of_an_agreement(self):
        other = make_practice(self.author)
        found = self.of(
            "relation",
            links=[{"practice": other.code}],
            labour_agreement={"text_url": "https://text.example/1"},
            study_tour=None,
        )
        self.assertEqual(
            found, [("", f"https://registry.example/practices/{other.code}"), ("", "https://text.example/1")]
        )
