"""A whole load taken back; what somebody has touched since stays, and says why."""

import os
import time
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from practices import document, workflow
from practices.codes import code_for
from practices.exchange import batches, importing
from practices.exchange.importing import ImportRefused, store
from practices.models import Event, Import, ImportRow, Organisation, Practice
from practices.models.exchange import ImportStep
from practices.vocabulary import Channel, State
from tests.cast import RegistryTestCase, bring_to, in_review, published
from tests.factories import make_practice, snapshot_document
from tests.importing import PrivateStore, checked, checked_again, csv_file, importer, json_file, loaded, outcomes

ONE, TWO = (code_for(f"practice:made-up {number}") for number in range(2))


class UndoTestCase(PrivateStore, RegistryTestCase):
    """A load of one new and one changed practice."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.person = importer()
        texts = {"en": {"title": "A made-up exchange", "summary": "As it was."}}
        cls.practice = make_practice(cls.author, texts=texts)
        cls.before = document.build(cls.practice, staff=True)

    def loaded(self) -> Import:
        changed = {"code": self.practice.code, "type": "school", "title_fr": "Un échange", "remarks": "Made up."}
        return loaded(json_file(changed, {"code": "", "title": "A made-up visit", "type": "other"}), self.person)

    def undone(self, one: Import, by=None) -> Import:
        importing.start_undo(one, by=by or self.person)
        importing.undo(one, by=by or self.person)
        return one

    def kept(self, one: Import) -> dict[int, str]:
        return dict(one.rows.exclude(kept="").values_list("number", "kept"))


class UndoTests(UndoTestCase):
    """What it takes back."""

    def test_new_practices_go_and_changed_ones_are_as_they_were(self):
        one = self.undone(self.loaded())
        self.assertEqual((one.step, one.error, self.kept(one)), (ImportStep.UNDONE, "", {}))
        self.assertEqual(list(Practice.objects.all()), [self.practice])
        self.assertEqual(document.build(self.practice, staff=True), self.before)
        names = Event.objects.filter(channel=Channel.IMPORT).order_by("pk").values_list("name", flat=True)
        self.assertCountEqual(names, ["edited", "created", "edited", "deleted"])

    def test_what_was_touched_since_is_kept_and_listed(self):
        one = self.loaded()
        new = one.rows.get(outcome="new").practice
        document.load({"code": self.practice.code, "modality": "triangular"}, by=self.author)
        document.load({"code": new.code, "modality": "triangular"}, by=self.author)
        self.undone(one)
        self.assertEqual(self.kept(one), {2: "It has been changed since.", 3: "It has been changed since."})
        self.assertEqual(Practice.objects.count(), 2)
        self.assertEqual(document.build(self.practice)["type"], "school")

    def test_what_was_submitted_or_deleted_since_is_listed(self):
        rows = snapshot_document()
        record = {
            "code": "", "title": "A made-up visit", "summary": "Country XA showed it.", "modality": "south_south", "type": "other",
            "countries": rows["countries"], "citations": rows["citations"],
        }  # fmt: skip
        one = loaded(json_file(record, {"code": "", "title": "Another school", "type": "other"}), self.person)
        batches.submit_all(one, by=self.person)
        workflow.delete(one.rows.get(number=3).practice, by=self.person, channel=Channel.SITE)
        self.undone(one)
        self.assertEqual(self.kept(one), {2: "It is no draft any more: Submitted.", 3: "It has been deleted since."})

    def test_practices_that_link_to_each_other_go_together(self):
        records = [
            {"code": ONE, "title": "Visits of clerks", "links": [{"practice": TWO, "kind": "related"}]},
            {"code": TWO, "title": "A school for permits", "links": [{"practice": ONE, "kind": "related"}]},
        ]
        one = loaded(json_file(*records), self.person, unknown="add")
        self.assertEqual(outcomes(one), ["new", "new"])
        self.undone(one)
        self.assertEqual(Practice.objects.count(), 1)

    def test_what_others_link_to_by_now_is_kept(self):
        one = self.loaded()
        new = one.rows.get(outcome="new")
        make_practice(self.author, links=[{"practice": new.code, "kind": "related"}])
        self.undone(one)
        self.assertIn("links to it", self.kept(one)[3])
        self.assertTrue(Practice.objects.filter(code=new.code).exists())

    def test_a_published_practice_is_published_again_as_its_edition_says(self):
        public = published(self.author)
        one = loaded(json_file({"code": public.code, "type": "school"}), self.person)
        self.assertEqual(one.rows.get().state_before, State.PUBLISHED)
        self.undone(one)
        public.refresh_from_db()
        self.assertEqual((public.type.code, public.state), ("other", State.PUBLISHED))
        self.assertEqual((public.listing.edition.number, public.editions.count()), (1, 1))
        event = public.events.first()
        self.assertEqual((event.name, event.to_state, event.actor), ("settled_back", State.PUBLISHED, self.person))

    def test_what_was_being_edited_or_reviewed_or_was_declined_is_so_again(self):
        edited = published(self.author)
        document.load({"code": bring_to(edited, "edit").code, "modality": "triangular"}, by=self.author)
        declined = bring_to(in_review(self.author), "decline")
        practices = {State.DRAFT: edited, State.IN_REVIEW: in_review(self.author), State.DECLINED: declined}
        before = {practice.pk: document.build(practice) for practice in practices.values()}
        one = loaded(json_file(*({"code": each.code, "type": "school"} for each in practices.values())), self.person)
        self.assertEqual(outcomes(one), ["changed"] * 3)
        self.assertFalse(one.rows.filter(importing.IS_TOUCHED).exists())
        self.undone(one)
        self.assertEqual(self.kept(one), {})
        for state, practice in practices.items():
            with self.subTest(state=state):
                practice.refresh_from_db()
                self.assertEqual((practice.state, document.build(practice)), (state, before[practice.pk]))

    def test_what_went_on_to_another_state_since_is_kept(self):
        practice = in_review(self.author)
        one = loaded(json_file({"code": practice.code, "type": "school"}), self.person)
        bring_to(practice, "decline")
        self.assertTrue(one.rows.filter(importing.IS_TOUCHED).exists())
        self.undone(one)
        self.assertEqual(self.kept(one), {2: "It has moved on: Declined."})

    def test_who_may_not_import_any_more_takes_nothing_back(self):
        one = self.loaded()
        importing.start_undo(one, by=self.person)
        self.person.user_permissions.clear()
        person = type(self.person).objects.get(pk=self.person.pk)
        importing.undo(one, by=person)
        self.assertEqual(
            (one.step, one.error, Practice.objects.count()),
            (ImportStep.DONE, "You may not undo this import any more.", 2),
        )

    def test_the_registry_itself_undoes(self):
        one = self.loaded()
        importing.start_undo(one, by=None)
        importing.undo(one, by=None)
        self.assertEqual((one.step, one.error, list(Practice.objects.all())), (ImportStep.UNDONE, "", [self.practice]))
        self.assertEqual(document.build(self.practice, staff=True), self.before)

    def test_what_was_not_confirmed_is_not_undone(self):
        one = self.loaded()
        importing.undo(one, by=self.person)
        self.assertEqual((one.step, Practice.objects.count()), (ImportStep.DONE, 2))

    def test_a_late_undo_does_not_do_one_that_was_confirmed_since(self):
        one = self.loaded()
        late = Import.objects.get(pk=one.pk)
        importing.start_undo(one, by=self.person)
        with self.assertRaises(ImportRefused):
            importing.start_undo(late, by=self.person)

    def test_what_was_proposed_goes_where_nobody_else_uses_it(self):
        rows = (
            ["Title", "Lead organisation", "Partner"],
            ["A made-up visit of clerks", "Made-up Ministry one", "Made-up Bureau two"],
        )
        columns = ["title", "organisations:lead", "organisations:partner"]
        one = checked(csv_file(*rows), self.person, columns=columns)
        words = {question.folded: "+" for question in importing.questions(one)}
        importing.decide(one, {"organisation": words}, self.person)
        checked_again(one)
        importing.start_load(one, by=self.person)
        importing.load(one)
        used = Organisation.objects.get(label_en="Made-up Bureau two")
        make_practice(self.author, organisations=[{"organisation": used.code, "role": "partner"}])
        self.undone(one)
        labels = Organisation.objects.filter(label_en__contains="Made-up ").values_list("label_en", flat=True)
        self.assertIn("Made-up Bureau two", labels)
        self.assertNotIn("Made-up Ministry one", labels)

    def test_the_file_may_come_again_afterwards(self):
        rows = (["Title", "Start"], ["A made-up visit of clerks", "2017"])
        one = self.undone(loaded(csv_file(*rows), self.person))
        self.assertFalse(ImportRow.objects.filter(practice__isnull=False).exists(), one.error)
        self.assertEqual(outcomes(checked(csv_file(*rows), self.person)), ["new"])

    def test_a_second_undo_does_nothing(self):
        one = self.undone(self.loaded())
        importing.undo(one, by=self.person)
        self.assertEqual(Event.objects.filter(channel=Channel.IMPORT, name="deleted").count(), 1)
        with self.assertRaises(ImportRefused):
            importing.start_undo(one, by=self.person)

    def test_only_who_may_undoes(self):
        one = self.loaded()
        for user in (self.editor, self.stranger):
            self.assertFalse(importing.may_undo(one, user))
        other = importer("other")
        self.assertTrue(importing.may_undo(one, other))
        self.undone(one, by=other)
        self.assertEqual(self.kept(one), {3: "Only who loaded it, or an administrator, may delete it."})
        self.assertEqual(document.build(self.practice, staff=True), self.before)


class PurgeTests(UndoTestCase):
    """Imports of long ago."""

    def test_files_that_no_import_knows_go_once_they_are_old(self):
        one = self.loaded()
        names = [default_storage.save(f"imports/{uuid.uuid4()}", ContentFile(b"made up")) for _number in range(2)]
        hours_ago = time.time() - 2 * store.ORPHAN_SECONDS
        for name in (names[0], store.kept_at(one)):
            os.utime(default_storage.path(name), (hours_ago, hours_ago))
        self.assertEqual(importing.purge(), 0)
        there = [default_storage.exists(name) for name in (*names, store.kept_at(one))]
        self.assertEqual(there, [False, True, True])

    def test_they_go_with_rows_and_files(self):
        one = self.loaded()
        recent = checked(json_file({"title": "Another school", "type": "other"}), self.person)
        Import.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(days=91))
        self.assertEqual(importing.purge(), 1)
        self.assertEqual(list(Import.objects.all()), [recent])
        self.assertFalse(default_storage.exists(store.kept_at(one)))
        self.assertTrue(default_storage.exists(store.kept_at(recent)))
        self.assertEqual(Practice.objects.count(), 2)
