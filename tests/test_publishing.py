"""practices.publishing: editions stand still, listings follow them, archive and redaction reach everything."""

import json

from django.db import DatabaseError, IntegrityError, connection, transaction

from practices import document, publishing, workflow
from practices.models import (
    Country,
    CountryClassification,
    CountryGroup,
    Edition,
    Event,
    Listing,
    ListingWords,
    Organisation,
    SearchVersion,
    SearchWord,
    Standing,
    Term,
    Tombstone,
)
from practices.vocabulary import Acceptance, Channel, GroupKind
from tests.cast import RegistryTestCase, bring_to, published
from tests.factories import make_practice
from tests.listed import has


def version_now() -> int:
    """The number of the listings; tests that empty all tables take its row with them, which the next change makes again."""
    return SearchVersion.objects.values_list("n", flat=True).first() or 0


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
        stamps = {"version": 0, "changed_at": None}
        self.assertEqual(now | stamps, was | stamps)
        self.assertGreater(now["changed_at"], was["changed_at"])

    def test_each_change_raises_the_version_and_stamps_what_it_touched(self):
        before = version_now()
        published(self.author)
        after = version_now()
        self.assertGreater(after, before)
        self.assertEqual(Listing.objects.get().version, after)

    def test_where_nothing_has_changed_nothing_is_written_and_no_number_given(self):
        practice = published(self.author, themes=["alpha"])
        before = (version_now(), Listing.objects.values().get())
        self.assertEqual((publishing.refresh([practice]), publishing.refresh_all()), (1, 1))
        self.assertEqual((version_now(), Listing.objects.values().get()), before)

    def test_a_country_that_joined_a_group_counts_there_when_listings_are_made_again(self):
        published(self.author)
        group = CountryGroup.objects.create(code="union", kind=GroupKind.POLITICAL, label_en="Made-up Union")
        CountryClassification.objects.create(country=Country.objects.get(code="XA"), group=group)
        before = version_now()
        publishing.refresh_all()
        self.assertIn("group:union", Listing.objects.get().facets)
        self.assertGreater(version_now(), before)

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


