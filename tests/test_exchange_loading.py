"""Confirmed rows into the registry: all at once, as drafts, each with its event; and the batch they form."""

from copy import copy

from django.db import transaction

from practices import document, jobs, workflow
from practices.codes import code_for
from practices.exchange import batches, importing
from practices.exchange.importing import ImportRefused, progress
from practices.exchange.importing.loading import Load
from practices.exchange.importing.packing import packs
from practices.models import Event, Import, ImportDecision, ImportRow, Organisation, Practice, Term
from practices.models.exchange import ImportStep
from practices.vocabulary import Acceptance, Channel, State
from tests.cast import RegistryTestCase, person, published
from tests.factories import make_practice, snapshot_document
from tests.importing import (
    PrivateStore,
    checked,
    checked_again,
    csv_file,
    importer,
    json_file,
    loaded,
    mapped,
    outcomes,
    problems,
    received,
)

ONE, TWO, THREE = (code_for(f"practice:made-up {number}") for number in range(3))


class LoadingTestCase(PrivateStore, RegistryTestCase):
    """People who may import, and one practice."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.person = importer()
        cls.practice = make_practice(cls.author)

    def changing(self, **values) -> Import:
        """A checked import that changes the practice."""
        return checked(json_file({"code": self.practice.code, "type": "school"} | values), self.person)

    def load(self, one: Import) -> Import:
        importing.start_load(one, by=self.person)
        importing.load(one)
        return one


class LoadTests(LoadingTestCase):
    """What a load writes."""

    def test_new_and_changed_rows_are_written_as_drafts_with_their_events(self):
        one = loaded(
            json_file(
                {"code": self.practice.code, "type": "school"}, {"code": "", "title": "A made-up visit", "type": ""}
            ),
            self.person,
        )
        self.assertEqual((one.step, outcomes(one), one.done), (ImportStep.DONE, ["changed", "new"], 2), one.error)
        changed, new = one.rows.order_by("number")
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.type.code, self.practice.revision), ("school", changed.loaded_revision))
        self.assertEqual(changed.before["type"], "other")
        self.assertEqual(
            (new.practice.state, new.practice.author, new.code), (State.DRAFT, self.person, new.practice.code)
        )
        self.assertIsNone(new.before)
        events = Event.objects.filter(channel=Channel.IMPORT).order_by("pk").values_list("name", "actor", "note")
        note = "From the sheet “sheet.json”."
        self.assertCountEqual(events, [("edited", self.person.pk, note), ("created", self.person.pk, note)])

    def test_a_published_practice_becomes_a_draft_and_stays_public_as_it_was(self):
        public = published(self.author)
        one = loaded(json_file({"code": public.code, "type": "school"}), self.person)
        public.refresh_from_db()
        self.assertEqual((public.state, one.step), (State.DRAFT, ImportStep.DONE))
        self.assertEqual(public.listing.edition.document["type"], "other")

    def test_refused_and_skipped_rows_stay_out(self):
        one = checked(
            json_file(
                {"title": "A made-up visit", "start_year": "soon"}, {"title": "A made-up school", "start_year": ""}
            ),
            self.person,
        )
        self.load(one)
        self.assertEqual(outcomes(one), ["refused", "new"])
        self.assertEqual(Practice.objects.count(), 2)

    def test_a_translation_that_the_sheet_does_not_move_is_marked_as_older(self):
        texts = {"en": {"title": "A made-up exchange"}, "fr": {"title": "Un échange", "origin": "human"}}
        practice = make_practice(self.author, texts=texts)
        loaded(json_file({"code": practice.code, "title_en": "Another title", "title_fr": "Un échange"}), self.person)
        built = document.build(practice)
        self.assertEqual((built["texts"]["en"]["title"], built["texts"]["fr"]["is_outdated"]), ("Another title", True))

    def test_only_who_brought_it_confirms_and_only_what_is_checked(self):
        one = self.changing()
        self.assertTrue(importing.may_load(one, self.person))
        for user in (self.editor, importer("other")):
            with self.subTest(user=user), self.assertRaises(ImportRefused):
                importing.start_load(one, by=user)
        self.load(one)
        with self.assertRaises(ImportRefused):
            importing.start_load(one, by=self.person)

    def test_words_and_files_that_went_since_keep_out_their_rows_alone(self):
        records = [{"title": f"A made-up visit {name}", "type": "other"} for name in ("to Country XA", "of clerks")]
        one = checked(json_file(*records, {"code": self.practice.code, "type": "school"}), self.person)
        row = one.rows.get(number=2)
        row.document["themes"] = ["no_such"]
        row.save()
        Term.objects.filter(kind="type", code="school").delete()
        self.load(one)
        self.assertEqual((one.step, outcomes(one)), (ImportStep.DONE, ["refused", "new", "refused"]), one.error)
        self.assertEqual([(number, words) for number, _column, words in problems(one)], [
            (2, "There is no “no_such” in the vocabulary."), (4, "There is no “school” in the vocabulary."),
        ])  # fmt: skip
        self.assertEqual((one.counts["refused"], Practice.objects.count()), (2, 2))

    def test_a_load_that_went_back_is_not_written_without_another_word(self):
        one = self.changing()
        importing.start_load(one, by=self.person)
        Import.objects.filter(pk=one.pk).update(step=ImportStep.PREVIEW)  # the first of two jobs has failed
        importing.load(one)
        self.practice.refresh_from_db()
        self.assertEqual((one.step, self.practice.type.code), (ImportStep.PREVIEW, "other"))

    def test_a_job_gives_up_where_another_of_the_same_import_has_given_up(self):
        one = self.changing()
        importing.start_load(one, by=self.person)
        with self.assertRaises(ImportRefused), transaction.atomic():
            Load(one, lambda done: Import.objects.filter(pk=one.pk).update(step=ImportStep.PREVIEW)).run()
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.type.code, one.rows.get().loaded_revision), ("other", None))

    def test_who_confirms_what_was_checked_again_since_is_told(self):
        one = self.changing()
        late = Import.objects.get(pk=one.pk)
        mapped(one)
        with self.assertRaises(ImportRefused):
            importing.start_load(late, by=self.person)
        self.assertEqual(Import.objects.get().step, ImportStep.PREVIEW)

    def test_only_the_import_that_is_written_is_under_way(self):
        one, other = self.changing(), self.changing()
        for each in (one, other):
            importing.start_load(each, by=self.person)
        with transaction.atomic():
            progress.take_turns(other)
            self.assertEqual([importing.is_under_way(each) for each in (one, other)], [False, True])

    def test_a_second_load_does_nothing(self):
        one = self.load(self.changing())
        importing.load(one)
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.revision, Event.objects.filter(channel=Channel.IMPORT).count()), (2, 1))

    def test_a_practice_that_moved_since_is_left_out_and_says_so(self):
        one = checked(
            json_file(
                {"code": self.practice.code, "type": "school"}, {"code": "", "title": "A made-up visit", "type": ""}
            ),
            self.person,
        )
        document.load({"code": self.practice.code, "modality": "triangular"}, by=self.author)
        self.load(one)
        self.assertEqual((one.step, outcomes(one)), (ImportStep.DONE, ["refused", "new"]))
        self.assertIn("since the preview", problems(one)[0][2])
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.type.code, one.counts["refused"]), ("other", 1))

    def test_rights_lost_meanwhile_are_lost(self):
        own = person("own", "add_practice", "import_practice")
        mine = make_practice(own)
        one = checked(json_file({"code": mine.code, "type": "school"}), own)
        importing.start_load(one, by=own)
        Practice.objects.filter(pk=mine.pk).update(author=self.author)
        importing.load(one)
        self.assertEqual(outcomes(one), ["refused"])
        own.user_permissions.clear()
        one = Import.objects.get(pk=one.pk)
        Import.objects.filter(pk=one.pk).update(step=ImportStep.LOADING)
        importing.load(one)
        self.assertEqual(one.step, ImportStep.PREVIEW)
        self.assertIn("may not import", one.error)

    def test_a_deleted_practice_is_left_out(self):
        one = self.changing()
        workflow.delete(self.practice, by=self.author, channel=Channel.SITE)
        self.load(one)
        self.assertEqual(outcomes(one), ["refused"])

    def test_the_same_file_brought_twice_before_either_is_written_is_written_once(self):
        rows = ["title", "type"], ["A made-up visit of clerks", "other"]
        first, second = (checked(csv_file(*rows), self.person) for _number in range(2))
        self.load(first)
        self.load(second)
        self.assertEqual((outcomes(first), outcomes(second)), (["new"], ["refused"]))
        self.assertEqual(outcomes(checked(csv_file(*rows), self.person)), ["unchanged"])

    def test_what_fails_on_the_way_leaves_nothing_and_goes_back_to_the_preview(self):
        one = checked(
            json_file(
                {"code": self.practice.code, "type": "school"}, {"code": "", "title": "A made-up visit", "type": ""}
            ),
            self.person,
        )
        row = one.rows.get(outcome="new")
        row.document["period"] = {"start": 1}
        row.save()
        self.load(one)
        self.assertEqual((one.step, Practice.objects.count()), (ImportStep.PREVIEW, 1))
        self.assertIn("Row 3: period.start: This number is out of range.", one.error)
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.revision, one.rows.filter(practice__isnull=False).count()), (1, 0))


class LateTests(LoadingTestCase):
    """Requests that saw the import as it was before somebody wrote it."""

    ROWS = (["Title", "Theme"], ["A made-up visit of clerks", "alfa things"])

    def written(self) -> tuple[Import, Import]:
        """An import that is written, and the same as somebody saw it before."""
        one = checked(csv_file(*self.ROWS, ["A made-up school", "alpha"]), self.person, columns=["title", "themes"])
        late = Import.objects.get(pk=one.pk)
        self.load(one)
        self.assertEqual(outcomes(one), ["refused", "new"])
        return one, late

    def test_they_are_refused_and_the_load_stays_as_it_is(self):
        one, late = self.written()
        kept = importing.save_mapping(one, "Made up", self.person)
        asked = importing.questions(one)[0]
        acts = {
            "set_columns": lambda seen: importing.set_columns(seen, **late.mapping),
            "choose": lambda seen: importing.choose(seen, {3: "skip"}),
            "decide": lambda seen: importing.decide(seen, {asked.vocabulary: {asked.folded: "alpha"}}, self.person),
            "read_as": lambda seen: importing.read_as(seen, sheet=late.reading["sheet"], header_row=1),
            "apply_mapping": lambda seen: importing.apply_mapping(seen, kept),
        }
        for name, act in acts.items():
            seen = copy(late)
            with self.subTest(name), self.assertRaises(ImportRefused):
                act(seen)
            with self.subTest(name, then="the object"):
                self.assertEqual((seen.step, seen.reading), (ImportStep.PREVIEW, late.reading))
        stored = Import.objects.get()
        self.assertEqual((stored.step, stored.loaded_at), (ImportStep.DONE, one.loaded_at))
        self.assertEqual((stored.decisions, one.rows.get(number=3).choice), ({}, ""))
        self.assertFalse(ImportDecision.objects.exists())
        self.assertTrue(importing.may_undo(stored, self.person))

    def test_what_was_decided_meanwhile_is_not_undone_by_another_decision(self):
        one = checked(csv_file(*self.ROWS), self.person, columns=["title", "themes"])
        late, asked = Import.objects.get(pk=one.pk), importing.questions(one)[0]
        importing.decide(one, {asked.vocabulary: {asked.folded: "alpha"}}, self.person)
        checked_again(one)
        with self.assertRaises(ImportRefused):
            importing.decide(late, {asked.vocabulary: {asked.folded: "beta"}}, self.person)
        self.assertEqual(one.rows.get().document["themes"], ["alpha"])
        self.assertEqual(ImportDecision.objects.get().code, "alpha")

    def test_a_check_makes_no_written_row_anew(self):
        one, _late = self.written()
        rows = list(one.rows.values_list("pk", "loaded_revision"))
        Import.objects.filter(pk=one.pk).update(step=ImportStep.CHECKING)
        importing.check(one)
        self.assertEqual((one.step, list(one.rows.values_list("pk", "loaded_revision"))), (ImportStep.DONE, rows))


class LinkTests(LoadingTestCase):
    """New practices that name each other."""

    def links(self, **named) -> list[dict]:
        return [
            {
                "code": code,
                "title": f"A made-up practice {name}",
                "links": [{"practice": other, "kind": "related"}] if other else [],
            }
            for name, (code, other) in named.items()
        ]

    def test_they_come_in_together(self):
        one = loaded(json_file(*self.links(a=(ONE, TWO), b=(TWO, ONE), c=(THREE, ""))), self.person, unknown="add")
        self.assertEqual((one.error, outcomes(one)), ("", ["new"] * 3))
        self.assertEqual(
            document.build(Practice.objects.get(code=ONE))["links"], [{"practice": TWO, "kind": "related"}]
        )
        self.assertEqual(set(Practice.objects.exclude(pk=self.practice.pk).values_list("revision", flat=True)), {1})

    def test_one_that_names_what_does_not_come_is_left_out(self):
        one = checked(json_file(*self.links(a=(ONE, TWO), b=(TWO, THREE), c=(THREE, ""))), self.person, unknown="add")
        self.assertEqual(outcomes(one), ["new"] * 3, problems(one))
        importing.choose(one, {4: "skip"})
        checked_again(one)
        self.load(one)
        self.assertEqual(outcomes(one), ["refused", "refused", "skipped"])

    def test_packs_keep_together_what_hangs_together(self):
        rows = [
            ImportRow(number=number, code=str(number), document={"links": [{"practice": str(other)}] if other else []})
            for number, other in ((1, 0), (2, 5), (3, 0), (4, 0), (5, 0))
        ]
        self.assertEqual([[row.number for row in pack] for pack in packs(rows, 2)], [[1], [2, 5], [3, 4]])


class ProposedTests(LoadingTestCase):
    """Organisations and tags that come with a load."""

    ROWS = (["Title", "Lead organisation"], ["A made-up visit of clerks", "University of Made-up Affairs"])

    def loaded(self, decision: str = "+") -> Import:
        one = checked(csv_file(*self.ROWS), self.person, columns=["title", "organisations:lead"], language="fr")
        question = importing.questions(one)[0]
        importing.decide(one, {"organisation": {question.folded: decision}}, self.person)
        checked_again(one)
        return self.load(one)

    def test_they_are_proposed_and_used(self):
        make_type("academia")
        one = self.loaded()
        found = Organisation.objects.get(label_en="University of Made-up Affairs")
        self.assertEqual(
            (found.acceptance, found.type.code, found.label_fr), (Acceptance.PROPOSED, "academia", found.label_en)
        )
        self.assertEqual(one.created, {"organisation": [found.code]})
        practice = one.rows.get().practice
        self.assertEqual(practice.practiceorganisation_set.get().organisation, found)

    def test_their_type_can_be_told(self):
        make_type("foundation")
        self.loaded("+foundation")
        self.assertEqual(Organisation.objects.get(label_en="University of Made-up Affairs").type.code, "foundation")

    def test_the_same_file_again_makes_none(self):
        self.loaded()
        one = checked(csv_file(*self.ROWS), self.person, columns=["title", "organisations:lead"], language="fr")
        self.assertEqual(outcomes(one), ["unchanged"])
        self.assertEqual(Organisation.objects.filter(label_en="University of Made-up Affairs").count(), 1)


def make_type(code: str) -> Term:
    return Term.objects.create(kind="organisation_type", code=code, label_en=f"Made-up {code}")


class BatchTests(LoadingTestCase):
    """The practices of a load, submitted and approved together."""

    def complete(self, **changes) -> dict:
        found = snapshot_document(**changes)
        return {
            "title": found["texts"]["en"]["title"], "summary": found["texts"]["en"]["summary"], "type": "other",
            "modality": "south_south", "countries": found["countries"], "citations": found["citations"],
        }  # fmt: skip

    def batch(self) -> Import:
        titles = ("A made-up visit of clerks", "Schools for permits")
        one = loaded(
            json_file(*(self.complete() | {"title": title} for title in titles), {"title": "Gaps", "type": "other"}),
            self.person,
        )
        self.assertEqual(outcomes(one), ["new"] * 3, problems(one))
        return one

    def test_drafts_are_submitted_and_gaps_say_so(self):
        one = self.batch()
        results = batches.submit_all(one, by=self.person)
        self.assertEqual([result.is_done for result in results], [True, True, False])
        self.assertTrue(results[2].reason)
        states = [practice.state for practice in batches.members(one, self.person)]
        self.assertEqual(states, [State.SUBMITTED, State.SUBMITTED, State.DRAFT])
        one.refresh_from_db()
        self.assertEqual((one.batch["name"], len(one.batch["results"])), ("submit", 3))

    def test_a_reviewer_approves_what_waits_at_the_revision_seen(self):
        one = self.batch()
        batches.submit_all(one, by=self.person)
        seen = {practice.code: practice.revision for practice in batches.members(one, self.reviewer)}
        self.assertEqual(len(seen), 2)
        moved, right = sorted(seen)
        results = batches.approve_all(one, by=self.reviewer, expected=seen | {moved: 99}, note="A made-up note.")
        self.assertEqual({result.code: result.is_done for result in results}, {moved: False, right: True})
        states = dict(Practice.objects.filter(code__in=seen).values_list("code", "state"))
        self.assertEqual(states, {moved: State.SUBMITTED, right: State.PUBLISHED})

    def test_nobody_approves_their_own_load(self):
        one = self.batch()
        batches.submit_all(one, by=self.person)
        seen = {practice.code: practice.revision for practice in batches.members(one, self.person)}
        results = batches.approve_all(one, by=self.person, expected=seen)
        self.assertFalse(any(result.is_done for result in results))
        self.assertEqual(
            {practice.state for practice in batches.members(one, self.person)}, {State.SUBMITTED, State.DRAFT}
        )


class JobTests(LoadingTestCase):
    """The work as jobs, by the key in the address."""

    def test_an_import_goes_its_way_by_jobs(self):
        one = received(json_file({"code": self.practice.code, "type": "school"}), self.person)
        importing.set_columns(one, **one.mapping)
        key = str(one.key)
        jobs.check_import(key)
        one.refresh_from_db()
        importing.start_load(one, by=self.person)
        with self.assertLogs("registry.audit", "INFO") as log:
            jobs.load_import(key)
        self.assertIn(f"import_loaded by={self.person.pk} key={key} rows=1", log.output[0])
        jobs.submit_import(key, self.person.pk)
        self.practice.refresh_from_db()
        self.assertEqual(self.practice.state, State.SUBMITTED)
        jobs.approve_import(key, self.reviewer.pk, {self.practice.code: self.practice.revision}, "A made-up note.")
        self.practice.refresh_from_db()
        self.assertEqual(self.practice.state, State.PUBLISHED, Import.objects.get().batch)
        one.refresh_from_db()
        importing.start_undo(one, by=self.person)
        jobs.undo_import(key, self.person.pk)
        one.refresh_from_db()
        self.assertEqual((one.step, one.rows.get().kept), (ImportStep.UNDONE, "It is no draft any more: Published."))
        jobs.purge_imports(0)
        self.assertEqual(Import.objects.count(), 1)
