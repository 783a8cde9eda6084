"""practices.document: what goes in comes out; what is equal writes nothing; what is wrong is refused with its path."""

import json
from typing import get_args
from unittest import mock

import jsonschema
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.extra.django import TestCase as HypothesisTestCase

from practices import document, workflow
from practices.codes import code_for
from practices.document import shape
from practices.document.values import Shape
from practices.models import Citation, Event, Figure, Practice, PracticeText, Term
from practices.vocabulary import Acceptance, Channel, Language, State, TermKind
from tests.cast import RegistryTestCase, published
from tests.documents import LINKED, KeptFile, documents
from tests.factories import make_practice, make_reference, snapshot_document


class RoundTripTests(KeptFile, HypothesisTestCase):
    @classmethod
    def setUpTestData(cls):
        make_reference()
        make_practice(code=LINKED)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(documents())
    def test_what_is_loaded_is_built_again(self, given_document):
        practice = document.load(given_document, by=None)
        built = document.build(practice, staff=True)
        for key, value in given_document.items():
            self.assertEqual(contained(built[key], value), value, key)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(documents())
    def test_loading_what_was_built_writes_nothing(self, given_document):
        practice = document.load(given_document, by=None)
        built = document.build(practice, staff=True)
        before = database_rows(practice)
        again = document.load(json.loads(json.dumps(built)), by=None)
        self.assertEqual(again.revision, 1)
        self.assertEqual(database_rows(practice), before)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(documents(), documents())
    def test_any_document_can_follow_any_other(self, first, second):
        practice = document.load(first, by=None)
        whole = {**document.empty(), **second, "code": practice.code}
        removed = {language: None for language in first["texts"] if language not in second["texts"]}
        document.load(whole | {"texts": second["texts"] | removed}, by=None)
        built = document.build(practice, staff=True)
        for key, value in second.items():
            self.assertEqual(contained(built[key], value), value, key)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(documents())
    def test_the_served_schema_accepts_what_is_built(self, given_document):
        practice = document.load(given_document, by=None)
        validator = jsonschema.Draft202012Validator(document.json_schema())
        self.assertEqual(list(validator.iter_errors(document.build(practice))), [])


def contained(built, given_value):
    """The part of what was built that was given: defaults that were added are left out."""
    if isinstance(given_value, dict) and isinstance(built, dict):
        return {key: contained(built.get(key), value) for key, value in given_value.items()}
    if isinstance(given_value, list) and isinstance(built, list) and len(built) == len(given_value):
        return [contained(one, other) for one, other in zip(built, given_value, strict=True)]
    return built


def database_rows(practice):
    """Physical version of every row of a practice: moves with any write."""
    tables = [model._meta.db_table for model in Practice._meta.apps.get_app_config("practices").get_models()]
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, xmin::text FROM practices_practice WHERE id = %s", [practice.pk])
        found += cursor.fetchall()
        for table in tables:
            cursor.execute(
                "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'practice_id'",
                [table],
            )
            if cursor.fetchone():
                cursor.execute(f'SELECT ctid::text FROM "{table}" WHERE practice_id = %s ORDER BY 1', [practice.pk])
                found += [(table, *row) for row in cursor.fetchall()]
    return found