class WordTests(RegistryTestCase):
    """The words of a listing, and those kept for spelling."""

    def title_and_body(self, title: str, body: str = "") -> dict:
        return {"texts": {"en": {"title": title, "summary": "Somewhere.", "why": body}}}

    def stamp(self) -> tuple:
        """Changes whenever a row of words is written."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT listing_id, xmin::text, ctid::text FROM practices_listingwords ORDER BY 1")
            return tuple(cursor.fetchall())

    def test_publication_keeps_the_words_of_each_field(self):
        practice = published(self.author, **self.title_and_body("Études of Lomé", "Remittances."))
        for field, query, expected in (
            ("title", "'=etudes' <-> '=of'", True), ("title", "'=remittances'", False), ("summary", "'=somewhere'", True),
            ("body", "'en:remitt'", True), ("body", "'=somewhere'", False),
        ):  # fmt: skip
            with self.subTest(field, query=query):
                self.assertEqual(has(practice, field, query), expected)

    def test_words_are_kept_for_spelling_as_they_are_compared(self):
        published(self.author, **self.title_and_body("Études of Lomé 2019", "B2B for all."))
        words = set(SearchWord.objects.values_list("word", flat=True))
        self.assertLessEqual({"etudes", "lome", "somewhere"}, words)
        self.assertFalse({"Études", "all", "2019", "b2b", "of"} & words)

    def test_words_of_an_unchanged_text_are_not_written_again(self):
        practice = published(self.author, **self.title_and_body("Études"))
        before = self.stamp()
        publishing.refresh([practice])
        publishing.refresh_all()
        self.assertEqual(self.stamp(), before)

    def test_a_new_edition_or_another_analyser_has_its_words_written(self):
        practice = published(self.author, **self.title_and_body("Études"))
        before = self.stamp()
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.editor, channel=Channel.ADMIN)
        bring_to(practice, "submit", "take", "publish")
        self.assertNotEqual(self.stamp(), before)
        before = self.stamp()
        ListingWords.objects.update(made_of="0:another")
        publishing.refresh([practice])
        self.assertNotEqual(self.stamp(), before)

    def test_listings_with_outdated_words_or_none_are_made_again_after_an_upgrade_and_no_others(self):
        published(self.author, **self.title_and_body("Up to date"))
        old = published(self.author, **self.title_and_body("Études"))
        bare = published(self.author, **self.title_and_body("Bare"))
        self.assertEqual(publishing.refresh_outdated(), 0)
        ListingWords.objects.filter(pk=old.pk).update(made_of="0:another", title="")
        ListingWords.objects.filter(pk=bare.pk).delete()
        self.assertEqual(publishing.refresh_outdated(), 2)
        self.assertTrue(has(old, "title", "'=etudes'"))
        self.assertTrue(has(bare, "title", "'=bare'"))
        with self.assertNumQueries(1):
            self.assertEqual(publishing.refresh_outdated(), 0)

    def test_an_archived_practice_leaves_a_tombstone_and_no_words_and_comes_back_with_them(self):
        practice = published(self.author, **self.title_and_body("Études"))
        workflow.perform("archive", practice, by=self.editor, note="Made up.")
        self.assertEqual(Tombstone.objects.get().version, version_now())
        self.assertFalse(ListingWords.objects.exists())
        workflow.perform("unarchive", practice, by=self.editor, note="Made up.")
        self.assertTrue(has(practice, "title", "'=etudes'"))
        self.assertGreater(Listing.objects.get().version, Tombstone.objects.get().version)

    def test_archiving_again_moves_the_tombstone_on(self):
        practice = published(self.author)
        for _round in range(3):
            workflow.perform("archive", practice, by=self.editor, note="Made up.")
            self.assertEqual(Tombstone.objects.get().version, version_now())
            workflow.perform("unarchive", practice, by=self.editor, note="Made up.")

    def test_what_never_was_public_leaves_no_tombstone(self):
        publishing.refresh([make_practice(self.author)])
        self.assertFalse(Tombstone.objects.exists())

    def test_texts_that_postgresql_would_refuse_are_published_all_the_same(self):
        many = " ".join(f"word{chr(97 + number % 26)}{number}" for number in range(3_000))
        for body in (many, "m" * 32_000, "ß" * 60, "ﷺ" * 300, "' \\ & | ! : * () <->", "مَدرسة 🙂 ٠١٢"):
            with self.subTest(body[:20]):
                practice = published(self.author, **self.title_and_body("Anything", body))
                self.assertTrue(has(practice, "title", "'=anything'"))

    def test_all_prose_is_among_the_words_and_sources_and_codes_are_not(self):
        practice = published(
            self.author,
            **self.title_and_body("Anything"),
            citations=[
                {"key": "s1", "title": "Sourcetitle", "publisher": "Sourcepublisher", "url": "https://one.example/"}
            ],
            particulars=[{"label": "Labelword", "value": "Valueword"}],
            figures=[{"label": {"fr": "Étudiants"}, "value": 3, "unit": "unitword", "source": "s1"}],
            exchanges=[{"provider": "XA", "beneficiary": "XB", "subject": "Subjectword", "follow_up": "Followword"}],
            themes=["alpha"],
        )
        for word in ("labelword", "valueword", "etudiants", "subjectword", "followword"):
            with self.subTest(word):
                self.assertTrue(has(practice, "body", f"'={word}'"))
        for word in ("sourcetitle", "sourcepublisher", "s1", "xa", "alpha", "example"):
            with self.subTest(word):
                self.assertFalse(has(practice, "body", f"'={word}'"))

    def test_a_redacted_name_is_no_word_any_more_unless_others_use_it(self):
        practice = published(self.author, **self.title_and_body("A visit", "Jane Quuxmade led it with Petra."))
        published(self.author, **self.title_and_body("Another visit", "Petra came."))
        publishing.redact(practice, "Jane Quuxmade", by=self.administrator, note="She asked.", channel=Channel.COMMAND)
        publishing.redact(practice, "Petra", by=self.administrator, note="She asked.", channel=Channel.COMMAND)
        self.assertFalse(has(practice, "body", "'=quuxmade' | '=petra'"))
        words = set(SearchWord.objects.values_list("word", flat=True))
        self.assertFalse({"jane", "quuxmade"} & words)
        self.assertLessEqual({"petra", "visit"}, words)


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
