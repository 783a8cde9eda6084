"""A practice as schema.org: what it says, that it says no more than the page, and that it reads as triples."""

import json

from django.test import override_settings
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF

from practices import document, reference
from practices.document.present import present
from practices.opendata import addresses, schema_org
from tests.cast import RegistryTestCase, published
from tests.example import SECRET, example_document
from tests.factories import ORGANISATIONS, language_codes, snapshot_document

SCHEMA = Namespace("https://schema.org/")
SITE = "https://registry.example"


@override_settings(SITE_URL=SITE)
class SchemaTests(RegistryTestCase):
    """One full record, and the least that may be published."""

    def made(self, language: str = "en", licence: str = "", public: dict | None = None, **changes) -> dict:
        practice = published(self.author, **(changes or example_document()))
        shown = present(document.build(practice), language, public or {}, reference.current())
        return schema_org.as_json_ld(
            shown, code=practice.code, number=2, published_at="2024-05-06T07:08:09Z",
            first_published_at="2023-01-02T03:04:05Z", licence=licence,
        )  # fmt: skip

    def read(self, made: dict) -> tuple[Graph, URIRef]:
        """The triples; nothing is fetched, for the context is in the text."""
        return Graph().parse(data=json.dumps(made), format="json-ld"), URIRef(made["@id"])

    def test_a_record_reads_as_triples(self):
        graph, own = self.read(self.made())
        code = str(own).rpartition("/")[2]
        self.assertEqual(str(own), f"{SITE}/practices/{code}")
        self.assertEqual(graph.value(own, RDF.type), SCHEMA.CreativeWork)
        self.assertEqual(graph.value(own, SCHEMA.name), Literal("A made-up exchange of officials", lang="en"))
        self.assertEqual(graph.value(own, SCHEMA.identifier), Literal(code))
        self.assertEqual(graph.value(own, SCHEMA.version), Literal("2"))
        self.assertEqual(graph.value(own, SCHEMA.datePublished), Literal("2023-01-02T03:04:05Z"))
        self.assertEqual(graph.value(own, SCHEMA.dateModified), Literal("2024-05-06T07:08:09Z"))
        self.assertEqual(graph.value(own, SCHEMA.temporalCoverage), Literal("2019/2021"))
        self.assertEqual(graph.value(own, SCHEMA.url), URIRef(f"{SITE}/en/practices/{code}/"))
        self.assertEqual(graph.value(own, DCTERMS.hasVersion), URIRef(f"{SITE}/practices/{code}/editions/2"))
        self.assertEqual({str(one) for one in graph.objects(own, SCHEMA.inLanguage)}, {"en", "fr", "ar"})
        self.assertEqual({str(one) for one in graph.predicates() if not str(one).startswith((str(SCHEMA), str(DCTERMS)))},
                         {str(RDF.type)})  # fmt: skip

    def test_terms_have_the_addresses_of_their_vocabularies(self):
        graph, own = self.read(self.made())
        about = {str(one) for one in graph.objects(own, SCHEMA.about)}
        for name, code in (
            ("theme", "alpha"),
            ("sdg_target", "10.7"),
            ("instrument", "C0"),
            ("mechanism", "process_one"),
        ):
            address = addresses.concept(name, code)
            self.assertIn(address, about)
            term = URIRef(address)
            self.assertEqual(graph.value(term, RDF.type), SCHEMA.DefinedTerm)
            self.assertEqual(graph.value(term, SCHEMA.termCode), Literal(code))
            self.assertEqual(graph.value(term, SCHEMA.inDefinedTermSet), URIRef(addresses.scheme(name)))
        self.assertEqual(graph.value(own, DCTERMS.type), URIRef(addresses.concept("type", "exchange_visit")))
        keywords = {str(one) for one in graph.objects(own, SCHEMA.keywords)}
        self.assertEqual(
            keywords,
            {
                addresses.concept(*one)
                for one in (("modality", "triangular"), ("scope", "regional"), ("tag", "tag_one"))
            },
        )

    def test_places_bodies_and_sources(self):
        graph, own = self.read(self.made())
        places = {(str(graph.value(one, RDF.type)).rpartition("/")[2], str(graph.value(one, SCHEMA.identifier)))
                  for one in graph.objects(own, SCHEMA.spatialCoverage)}  # fmt: skip
        self.assertEqual(
            places,
            {("Country", "XA"), ("Country", "XB"), ("Country", "XC"), ("City", "xa-one"), ("City", "xa-two")},
        )
        role = graph.value(own, SCHEMA.contributor)
        self.assertEqual(graph.value(role, RDF.type), SCHEMA.Role)
        self.assertEqual(graph.value(role, SCHEMA.contributor), URIRef(addresses.organisation(ORGANISATIONS[0])))
        sources = {str(graph.value(one, SCHEMA.name)) for one in graph.objects(own, SCHEMA.citation)}
        self.assertIn("A made-up report", sources)
        self.assertIsNone(graph.value(own, SCHEMA.funder))

    def test_who_pays_is_a_funder(self):
        made = self.made(**snapshot_document(organisations=[{"organisation": ORGANISATIONS[1], "role": "funder"}]))
        graph, own = self.read(made)
        self.assertEqual(
            graph.value(graph.value(own, SCHEMA.funder), SCHEMA.funder),
            URIRef(addresses.organisation(ORGANISATIONS[1])),
        )
        self.assertIsNone(graph.value(own, SCHEMA.contributor))

    def test_the_licence_is_what_the_operators_state(self):
        for licence, expected in (
            ("CC BY 4.0", {"@id": "https://creativecommons.org/licenses/by/4.0/"}),
            ("", None), ("https://licence.example/1", {"@id": "https://licence.example/1"}),
            ("Made-up licence 1.0", {"@type": "CreativeWork", "name": "Made-up licence 1.0"}),
        ):  # fmt: skip
            with self.subTest(licence), override_settings(DATA_LICENCE=licence):
                self.assertEqual(self.made(licence=licence).get("license"), expected)

    def test_warnings_and_translations_go_with_the_text(self):
        graph, own = self.read(self.made("fr"))
        self.assertEqual(graph.value(graph.value(own, DCTERMS.provenance), SCHEMA.name), Literal("Machine translation"))
        caution = graph.value(graph.value(own, SCHEMA.comment), SCHEMA.text)
        self.assertEqual(caution, Literal("Two sources disagree.", lang="en"))
        self.assertNotIn("dct:provenance", self.made("en"))

    def test_links_name_public_practices_only(self):
        first, second = published(self.author), published(self.author)
        links = [{"practice": first.code, "kind": "adapts"}, {"practice": second.code, "kind": "related"}]
        made = self.made(public={first.code: {"code": first.code}}, **snapshot_document(links=links))
        self.assertEqual(made["isBasedOn"], [{"@id": addresses.practice(first.code)}])
        self.assertNotIn(second.code, json.dumps(made))

    def test_every_language_reads_and_nothing_for_staff_is_there(self):
        for language in language_codes():
            with self.subTest(language):
                made = self.made(language)
                self.assertGreater(len(self.read(made)[0]), 60)
                self.assertNotIn(SECRET, json.dumps(made))
        self.assertEqual(self.made("ar")["name"]["@language"], "ar")

    def test_the_least_record_has_no_empty_properties(self):
        made = self.made(**snapshot_document())
        self.assertFalse([key for key, value in made.items() if value in (None, "", [], {})])
        self.assertNotIn("temporalCoverage", made)
        self.assertGreater(len(self.read(made)[0]), 15)

    def test_an_open_period(self):
        for period, expected in (
            ({"start": 2019, "end": None}, "2019/.."), ({"start": None, "end": 2021}, "../2021"),
        ):  # fmt: skip
            self.assertEqual(self.made(**snapshot_document(period=period))["temporalCoverage"], expected)