class CoverageTests(TestCase):
    """The round trip is proven for every field only if every field is tried."""

    def test_random_documents_try_every_field(self):
        tried = set()

        @settings(
            max_examples=200,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(documents())
        def look(given_document):
            tried.update(paths(given_document))

        look()
        self.assertEqual(shape_paths(shape.Document) - {"schema_version", "code"} - tried, set())


def paths(value, path=""):
    """Dotted names of everything in a document, lists and languages passed through."""
    if isinstance(value, list):
        return set().union(*(paths(entry, path) for entry in value))
    if not isinstance(value, dict):
        return {path}
    found = {path} if path else set()
    for key, inner in value.items():
        is_language = key in Language.values
        found |= paths(inner, path if is_language else f"{path}.{key}".lstrip("."))
    return found


def shape_paths(model, path=""):
    """Dotted names of every field of a shape."""
    found = set()
    for name, field in model.model_fields.items():
        inner = f"{path}.{name}".lstrip(".")
        found.add(inner)
        for part in shapes_in(field.annotation):
            found |= shape_paths(part, inner)
    return found


def shapes_in(annotation):
    """Shapes that an annotation holds, in lists, mappings and alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return {annotation}
    return set().union(*(shapes_in(part) for part in get_args(annotation)))


class ShapeTests(RegistryTestCase):
    def test_every_key_is_built_in_the_order_of_the_shape(self):
        built = document.build(make_practice(), staff=True)
        self.assertEqual(list(built), [field.alias or name for name, field in shape.Document.model_fields.items()])

    def test_staff_exists_only_where_asked_for(self):
        practice = make_practice(staff={"unverified": ["A rumour."]})
        self.assertNotIn("staff", document.build(practice))
        self.assertEqual(document.build(practice, staff=True)["staff"]["unverified"], ["A rumour."])

    def test_one_and_a_hundred_documents_cost_the_same_queries(self):
        practices = document.load_many([snapshot_document() for _ in range(30)], by=None)
        document.build(practices[0])
        costs = []
        for keys in ([practices[0].pk], [practice.pk for practice in practices]):
            with CaptureQueriesContext(connection) as queries:
                document.build_many(keys)
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])

    def test_all_faults_are_named_with_their_paths(self):
        wrong = {
            "nonsense": 1,
            "modality": "west_west",
            "period": {"start": 2021, "end": 2019},
            "texts": {"en": {"title": ""}, "xx": {"title": "?"}},
            "figures": [{"label": {}, "value": float("nan"), "unit": "people"}],
            "citations": [{"key": "s1"}, {"key": "not a key", "title": "A report", "url": "javascript:alert(1)"}],
        }
        with self.assertRaises(document.DocumentError) as refusal:
            document.load(wrong, by=None)
        paths = {error["path"] for error in refusal.exception.errors}
        expected = {"nonsense", "modality", "period", "texts.en.title", "texts.xx", "figures.0.label", "figures.0.value",
                    "citations.0", "citations.1.key", "citations.1.url"}  # fmt: skip
        self.assertEqual(paths, expected)
        self.assertFalse(Practice.objects.exists())

    def test_codes_nobody_knows_are_named_too(self):
        wrong = {
            "themes": ["alpha", "omega"],
            "countries": [{"country": "QQ", "role": "host"}],
            "labour_agreement": {"elements": [{"element": "element_nine", "answer": "yes"}]},
            "links": [{"practice": code_for("nobody")}],
            "figures": [{"label": {"en": "People"}, "value": 1, "unit": "people", "source": "s9"}],
        }
        with self.assertRaises(document.DocumentError) as refusal:
            document.load(wrong, by=None)
        paths = [error["path"] for error in refusal.exception.errors]
        for path in (
            "themes.1",
            "countries.0.country",
            "labour_agreement.elements.0.element",
            "links.0.practice",
            "figures.0.source",
        ):
            self.assertIn(path, paths)

    def test_a_load_of_many_is_all_or_none_and_says_which_is_wrong(self):
        with self.assertRaises(document.DocumentError) as refusal:
            document.load_many([snapshot_document(), snapshot_document(type="nothing")], by=None)
        self.assertEqual([error["index"] for error in refusal.exception.errors], [1])
        self.assertFalse(Practice.objects.exists())

    def test_limits_hold_at_their_edge(self):
        for field, most in (("title", 300), ("summary", 2_000), ("context", 32_000)):
            with self.subTest(field):
                make_practice(texts={"en": {"title": "A title", field: "x" * most}})
                with self.assertRaises(document.DocumentError):
                    make_practice(texts={"en": {"title": "A title", field: "x" * (most + 1)}})

    def test_numbers_that_json_or_a_spreadsheet_would_spoil_are_refused(self):
        for value in (float("inf"), 10**12, 10**400, 0.1234, True, "12", None):
            with self.subTest(value), self.assertRaises(document.DocumentError):
                make_practice(figures=[{"label": {"en": "People"}, "value": value, "unit": "people"}])
        practice = make_practice(figures=[{"label": {"en": "People"}, "value": 999_999_999_999, "unit": "people"}])
        self.assertEqual(document.build(practice)["figures"][0]["value"], 999_999_999_999)


class PartialLoadTests(RegistryTestCase):
    def test_an_absent_key_leaves_its_part_alone_and_a_present_one_replaces_it(self):
        practice = make_practice(themes=["alpha", "beta"], tags=["tag_one"])
        document.load({"code": practice.code, "themes": ["gamma"]}, by=None)
        built = document.build(practice)
        self.assertEqual((built["themes"], built["tags"]), (["gamma"], ["tag_one"]))
        self.assertEqual(len(built["countries"]), 2)

    def test_texts_are_replaced_by_language_and_null_removes_one(self):
        practice = make_practice()
        french = {"title": "Un échange inventé", "origin": "human"}
        document.load({"code": practice.code, "texts": {"fr": french}}, by=None)
        self.assertEqual(set(document.build(practice)["texts"]), {"en", "fr"})
        document.load({"code": practice.code, "texts": {"fr": None}}, by=None)
        self.assertEqual(set(document.build(practice)["texts"]), {"en"})

    def test_a_translation_left_behind_by_its_original_is_marked(self):
        practice = make_practice(texts={"en": {"title": "One"}, "fr": {"title": "Un", "origin": "human"}})
        document.load({"code": practice.code, "texts": {"en": {"title": "Two"}}}, by=None)
        self.assertTrue(practice.practicetext_set.get(language="fr").is_outdated)
        document.load({"code": practice.code, "texts": {"fr": {"title": "Deux", "origin": "human"}}}, by=None)
        self.assertFalse(practice.practicetext_set.get(language="fr").is_outdated)

    def test_the_original_text_cannot_be_missing(self):
        practice = make_practice()
        for wrong in ({"original_language": "fr"}, {"texts": {"en": None}, "original_language": "fr"}):
            with self.subTest(wrong):
                document_error = {"code": practice.code, **wrong}
                if "texts" in wrong:
                    document_error["texts"] = {"en": None, "es": {"title": "Uno", "origin": "human"}}
                with self.assertRaises(document.DocumentError):
                    document.load(document_error, by=None)

    def test_sources_keep_their_figures_when_they_change(self):
        figure = {"label": {"en": "People"}, "value": 1, "unit": "people", "source": "s1"}
        practice = make_practice(figures=[figure])
        citation = Citation.objects.get()
        document.load(
            {"code": practice.code, "citations": [{"key": "s1", "title": "Renamed"}, {"key": "s2", "title": "New"}]},
            by=None,
        )
        self.assertEqual(Figure.objects.get().citation_id, citation.pk)
        with self.assertRaises(document.DocumentError) as refusal:
            document.load({"code": practice.code, "citations": [{"key": "s2", "title": "New"}]}, by=None)
        self.assertEqual(refusal.exception.errors[0]["path"], "figures.0.source")

    def test_a_code_in_any_spelling_names_its_practice(self):
        practice = make_practice()
        document.load({"code": practice.code.upper().replace("-", ""), "themes": ["beta"]}, by=None)
        self.assertEqual(Practice.objects.count(), 1)
        self.assertEqual(document.build(practice)["themes"], ["beta"])


class LoadRecordTests(RegistryTestCase):
    def test_a_change_raises_the_revision_and_tells_old_and_new(self):
        practice = make_practice(self.author)
        document.load(
            {"code": practice.code, "texts": {"en": {"title": "Another title"}}}, by=self.editor, channel=Channel.IMPORT
        )
        practice.refresh_from_db()
        event = practice.events.first()
        self.assertEqual((practice.revision, practice.title), (2, "Another title"))
        self.assertEqual((event.name, event.actor, event.channel), ("edited", self.editor, Channel.IMPORT))
        self.assertIn({"path": "texts.en.title", "old": "A made-up exchange", "new": "Another title"}, event.changes)
        self.assertEqual((practice.author, practice.last_editor), (self.author, self.editor))

    def test_an_equal_load_adds_no_event(self):
        practice = make_practice()
        events = Event.objects.count()
        document.load({"code": practice.code, "themes": []}, by=self.editor)
        self.assertEqual(Event.objects.count(), events)
        self.assertIsNone(Practice.objects.get().last_editor)

    def test_an_expected_revision_that_has_passed_is_refused(self):
        practice = make_practice()
        document.load({"code": practice.code, "themes": ["alpha"]}, by=None)
        with self.assertRaises(document.StaleRevision):
            document.load({"code": practice.code, "themes": ["beta"]}, by=None, expected=1)
        with self.assertRaises(document.StaleRevision):
            document.load({"code": practice.code.upper().replace("-", ""), "themes": ["beta"]}, by=None, expected=1)

    def test_a_revision_of_what_is_gone_is_refused_rather_than_made_anew(self):
        with self.assertRaises(document.StaleRevision):
            document.load(snapshot_document(code=code_for("nobody")), by=None, expected=5)
        self.assertFalse(Practice.objects.exists())

    def test_a_published_practice_changes_only_once_an_edit_has_begun(self):
        practice = published()
        with self.assertRaises(document.PublishedPractice):
            document.load({"code": practice.code, "themes": ["beta"]}, by=None)
        document.load({"code": practice.code, "themes": []}, by=None)  # equal: nothing to refuse
        workflow.load_many([{"code": practice.code, "themes": ["beta"]}], by=self.editor, channel=Channel.IMPORT)
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.DRAFT)
        self.assertEqual([event.name for event in practice.events.all()[:2]], ["edited", "edit"])

    def test_staff_lists_find_a_practice_by_the_folded_words_of_its_titles(self):
        practice = make_practice(texts={"en": {"title": "Cities"}, "pt": {"title": "São Paulo", "origin": "human"}})
        self.assertIn("sao paulo", practice.search_text)

    def test_a_load_costs_the_same_queries_for_ten_as_for_forty_new_records(self):
        costs = []
        for size in (10, 40):
            with CaptureQueriesContext(connection) as queries:
                document.load_many([snapshot_document() for _ in range(size)], by=None)
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])


class CodesOfTheirTimeTests(KeptFile, RegistryTestCase):
    def test_a_document_that_names_a_merged_term_loads_as_what_it_became(self):
        old, new = Term.objects.get(code="alpha"), Term.objects.get(code="beta")
        old.acceptance, old.replaced_by = Acceptance.RETIRED, new
        old.save()
        practice = make_practice(themes=["alpha", "beta"])
        self.assertEqual(document.build(practice)["themes"], ["beta"])

    def test_older_documents_are_raised_step_by_step(self):
        steps = {
            1: lambda old: {**old, "schema": 2, "new": 1},
            2: lambda old: {**old, "schema": 3, "newer": old["new"] + 1},
        }
        with mock.patch.multiple("practices.document.upgrade", STEPS=steps, SCHEMA=3):
            raised = document.upgrade({"schema": 1})
        self.assertEqual(raised, {"schema": 3, "new": 1, "newer": 2})

    def test_a_document_from_the_future_is_refused(self):
        with self.assertRaises(document.DocumentError) as refusal:
            document.load(snapshot_document(schema=99), by=None)
        self.assertEqual(refusal.exception.errors[0]["path"], "schema")

    def test_the_sample_of_each_version_is_still_read(self):
        from pathlib import Path

        for path in sorted((Path(__file__).parent / "samples").glob("practice-*.json")):
            with self.subTest(path.name):
                practice = document.load(json.loads(path.read_text()), by=None)
                self.assertTrue(document.build(practice)["texts"])


class TermKindTests(RegistryTestCase):
    def test_terms_of_other_kinds_stay_when_one_kind_is_replaced(self):
        practice = make_practice(themes=["alpha"], sdg_targets=["10.7"])
        document.load({"code": practice.code, "themes": []}, by=None)
        self.assertEqual(document.build(practice)["sdg_targets"], ["10.7"])
        self.assertEqual(PracticeText.objects.count(), 1)
        self.assertEqual(Term.objects.filter(practices=practice).get().kind, TermKind.SDG_TARGET)
