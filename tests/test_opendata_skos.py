"""Vocabularies as SKOS: what is told of a term, the rules SKOS has, and labels that come back in."""

import io
import json
import tempfile
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import SimpleTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from practices import merging, models, reference, retiring
from practices.opendata import addresses, skos
from practices.opendata.skos import importing
from practices.opendata.skos.elsewhere import NUMBERED_TARGETS, same
from practices.opendata.skos.importing import Outcome
from practices.opendata.skos.reading import MOST_BYTES, FileRefused, graph_of
from practices.vocabulary import Acceptance, AliasKind
from tests.cast import RegistryTestCase
from tests.factories import CountryFactory, TermFactory

PARSERS = {"ttl": "turtle", "jsonld": "json-ld"}
EN = "en"


def graph(name: str, code: str = "", ending: str = "ttl") -> Graph:
    """What an address serves, read back."""
    return Graph().parse(data=skos.written(name, code, ending, reference.current()), format=PARSERS[ending])


def subject(name: str, code: str) -> URIRef:
    return URIRef(addresses.concept(name, code))


def words(text: str, language: str = EN) -> Literal:
    return Literal(text, lang=language)


def alias(kind: AliasKind, text: str, language: str = EN, **of) -> None:
    models.Alias.objects.create(kind=kind, text=text, language=language, **of)


