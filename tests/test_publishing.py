"""practices.publishing: editions stand still, listings follow them, archive and redaction reach everything."""

import json

from django.db import DatabaseError, IntegrityError, connection, transaction

from practices import document, publishing, workflow
from practices.models import Edition, Event, Listing, Organisation, SearchVersion, Standing, Term
from practices.vocabulary import Acceptance, Channel
from tests.cast import RegistryTestCase, bring_to, published
from tests.factories import make_practice


class EditionTests(RegistryTestCase):
    def test_publication_makes_an_edition_of_the_document_and_a_listing_that_names_it(self):
        practice = published(self.author)
        edition = Edition.objects.get()
        self.assertEqual((edition.number, edition.document), (1, document.build(practice)))
        self.assertEqual(edition.digest, document.digest(edition.document))
        self.assertEqual(Listing.objects.get().edition, edition)

    def test_the_public_keeps_its_edition_while_the_working_copy_is_edited(self):
        practice = published(self.author)
        workflow.load_many(
            [{"code": practice.code, "texts": {"en": {"title": "Not yet", "summary": "Soon."}}}],
            by=self.editor,
            channel=Channel.ADMIN,
        )
        self.assertNotIn("Not yet", json.dumps(Listing.objects.get().cards))
        self.assertEqual(Edition.objects.count(), 1)
        bring_to(practice, "submit", "take", "publish")
        self.assertEqual(Listing.objects.get().edition.number, 2)
        self.assertIn("Not yet", json.dumps(Listing.objects.get().cards))

    def test_publishing_what_is_public_already_makes_no_second_edition(self):
        practice = published(self.author)
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.editor, channel=Channel.ADMIN)
        workflow.load_many([{"code": practice.code, "themes": []}], by=self.editor, channel=Channel.ADMIN)
        bring_to(practice, "submit", "take", "publish")
        self.assertEqual(Edition.objects.count(), 1)

    def test_the_database_refuses_to_change_or_delete_an_edition(self):
        published(self.author)
        edition = Edition.objects.get()
        for change in (
            lambda: Edition.objects.update(change_note="Nicer"),
            lambda: Edition.objects.filter(pk=edition.pk).update(document={}),
            lambda: Edition.objects.filter(pk=edition.pk)._raw_delete("default"),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()
        edition.refresh_from_db()
        self.assertTrue(edition.document["texts"])

    def test_the_database_refuses_an_edition_that_holds_what_is_for_staff(self):
        practice = make_practice(self.author)
        whole = document.build(practice, staff=True)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Edition.objects.create(
                practice=practice,
                number=1,
                schema=1,
                document=whole,
                digest="0" * 64,
                revision=1,
                published_at="2020-01-01T00:00Z",
            )

    def test_publication_refuses_a_document_with_staff(self):
        practice = make_practice(self.author)
        with self.assertRaises(publishing.NotPublishable):
            publishing.refuse_unpublishable(document.build(practice, staff=True))

    def test_the_database_refuses_to_change_or_delete_an_event(self):
        published(self.author)
        for change in (
            lambda: Event.objects.update(note="Otherwise"),
            lambda: Event.objects.all()._raw_delete("default"),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()


class RefusalTests(RegistryTestCase):
    def test_what_is_missing_is_named_in_sentences(self):
        practice = make_practice(self.author, type="", modality="", countries=[], citations=[])
        with self.assertRaises(publishing.NotPublishable) as refusal:
            publishing.publish(practice)
        self.assertEqual(len(refusal.exception.reasons), 4)

    def test_a_figure_without_a_source_is_refused(self):
        practice = make_practice(self.author, figures=[{"label": {"en": "People"}, "value": 3, "unit": "people"}])
        with self.assertRaises(publishing.NotPublishable):
            publishing.publish(practice)

    def test_terms_and_organisations_must_be_accepted_first(self):
        Term.objects.filter(code="tag_one").update(acceptance=Acceptance.PROPOSED)
        Organisation.objects.filter(code="0000-0012").update(acceptance=Acceptance.PROPOSED)
        practice = make_practice(
            self.author, tags=["tag_one"], organisations=[{"organisation": "0000-0012", "role": "lead"}]
        )
        with self.assertRaises(publishing.NotPublishable) as refusal:
            publishing.publish(practice)
        self.assertEqual(len(refusal.exception.reasons), 2)


class ListingTests(RegistryTestCase):
    def test_listings_can_be_made_again_from_editions(self):
        published(self.author, themes=["alpha"])
        was = Listing.objects.values().get()
        Listing.objects.all().delete()
        self.assertEqual(publishing.refresh_all(), 1)
        now = Listing.objects.values().get()
        self.assertEqual({**now, "version": 0}, {**was, "version": 0})

    def test_each_change_raises_the_version_and_stamps_what_it_touched(self):
        before = SearchVersion.objects.get().n
        published(self.author)
        after = SearchVersion.objects.get().n
        self.assertGreater(after, before)
        self.assertEqual(Listing.objects.get().version, after)

    def test_facets_hold_codes_of_everything_controlled(self):
        published(self.author, themes=["alpha"], organisations=[{"organisation": "0000-0012", "role": "lead"}])
        facets = Listing.objects.get().facets
        for value in (
            "type:other",
            "theme:alpha",
            "country:XA",
            "country_role:XA.provider",
            "organisation:0000-0012",
            "language:en",
        ):
            self.assertIn(value, facets)


class ArchiveTests(RegistryTestCase):
    def test_an_archived_practice_leaves_every_list_and_comes_back_whole(self):
        practice = published(self.author)
        workflow.perform("archive", practice, by=self.editor, note="Ended in scandal.")
        self.assertFalse(Listing.objects.exists())
        standing = Standing.objects.get()
        self.assertEqual(standing.archive_reason, "Ended in scandal.")
        self.assertIsNotNone(standing.archived_at)
        publishing.refresh_all()
        self.assertFalse(Listing.objects.exists())
        practice.refresh_from_db()
        workflow.perform("unarchive", practice, by=self.editor, note="Cleared.")
        self.assertEqual(Listing.objects.get().edition.number, 1)


class RedactionTests(RegistryTestCase):
    def test_a_phrase_leaves_every_edition_and_the_event_does_not_repeat_it(self):
        practice = published(self.author, texts={"en": {"title": "A visit", "summary": "Jane Made-Up led it."}})
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.editor, channel=Channel.ADMIN)
        bring_to(practice, "submit", "take", "publish")
        count = publishing.redact(
            practice, "Jane Made-Up", by=self.administrator, note="She asked.", channel=Channel.COMMAND
        )
        self.assertEqual(count, 2)
        for edition in Edition.objects.all():
            self.assertNotIn("Jane", json.dumps(edition.document))
            self.assertEqual(edition.digest, document.digest(edition.document))
            self.assertIsNotNone(edition.redacted_at)
        self.assertNotIn("Jane", json.dumps(Listing.objects.get().cards))
        event = practice.events.get(name="redacted")
        self.assertEqual((event.note, event.actor), ("She asked.", self.administrator))
        self.assertNotIn("Jane", json.dumps(event.changes))

    def test_codes_dates_and_keys_stay_whatever_the_phrase(self):
        sources = [{"key": "s1", "title": "Report of 2019", "date": "2019-05", "url": "https://report.example/"}]
        practice = published(self.author, citations=sources, period={"start": 2019}, themes=["alpha"])
        for phrase in ("2019", "original", "alpha", "s1"[:2] + "x"):
            publishing.redact(practice, phrase, by=self.administrator, note="Why not.", channel=Channel.COMMAND)
        document_now = Edition.objects.get().document
        self.assertEqual(
            document_now["citations"][0], {**document_now["citations"][0], "date": "2019-05", "title": "Report of […]"}
        )
        self.assertEqual((document_now["themes"], document_now["texts"]["en"]["origin"]), (["alpha"], "original"))
        document.Document.model_validate(document_now)

    def test_the_exception_ends_with_the_redaction(self):
        practice = published(self.author)
        publishing.redact(practice, "made-up exchange", by=self.administrator, note="Why not.", channel=Channel.COMMAND)
        with self.assertRaises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE practices_edition SET change_note = 'x'")

    def test_a_redaction_needs_a_phrase_and_a_reason(self):
        practice = published(self.author)
        for phrase, note in (("ab", "Why."), ("a phrase", " ")):
            with self.assertRaises(ValueError):
                publishing.redact(practice, phrase, by=self.administrator, note=note, channel=Channel.COMMAND)
