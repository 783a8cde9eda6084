"""The catalogue: what DCAT-AP asks of each thing is there, and says what the files are."""

import json

from django.test import override_settings
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from practices.opendata import dcat, dump
from tests.dumped import DumpTestCase

SPDX = Namespace("http://spdx.org/rdf/terms#")
# What DCAT-AP 2 and 3 make mandatory of each class, and what they recommend and we have.
MANDATORY = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description},
    DCAT.Distribution: {DCAT.accessURL},
    DCAT.DataService: {DCTERMS.title, DCAT.endpointURL},
    FOAF.Agent: {FOAF.name},
    SPDX.Checksum: {SPDX.algorithm, SPDX.checksumValue},
}
RECOMMENDED = {
    DCAT.Catalog: {DCAT.dataset, DCAT.service, DCTERMS.issued, DCTERMS.modified, DCTERMS.language, FOAF.homepage},
    DCAT.Dataset: {
        DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified, DCTERMS.language, DCTERMS.accrualPeriodicity, DCAT.theme,
        DCAT.keyword, DCAT.distribution, DCAT.landingPage, DCTERMS.identifier,
    },
    DCAT.Distribution: {
        DCTERMS.title, DCTERMS.description, DCAT.downloadURL, DCAT.mediaType, DCAT.byteSize, SPDX.checksum, DCTERMS.modified,
    },
    DCAT.DataService: {DCAT.servesDataset, DCAT.endpointDescription, DCTERMS.publisher},
}  # fmt: skip


class CatalogueTests(DumpTestCase):
    def setUp(self):
        super().setUp()
        self.made = dump.make()
        self.graph = Graph().parse(data=dcat.serialised(self.made, "ttl"), format="turtle")

    def the(self, kind: URIRef) -> URIRef:
        (found,) = self.graph.subjects(RDF.type, kind)
        return found

    def test_what_is_mandatory_is_there(self):
        for table in (MANDATORY, RECOMMENDED):
            for kind, wanted in table.items():
                found = list(self.graph.subjects(RDF.type, kind))
                self.assertTrue(found, kind)
                for one in found:
                    with self.subTest(kind=kind, one=one):
                        self.assertEqual(wanted - set(self.graph.predicates(one)), set())

    def test_what_may_be_there_once_is_there_once(self):
        for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution):
            for one in self.graph.subjects(RDF.type, kind):
                for predicate in (DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified, DCAT.byteSize, DCAT.accessURL,
                                  DCAT.mediaType, SPDX.checksum, DCTERMS.license):  # fmt: skip
                    self.assertLessEqual(len(list(self.graph.objects(one, predicate))), 1, (one, predicate))

    def test_each_file_of_records_is_a_distribution_with_its_checksum(self):
        sums = {one["name"]: one for one in self.made.files}
        found = {}
        for one in self.graph.objects(self.the(DCAT.Dataset), DCAT.distribution):
            name = str(self.graph.value(one, DCAT.downloadURL)).rpartition("/data/")[2]
            found[name] = str(self.graph.value(self.graph.value(one, SPDX.checksum), SPDX.checksumValue))
            self.assertEqual(self.graph.value(one, DCAT.byteSize).toPython(), sums[name]["bytes"])
        wanted = (
            "practices.csv",
            "practices.xlsx",
            "registry.jsonl",
            "registry.jsonl.gz",
            "registry.sqlite",
            "datapackage.json",
        )
        self.assertEqual(found, {name: sums[name]["sha256"] for name in wanted})

    def test_both_services_are_told(self):
        found = {
            str(self.graph.value(one, DCAT.endpointURL)) for one in self.graph.subjects(RDF.type, DCAT.DataService)
        }
        self.assertEqual(found, {"http://localhost:8000/api/v1/", "http://localhost:8000/oai/"})

    def test_both_forms_say_the_same_and_the_same_again(self):
        written = dcat.serialised(self.made, "jsonld")
        self.assertIn("@context", json.loads(written))
        self.assertTrue(isomorphic(self.graph, Graph().parse(data=written, format="json-ld")))
        for ending in dcat.MEDIA_TYPES:
            self.assertEqual(dcat._written(self.made, ending), dcat._written(self.made, ending))

    def test_a_licence_is_told_where_one_was_given(self):
        self.assertEqual(list(self.graph.objects(predicate=DCTERMS.license)), [])
        with override_settings(DATA_LICENCE="CC BY 4.0", CONTACT_EMAIL="desk@registry.example"):
            graph = Graph().parse(data=dcat.serialised(self.made, "ttl"), format="turtle")
        address = URIRef("https://creativecommons.org/licenses/by/4.0/")
        for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
            for one in graph.subjects(RDF.type, kind):
                self.assertEqual(graph.value(one, DCTERMS.license), address)
        self.assertIn((address, RDF.type, DCTERMS.LicenseDocument), graph)
        contact = graph.value(graph.value(predicate=RDF.type, object=DCAT.Dataset), DCAT.contactPoint)
        self.assertIn(URIRef("mailto:desk@registry.example"), list(graph.objects(contact)))

    def test_any_other_licence_is_told_by_its_words(self):
        with override_settings(DATA_LICENCE="Made-up terms of use"):
            text = dcat.serialised(self.made, "ttl").decode()
        self.assertIn('"Made-up terms of use"', text)

    def test_before_the_first_dump_there_are_services_and_no_files(self):
        graph = Graph().parse(data=dcat.serialised(None, "ttl"), format="turtle")
        self.assertEqual(len(list(graph.subjects(RDF.type, DCAT.DataService))), 2)
        self.assertEqual(list(graph.subjects(RDF.type, DCAT.Distribution)), [])