class ConceptTests(RegistryTestCase):
    """What a graph says of a term."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.wide = TermFactory(code="wide", label_en="Wide", label_ar="واسع", definition="A made-up definition.")
        cls.narrow = TermFactory(code="narrow", label_en="Narrow", parent=cls.wide)
        TermFactory(code="coming", label_en="Coming", parent=cls.wide, acceptance=Acceptance.PROPOSED)

    def test_a_term_with_its_names_and_place(self):
        alias(AliasKind.ACRONYM, "WD", term=self.wide)
        alias(AliasKind.SYNONYM, "broad", term=self.wide)
        alias(AliasKind.VARIANT, "Wide", term=self.wide)  # a label cannot be an other name as well
        alias(AliasKind.CODE, "W 1", language="", term=self.wide)
        models.Alias.objects.create(kind=AliasKind.NAME, text="Doubtful", language=EN, term=self.wide, is_doubtful=True)
        told, own = graph("theme", "wide"), subject("theme", "wide")
        self.assertEqual(set(told.objects(own, SKOS.prefLabel)), {words("Wide"), words("واسع", "ar")})
        self.assertEqual(set(told.objects(own, SKOS.altLabel)), {words("WD")})
        self.assertEqual(set(told.objects(own, SKOS.hiddenLabel)), {words("broad"), Literal("W 1")})
        self.assertEqual(told.value(own, SKOS.definition), words("A made-up definition."))
        self.assertEqual(told.value(own, SKOS.notation), Literal("wide"))
        self.assertEqual(told.value(own, SKOS.inScheme), URIRef(addresses.scheme("theme")))
        self.assertEqual(told.value(own, SKOS.topConceptOf), URIRef(addresses.scheme("theme")))
        self.assertEqual(set(told.objects(own, SKOS.narrower)), {subject("theme", "narrow")})
        self.assertIsNone(told.value(own, OWL.deprecated))

    def test_what_is_proposed_is_nowhere(self):
        for name in ("theme", "sdg", "country"):
            for ending in PARSERS:
                self.assertNotIn(b"coming", skos.written(name, "", ending, reference.current()).lower())
        self.assertIsNone(skos.public_entry("theme", "coming", reference.current()))
        self.assertEqual(
            skos.size("theme", reference.current()),
            models.Term.objects.filter(kind="theme", acceptance="accepted").count(),
        )

    def test_targets_stand_below_goals_of_another_vocabulary(self):
        goal = models.Term.objects.get(kind="sdg", code="10")
        models.Term.objects.filter(kind="sdg_target", code="10.7").update(parent=goal)
        target, told = subject("sdg_target", "10.7"), graph("sdg_target", "10.7")
        self.assertEqual(told.value(target, SKOS.broadMatch), subject("sdg", "10"))
        self.assertIsNone(told.value(target, SKOS.broader))
        self.assertEqual(told.value(target, SKOS.exactMatch), URIRef("http://metadata.un.org/sdg/10.7"))
        self.assertEqual(graph("sdg", "10").value(subject("sdg", "10"), SKOS.narrowMatch), target)

    def test_addresses_elsewhere_are_only_those_known_to_exist(self):
        self.assertEqual(len(NUMBERED_TARGETS), 126)
        for name, code, count in (("sdg", "17", 1), ("sdg", "18", 0), ("sdg_target", "8.10", 1), ("sdg_target", "8.11", 0),
                                  ("sdg_target", "10.c", 0), ("theme", "10", 0)):  # fmt: skip
            self.assertEqual(len(same(name, code)), count, f"{name} {code}")

    def test_a_country_in_its_regions_and_groups(self):
        country = CountryFactory(code="XD", iso3="XDD", m49="999", un_name_fr="Le Pays inventé")
        region = models.CountryGroup.objects.create(code="m49-1", kind="region", label_en="Region")
        inner = models.CountryGroup.objects.create(code="m49-2", kind="subregion", label_en="Inner", parent=region)
        union = models.CountryGroup.objects.create(code="union", kind="political", label_en="Union")
        past = models.CountryGroup.objects.create(code="past", kind="political", label_en="Past")
        for group in (region, inner, union):
            models.CountryClassification.objects.create(country=country, group=group)
        models.CountryClassification.objects.create(country=country, group=past, until="2001-01-01")
        own, told = subject("country", "XD"), graph("country", "XD")
        self.assertEqual(set(told.objects(own, SKOS.broadMatch)), {subject("group", "m49-2")})
        self.assertEqual(set(told.objects(own, DCTERMS.isPartOf)), {subject("group", "union")})
        lists = addresses.scheme("country")
        self.assertEqual(
            set(told.objects(own, SKOS.notation)),
            {Literal("XD"), Literal("XDD", datatype=URIRef(f"{lists}#iso-3166-1-alpha-3")),
             Literal("999", datatype=URIRef(f"{lists}#m49"))},
        )  # fmt: skip
        self.assertIn(words("Le Pays inventé", "fr"), set(told.objects(own, SKOS.altLabel)))
        self.assertEqual(graph("group", "union").value(subject("group", "union"), DCTERMS.hasPart), own)
        self.assertEqual(
            graph("group", "m49-2").value(subject("group", "m49-2"), SKOS.broader), subject("group", "m49-1")
        )

    def test_mechanisms_and_cities(self):
        models.ConsultationMechanism.objects.filter(code="process_one").update(
            acronym="MUP", url="https://mup.example/"
        )
        own, told = subject("mechanism", "process_one"), graph("mechanism", "process_one")
        self.assertEqual(told.value(own, SKOS.altLabel), Literal("MUP"))
        self.assertEqual(told.value(own, RDFS.seeAlso), URIRef("https://mup.example/"))
        self.assertEqual(
            graph("city", "xa-one").value(subject("city", "xa-one"), SKOS.broadMatch), subject("country", "XA")
        )

    def test_retired_and_merged_terms_say_so(self):
        retiring.retire(self.narrow, by=None, channel="command")
        told, own = graph("theme", "narrow"), subject("theme", "narrow")
        self.assertEqual(told.value(own, OWL.deprecated), Literal(True))
        self.assertIsNone(told.value(own, DCTERMS.isReplacedBy))
        self.assertEqual(told.value(own, SKOS.broader), subject("theme", "wide"))
        alpha = models.Term.objects.get(kind="theme", code="alpha")
        merging.merge(alpha, self.wide, by=None, channel="command")
        told, own = graph("theme", "alpha"), subject("theme", "alpha")
        self.assertEqual(told.value(own, DCTERMS.isReplacedBy), subject("theme", "wide"))
        self.assertIsNone(told.value(own, SKOS.topConceptOf))

    def test_terms_that_are_broader_than_themselves_do_not_make_a_circle(self):
        models.Term.objects.filter(pk=self.wide.pk).update(parent=self.narrow)
        told = graph("theme")
        self.assertFalse(set(told.subject_objects(SKOS.broader)))
        self.assertIn(subject("theme", "wide"), set(told.objects(None, SKOS.hasTopConcept)))

    def test_odd_codes_have_addresses(self):
        TermFactory(code="A+b.c-1")
        self.assertIn((subject("theme", "A+b.c-1"), SKOS.notation, Literal("A+b.c-1")), graph("theme"))

    @override_settings(DATA_LICENCE="Made-up licence 1.0")
    def test_the_terms_of_use_stand_where_the_operators_state_them(self):
        own = URIRef(addresses.scheme("theme"))
        self.assertEqual(graph("theme").value(own, DCTERMS.rights), Literal("Made-up licence 1.0"))
        for licence, address in (
            ("https://licence.example/1", "https://licence.example/1"),
            ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ):
            with override_settings(DATA_LICENCE=licence):
                self.assertEqual(graph("theme").value(own, DCTERMS.license), URIRef(address))
        with override_settings(DATA_LICENCE=""):
            told = graph("theme")
            self.assertFalse({*told.objects(own, DCTERMS.rights), *told.objects(own, DCTERMS.license)})


class RuleTests(RegistryTestCase):
    """What must hold of every vocabulary."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        wide = TermFactory(code="wide", label_fr="Large")
        narrow = TermFactory(code="narrow", parent=wide)
        TermFactory(code="narrowest", parent=narrow)
        for kind in AliasKind:
            for language in ("en", "fr", ""):
                alias(kind, "The same word", language, term=narrow)
                alias(kind, "Large", language, term=wide)
        merging.merge(models.Term.objects.get(kind="theme", code="beta"), narrow, by=None, channel="command")

    def test_both_forms_say_the_same(self):
        for name in ("", *skos.NAMES):
            with self.subTest(name):
                first, second = graph(name), graph(name, ending="jsonld")
                self.assertEqual(set(first), set(second))
                self.assertGreater(len(first), 3)
        self.assertEqual(set(graph("theme", "narrow")), set(graph("theme", "narrow", "jsonld")))

    def test_the_same_tables_make_the_same_bytes(self):
        from practices.opendata.skos import graphs, writing

        vocabulary = skos.read("theme", reference.current())
        for ending in PARSERS:
            made = [writing.serialised(graphs.of_vocabulary(vocabulary), ending) for _ in range(2)]
            self.assertEqual(*made)

    def test_integrity(self):
        for name in skos.NAMES:
            with self.subTest(name):
                told = graph(name)
                concepts = set(told.subjects(RDF.type, SKOS.Concept))
                self.assertEqual(len(concepts), len(set(told.subjects(SKOS.inScheme, URIRef(addresses.scheme(name))))))
                for concept in concepts:
                    languages = [label.language for label in told.objects(concept, SKOS.prefLabel)]
                    self.assertEqual(len(languages), len(set(languages)))
                    kinds = [
                        set(told.objects(concept, kind)) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
                    ]
                    self.assertFalse(kinds[0] & kinds[1] or kinds[0] & kinds[2] or kinds[1] & kinds[2])
                    broader = set(told.transitive_objects(concept, SKOS.broader)) - {concept}
                    self.assertFalse([one for one in broader if concept in set(told.objects(one, SKOS.broader))])
                self.assertEqual(
                    {(two, one) for one, two in told.subject_objects(SKOS.broader)},
                    set(told.subject_objects(SKOS.narrower)),
                )
                self.assertEqual(
                    set(told.objects(None, SKOS.hasTopConcept)), set(told.subjects(SKOS.topConceptOf)),
                )  # fmt: skip
                self.assertFalse(set(told.subjects(SKOS.topConceptOf)) & set(told.subjects(SKOS.broader)))

    def test_what_is_broader_elsewhere_is_narrower_there(self):
        whole = Graph()
        for name in skos.NAMES:
            whole += graph(name)
        for one, two in ((SKOS.broadMatch, SKOS.narrowMatch), (DCTERMS.isPartOf, DCTERMS.hasPart)):
            self.assertEqual({(b, a) for a, b in whole.subject_objects(one)}, set(whole.subject_objects(two)))

    def test_a_large_vocabulary_costs_no_more_queries(self):
        def cost() -> int:
            snapshot = reference.current()
            with CaptureQueriesContext(connection) as queries:
                skos.written("theme", "", "ttl", snapshot)
            return len(queries)

        few = cost()
        for _ in range(30):
            alias(AliasKind.ACRONYM, "Made-up", term=TermFactory())
        self.assertEqual((few, cost()), (1, 1))
        self.assertEqual(cost(), 0)


TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{0}alpha> skos:prefLabel "Alpha"@en, "Alpha en français"@fr ; skos:altLabel "Other alpha"@fr .
<{0}nothing> skos:prefLabel "Rien"@fr .
<https://elsewhere.example/7> skos:prefLabel "Béta"@fr ; skos:notation "beta" ; skos:inScheme <{1}> .
"""


class ImportTests(RegistryTestCase):
    """Labels that come in."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        models.Term.objects.filter(kind="theme", code="alpha").update(label_en="Alpha", label_es="Alfa")
        cls.text = TURTLE.format(f"{addresses.scheme('theme')}/", addresses.scheme("theme"))

    def bring(self, text: str, file_name: str = "labels.ttl", **options) -> importing.Report:
        return importing.bring_in(graph_of(text.encode(), file_name), channel="command", **options)

    def of_alpha(self, **labels) -> str:
        """A file with labels of alpha."""
        texts = ", ".join(f'"{text}"@{language}' for language, text in labels.items())
        return f"<{addresses.concept('theme', 'alpha')}> <{SKOS.prefLabel}> {texts} ."

    def outcomes(self, report: importing.Report) -> list[str]:
        return [str(row.outcome) for row in report.rows]

    def alpha(self) -> models.Term:
        return models.Term.objects.get(kind="theme", code="alpha")

    def test_labels_and_names_come_in_and_the_same_again_changes_nothing(self):
        version = reference.current().version
        report = self.bring(self.text)
        self.assertEqual(self.outcomes(report), ["unchanged", "new", "new", "new"])
        self.assertEqual(report.unknown, ["theme/nothing"])
        self.assertEqual(self.alpha().label_fr, "Alpha en français")
        self.assertEqual(models.Term.objects.get(kind="theme", code="beta").label_fr, "Béta")
        made = models.Alias.objects.get(term=self.alpha())
        self.assertEqual(
            (made.text, made.language, made.kind, made.folded), ("Other alpha", "fr", "name", "other alpha")
        )
        event = models.Event.objects.filter(name="relabelled", code="alpha").get()
        self.assertEqual([change["new"] for change in event.changes], ["Alpha en français", "Other alpha"])
        self.assertGreater(reference.current().version, version)
        version, events = reference.current().version, models.Event.objects.count()
        self.assertEqual(set(self.outcomes(self.bring(self.text))), {"unchanged"})
        self.assertEqual((reference.current().version, models.Event.objects.count()), (version, events))

    def test_a_trial_writes_nothing(self):
        report = self.bring(self.text, is_trial=True)
        self.assertEqual(report.count(Outcome.NEW), 3)
        self.assertEqual(self.alpha().label_fr, "")
        self.assertFalse(models.Alias.objects.exists())

    def test_what_goes_out_comes_in_unchanged(self):
        for name in skos.NAMES:
            for ending in PARSERS:
                with self.subTest(f"{name} {ending}"):
                    made = skos.written(name, "", ending, reference.current()).decode()
                    report = self.bring(made, f"{name}.{ending}")
                    self.assertEqual(set(self.outcomes(report)) - {"unchanged"}, set())
                    self.assertEqual(report.unknown, [])

    def test_xml_is_read(self):
        self.assertEqual(
            self.bring(Graph().parse(data=self.text).serialize(format="xml"), "labels.rdf").count("new"), 3
        )

    def test_english_changes_only_where_asked(self):
        report = self.bring(self.of_alpha(en="Renamed", es="Alfa cambiada"))
        self.assertEqual(self.outcomes(report), ["refused", "changed"])
        self.assertEqual((self.alpha().label_en, self.alpha().label_es), ("Alpha", "Alfa cambiada"))
        self.assertEqual(self.outcomes(self.bring(self.of_alpha(en="Renamed"), overwrite=True)), ["changed"])
        self.assertEqual(self.alpha().label_en, "Renamed")

    def test_only_the_languages_asked_for(self):
        self.bring(self.of_alpha(fr="Alpha fr", es="Alfa es"), languages=["es"])
        self.assertEqual((self.alpha().label_fr, self.alpha().label_es), ("", "Alfa es"))

    def test_what_is_wrong_is_refused_with_a_reason_and_the_rest_comes_in(self):
        own = addresses.concept("theme", "alpha")
        for text, outcome in (
            (f'<{own}> <{SKOS.prefLabel}> "Un"@fr, "Deux"@fr .', "refused"),
            (f'<{own}> <{SKOS.prefLabel}> "Alpha" .', "refused"),
            (f'<{own}> <{SKOS.prefLabel}> "Alpha"@de .', "refused"),
            (f'<{own}> <{SKOS.prefLabel}> " "@fr .', "refused"),
            (f'<{own}> <{SKOS.prefLabel}> "{"x" * 501}"@fr .', "refused"),
            (f'<{own}> <{SKOS.prefLabel}> "{"x" * 500}"@fr .', "new"),
            (f'<{own}> <{SKOS.prefLabel}> "De\\n deux \\u0007lignes"@fr .', "changed"),
            (f'<{own}> <{SKOS.prefLabel}> "Do Brasil"@pt-BR .', "new"),
            (f'<{own}> <{SKOS.prefLabel}> "De Portugal"@pt, "Do Brasil"@pt-BR .', "changed"),
            (f'<{own}> <{SKOS.altLabel}> "{"x" * 301}"@fr .', "refused"),
            (f'<{own}> <{SKOS.altLabel}> "..."@fr .', "refused"),
            (f'<{own}> <{SKOS.altLabel}> "Andere"@de .', "refused"),
            (f'<{own}> <{SKOS.altLabel}> "Everywhere" .', "new"),
            (f'<{own}> <{SKOS.altLabel}> "EVERYWHERE" .', "unchanged"),
        ):  # fmt: skip
            with self.subTest(text[:120]):
                report = self.bring(text)
                self.assertEqual(self.outcomes(report), [outcome])
                self.assertEqual(bool(report.rows[0].reason), outcome == "refused")
        self.assertEqual((self.alpha().label_fr, self.alpha().label_pt), ("De deux lignes", "De Portugal"))

    def test_merged_and_proposed_terms_are_not_labelled(self):
        beta = models.Term.objects.get(kind="theme", code="beta")
        merging.merge(self.alpha(), beta, by=None, channel="command")
        report = self.bring(self.of_alpha(fr="Alpha fr"))
        self.assertEqual(self.outcomes(report), ["refused"])
        self.assertIn("beta", report.rows[0].reason)
        models.Term.objects.filter(pk=beta.pk).update(acceptance=Acceptance.PROPOSED)
        report = self.bring(self.text)
        self.assertIn("theme/beta", report.unknown)

    def test_a_file_of_another_site_names_its_own_addresses(self):
        text = self.of_alpha(fr="Alpha fr").replace(addresses.absolute(""), "https://other.example")
        self.assertEqual(len(self.bring(text).unknown), 1)
        self.assertEqual(self.outcomes(self.bring(text, base="https://other.example/")), ["new"])

    def test_countries_take_labels_and_closed_vocabularies_keep_their_codes(self):
        codes = set(models.Term.objects.values_list("kind", "code"))
        text = (
            f'<{addresses.concept("country", "XA")}> <{SKOS.prefLabel}> "Pays XA"@fr .\n'
            f'<{addresses.concept("modality", "south_south")}> <{SKOS.prefLabel}> "Sud-Sud"@fr .\n'
            f'<{addresses.concept("modality", "new_one")}> <{SKOS.prefLabel}> "Nouvelle"@fr .'
        )
        report = self.bring(text)
        self.assertEqual((self.outcomes(report), report.unknown), (["new", "new"], ["modality/new_one"]))
        self.assertEqual(models.Country.objects.get(code="XA").label_fr, "Pays XA")
        self.assertEqual(set(models.Term.objects.values_list("kind", "code")), codes)

    def test_a_person_needs_the_right(self):
        read = graph_of(self.text.encode(), "labels.ttl")
        with self.assertRaises(PermissionDenied):
            importing.bring_in(read, by=self.stranger, channel="admin")
        self.assertEqual(self.alpha().label_fr, "")

    def test_names_that_are_there_need_no_second_row(self):
        alias(AliasKind.SYNONYM, "OTHER ALPHA", "fr", term=self.alpha())
        self.bring(self.text)
        self.assertEqual(models.Alias.objects.filter(term=self.alpha()).count(), 1)


class FileTests(SimpleTestCase):
    """Files that nobody can trust."""

    def test_hostile_and_broken_files_are_refused_with_a_sentence(self):
        entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        context = {"@context": "https://elsewhere.example/context.jsonld", "@id": "https://x.example/1"}
        nested = {"@context": {"a": {"@id": "https://x.example/a", "@context": ["https://elsewhere.example/c"]}}}
        for name, content in (
            ("labels", b""),
            ("labels.exe", b""),
            ("labels.ttl", b"x" * (MOST_BYTES + 1)),
            ("labels.ttl", '<a> <b> "é" .'.encode("latin-1")),
            ("labels.ttl", b"no turtle at all"),
            ("labels.ttl", b"<https://x.example/\0> <b> <c> ."),
            ("labels.ttl", b"(" * 100_000),
            ("labels.rdf", entity.encode()),
            ("labels.rdf", entity.encode("utf-16")),
            ("labels.xml", b"<x><y>"),
            ("labels.jsonld", b"{"),
            ("labels.jsonld", b"[" * 100_000),
            ("labels.jsonld", json.dumps(context).encode()),
            ("labels.json", json.dumps(nested).encode()),
            ("labels.json", json.dumps({"@context": {"@import": "https://elsewhere.example/c"}}).encode()),
        ):
            with self.subTest(f"{name} {content[:40]!r}"), self.assertRaises(FileRefused) as refusal:
                graph_of(content, name)
            self.assertLess(len(str(refusal.exception)), 300)

    def test_nothing_is_fetched_or_read_for_a_context(self):
        node = {"@id": "https://x.example/1", "a": {"b": {"@value": "c"}}}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"@context": {"a": "https://x.example/a"}}, file)
            file.flush()
            here = Path(file.name).as_uri()
            for context in (
                [[here]],
                [[[{}, here]]],
                [[{"@import": here}]],
                {"@version": 1.1, "@import": here},
                {"a": {"@id": "https://x.example/a", "@context": [[here]]}},
                {"a": {"@id": "https://x.example/a", "@context": [{"@import": here}]}},
                [[{"a": {"@id": "https://x.example/a", "@context": {"b": {"@id": here, "@context": [[[here]]]}}}}]],
            ):
                text = json.dumps({"@context": context} | node)
                with self.subTest(context):
                    with self.assertRaisesMessage(FileRefused, "nothing is fetched"):
                        graph_of(text.encode(), "a.jsonld")
                    # What reads the file does not do it either, whoever asks, should the check ever miss a place.
                    with self.assertRaises(FileRefused):
                        Graph().parse(data=text, format="json-ld")
        inside = json.dumps({"@context": [[{"a": "https://x.example/a"}]]} | node)
        self.assertEqual(len(graph_of(inside.encode(), "a.jsonld")), 1)

    def test_the_other_forms_fetch_nothing(self):
        with tempfile.NamedTemporaryFile("w", suffix=".ttl") as file:
            file.write("<https://x.example/a> <https://x.example/b> <https://x.example/c> .")
            file.flush()
            here = Path(file.name).as_uri()
            one = f"<{here}> <http://www.w3.org/2002/07/owl#imports> <{here}> ."
            self.assertEqual(len(graph_of(one.encode(), "a.ttl")), 1)
            rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xml = f'<rdf:RDF xmlns:rdf="{rdf}" xml:base="{here}"><rdf:Description rdf:about=""/></rdf:RDF>'
            for start in (
                "",
                f'<?xml-stylesheet href="{here}"?>',
                '<?xml version="1.0"?> <?xml version="1.0" encoding="utf-7"?>',
            ):
                self.assertEqual(len(graph_of((start + xml).encode(), "a.rdf")), 0)

    def test_an_encoding_that_is_named_wrongly_does_no_harm(self):
        text = (
            '<?xml version="1.0" encoding="utf-7"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
        )
        self.assertEqual(len(graph_of(text.encode(), "a.rdf")), 0)


class CommandTests(RegistryTestCase):
    """Commands parse arguments and call one function."""

    def run_command(self, *arguments, **options) -> str:
        out = io.StringIO()
        call_command(*arguments, stdout=out, **options)
        return out.getvalue()

    def test_vocabularies_are_written_into_a_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):
                said = self.run_command("export_skos", to=Path(folder, "new"))
            self.assertEqual(len(said.split()), len(skos.NAMES) + 1)
            made = Path(folder, "new", "theme.ttl").read_bytes()
            self.assertEqual(made, skos.written("theme", "", "ttl", reference.current()))
            self.run_command("export_skos", "theme", "country", to=Path(folder, "two"), format="jsonld")
            self.assertEqual(
                sorted(path.name for path in Path(folder, "two").iterdir()), ["country.jsonld", "theme.jsonld"]
            )
            with self.assertRaises(CommandError):
                self.run_command("export_skos", "nothing", to=Path(folder))
            with self.assertRaises(CommandError):
                self.run_command("export_skos", "theme", to=Path(folder, "new", "theme.ttl"))

    def test_labels_are_imported_with_a_table(self):
        own = addresses.concept("theme", "alpha")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "labels.ttl")
            path.write_text(
                f'<{own}> <{SKOS.prefLabel}> "Alpha fr"@fr, "Made-up"@en .\n'
                f'<https://x.example/\\u001b> <{SKOS.prefLabel}> "Rien"@fr .'.replace("\\u001b", "1")
            )
            said = self.run_command("import_skos_labels", path, dry_run=True)
            self.assertIn("new        theme/alpha  label fr: Alpha fr", said)
            self.assertIn("refused    theme/alpha  label en: Made-up – English", said)
            self.assertIn("unknown    https://x.example/1", said)
            self.assertIn("1 new, 0 changed, 0 unchanged, 1 refused. Nothing was written.", said)
            self.assertFalse(models.Term.objects.filter(label_fr="Alpha fr"))
            self.run_command("import_skos_labels", path, language=["es"])
            self.assertFalse(models.Term.objects.filter(label_fr="Alpha fr"))
            self.run_command("import_skos_labels", path, language=["fr"])
            self.assertTrue(models.Term.objects.filter(label_fr="Alpha fr"))
            self.assertIn(
                "0 new, 0 changed, 1 unchanged", self.run_command("import_skos_labels", path, language=["fr"])
            )
            for wrong in (Path(folder, "nothing.ttl"), Path(folder)):
                with self.assertRaises(CommandError):
                    self.run_command("import_skos_labels", wrong)
