"""Saving a practice in the admin: from an empty form to a record, and nothing lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, TransactionTestCase
from PIL import Image
from psycopg.errors import DeadlockDetected

from practices import document, workflow
from practices.models import (
    AgreementElement,
    Citation,
    Country,
    LabourAgreement,
    Organisation,
    Practice,
    ReferenceVersion,
    Term,
)
from practices.vocabulary import Channel, State
from tests.cast import RegistryTestCase, published
from tests.factories import TermFactory, make_practice, make_reference
from tests.sent_forms import row_of, sent, with_row
from tests.staff import ADD, change, change_address, member

NULL_PIXEL = BytesIO()
Image.new("RGB", (1, 1)).save(NULL_PIXEL, "PNG")


class AdminTestCase(RegistryTestCase):
    """A contributor, two editors and an administrator, each of whom may enter the admin."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.contributor = member("contributor")
        cls.curator = member("editor", "curator")
        cls.other = member("editor", "other")
        cls.head = member("administrator", "head")
        cls.type = Term.objects.get(kind="type", code="other")
        cls.treaty = Term.objects.get(kind="type", code="treaty")

    def setUp(self):
        self.client.force_login(self.curator)

    def snapshot(self, **changes):
        """What a curator types for the least that may be published."""
        fields = sent(
            self.client.get(ADD), "practice_form",
            **{
                "type": str(self.type.pk), "modality": "south_south",
                "practicetext_set-0-title": "A made-up exchange", "practicetext_set-0-summary": "Who did what.",
                "practicecountry_set-0-country": str(Country.objects.get(code="XA").pk), "practicecountry_set-0-role": "provider",
                "practicecountry_set-1-country": str(Country.objects.get(code="XB").pk), "practicecountry_set-1-role": "beneficiary",
                "citation_set-0-title": "A made-up report", "citation_set-0-url": "https://report.example/1",
            },
        )  # fmt: skip
        return fields | {name: [value] for name, value in changes.items()}

    def add(self, **changes):
        response = self.client.post(ADD, self.snapshot(**changes))
        self.assertEqual(response.status_code, 302, faults(response))
        return Practice.objects.latest("pk")


def faults(response) -> str:
    """What a form that was shown again complains of."""
    context = response.context
    return str(context["errors"]) if context and "errors" in context else ""


class AddTests(AdminTestCase):
    def test_a_record_without_a_title_is_not_saved(self):
        untouched = sent(self.client.get(ADD), "practice_form")
        self.assertContains(self.client.post(ADD, untouched), "Give the practice a title")
        self.assertFalse(Practice.objects.exists())

    def test_a_snapshot_is_typed_and_saved(self):
        practice = self.add()
        built = document.build(practice)
        self.assertEqual(built["texts"]["en"]["title"], "A made-up exchange")
        self.assertEqual(built["texts"]["en"]["origin"], "original")
        self.assertEqual([entry["role"] for entry in built["countries"]], ["provider", "beneficiary"])
        self.assertEqual(built["citations"][0]["key"], "s1")
        self.assertEqual((practice.author, practice.last_editor, practice.revision), (self.curator, self.curator, 1))
        self.assertEqual((practice.title, practice.state), ("A made-up exchange", State.DRAFT))
        event = practice.events.get()
        self.assertEqual((event.name, event.actor, event.channel), ("created", self.curator, Channel.ADMIN))

    def test_terms_are_kept_in_the_order_of_their_choice(self):
        keys = [str(Term.objects.get(kind="theme", code=code).pk) for code in ("gamma", "alpha")]
        fields = self.snapshot() | {"themes": keys, "gcm_objectives": [str(Term.objects.get(code="23").pk)]}
        self.client.post(ADD, fields)
        built = document.build(Practice.objects.get())
        self.assertEqual((built["themes"], built["gcm_objectives"]), (["gamma", "alpha"], ["23"]))

    def test_a_term_of_another_vocabulary_is_refused(self):
        fields = self.snapshot() | {"themes": [str(Term.objects.get(code="23").pk)]}
        response = self.client.post(ADD, fields)
        self.assertContains(response, "Select a valid choice")

    def test_a_figure_rests_on_a_source_entered_in_the_same_save(self):
        fields = with_row(
            self.snapshot(**{"citation_set-0-key": "report"}), "figure_set",
            label_en="people trained", value="120", unit="people", source="report",
        )  # fmt: skip
        response = self.client.post(ADD, fields)
        self.assertEqual(response.status_code, 302, faults(response))
        figure = document.build(Practice.objects.get())["figures"][0]
        self.assertEqual((figure["source"], figure["value"]), ("report", 120))

    def test_a_figure_with_an_unknown_source_is_refused_at_its_field(self):
        fields = with_row(self.snapshot(), "figure_set", label_en="people", value="1", unit="people", source="s9")
        response = self.client.post(ADD, fields)
        self.assertContains(response, "This practice has no source with this key.")
        self.assertFalse(Practice.objects.exists())

    def test_text_is_cleaned_on_its_way_in(self):
        practice = self.add(**{"practicetext_set-0-summary": "One\r\ntwo\x00\u0007 e\u0301"})
        self.assertEqual(practice.practicetext_set.get().summary, "One\ntwo é")


class ChangeTests(AdminTestCase):
    def test_saving_without_a_change_writes_nothing(self):
        for practice in (make_practice(self.curator, **full()), published()):
            with self.subTest(practice=practice.state):
                before = Practice.objects.get(pk=practice.pk)
                response = change(self.client, practice)
                self.assertEqual(response.status_code, 302, faults(response))
                after = Practice.objects.get(pk=practice.pk)
                self.assertEqual((after.revision, after.changed_at), (before.revision, before.changed_at))
                self.assertEqual(after.state, before.state)
                self.assertContains(self.client.get(change_address(practice)), "Nothing was different")

    def test_a_change_is_one_event_with_old_and_new(self):
        practice = make_practice(self.curator)
        change(self.client, practice, **{"practicetext_set-0-title": "Another title"})
        practice.refresh_from_db()
        event = practice.events.first()
        self.assertEqual((practice.revision, practice.title, event.name), (2, "Another title", "edited"))
        self.assertEqual(
            event.changes, [{"path": "texts.en.title", "old": "A made-up exchange", "new": "Another title"}]
        )

    def test_a_change_of_the_original_marks_its_translations(self):
        practice = make_practice(self.curator, texts=two_languages())
        change(self.client, practice, **{"practicetext_set-0-title": "Another title"})
        self.assertTrue(practice.practicetext_set.get(language="fr").is_outdated)

    def test_the_first_change_of_a_public_practice_begins_a_draft(self):
        practice = published()
        response = change(self.client, practice, **{"practicetext_set-0-title": "Another title"})
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.DRAFT)
        self.assertEqual(practice.listing.cards["texts"]["en"]["title"], "A made-up exchange")
        self.assertEqual([event.name for event in practice.events.all()[:2]], ["edited", "edit"])
        self.assertContains(self.client.get(response.url), "The public keeps the last edition")

    def test_a_translation_says_how_it_came_to_be(self):
        practice = make_practice(self.curator)
        fields = sent(self.client.get(change_address(practice)), "practice_form")
        fields = with_row(fields, "practicetext_set", language="fr", title="Un échange", summary="", origin="")
        response = self.client.post(change_address(practice), fields)
        self.assertContains(response, "say how this text came to be")
        fields["practicetext_set-1-origin"] = ["human"]
        self.assertEqual(self.client.post(change_address(practice), fields).status_code, 302)
        self.assertEqual(practice.practicetext_set.get(language="fr").origin, "human")

    def test_another_original_language_makes_that_text_the_original(self):
        practice = make_practice(self.curator, texts=two_languages())
        response = change(self.client, practice, original_language="fr", **{"practicetext_set-0-origin": "human"})
        self.assertEqual(response.status_code, 302, faults(response))
        origins = dict(practice.practicetext_set.values_list("language", "origin"))
        self.assertEqual(origins, {"en": "human", "fr": "original"})

    def test_a_missing_original_is_an_error_of_the_form(self):
        practice = make_practice(self.curator)
        response = change(self.client, practice, original_language="fr", **{"practicetext_set-0-origin": "human"})
        self.assertEqual(response.status_code, 200)
        self.assertContains(response, "The text in the original language is missing.")
        self.assertEqual(Practice.objects.get(pk=practice.pk).revision, 1)

    def test_what_only_the_whole_document_shows_is_told_at_its_row(self):
        practice = make_practice(self.curator, **full())
        response = change(self.client, practice, **{"figure_set-0-year": "2999"})
        figures = formset(response, "figure_set")
        self.assertEqual(figures.errors[0]["year"], ["This number is out of range."])
        self.assertEqual(practice.figure_set.get().year, 2020)

    def test_what_the_database_refuses_is_an_error_of_the_form(self):
        practice = make_practice(self.curator)
        fields = sent(self.client.get(change_address(practice)), "practice_form")
        for _ in range(2):
            fields = with_row(fields, "practiceorganisation_set",
                              organisation=str(Organisation.objects.first().pk), role="lead")  # fmt: skip
        response = self.client.post(change_address(practice), fields)
        self.assertContains(response, "This organisation has this role already.")
        self.assertFalse(practice.practiceorganisation_set.exists())

    def test_new_rows_come_last(self):
        practice = make_practice(self.curator)
        fields = sent(self.client.get(change_address(practice)), "practice_form")
        fields = with_row(fields, "practicecountry_set", country=str(Country.objects.get(code="XC").pk), role="host")
        self.client.post(change_address(practice), fields)
        self.assertEqual([entry["country"] for entry in document.build(practice)["countries"]], ["XA", "XB", "XC"])

    def test_a_source_in_use_goes_only_with_what_rests_on_it(self):
        practice = make_practice(self.curator, **full())
        response = change(self.client, practice, **{"citation_set-0-DELETE": "on"})
        self.assertContains(response, "This practice has no source with this key.")
        response = change(
            self.client, practice, **{"citation_set-0-DELETE": "on", "figure_set-0-source": "", "agreementelement_set-0-source": ""}
        )  # fmt: skip
        self.assertEqual(response.status_code, 302, faults(response))
        self.assertFalse(practice.citation_set.exists())

    def test_a_lock_that_does_not_come_is_a_message(self):
        practice = make_practice(self.curator)
        page = self.client.get(change_address(practice))
        refusal = workflow.Conflict("Somebody is saving this practice right now. Try again in a moment.")
        with mock.patch.object(workflow, "lock", side_effect=refusal):
            response = self.client.post(change_address(practice), sent(page, "practice_form", remarks="Kept"))
        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "Somebody is saving", status_code=409)
        self.assertContains(response, "Kept", status_code=409)

    def test_a_deadlock_is_a_message(self):
        practice = make_practice(self.curator)
        page = self.client.get(change_address(practice))
        error = OperationalError()
        error.__cause__ = DeadlockDetected()
        with mock.patch.object(workflow, "record_save", side_effect=error):
            response = self.client.post(change_address(practice), sent(page, "practice_form", remarks="Kept"))
        self.assertContains(response, "Somebody is saving", status_code=409)


def full() -> dict:
    """A record with a figure and an answered element that rest on its source."""
    return {
        "type": "treaty",
        "texts": {"en": {"title": "A made-up treaty", "summary": "Line one.\nLine two."}},
        "figures": [{"label": {"en": "people"}, "value": 300, "unit": "people", "year": 2020, "source": "s1"}],
        "themes": ["beta", "alpha"],
        "mechanisms": ["process_two", "process_one"],
        "labour_agreement": {
            "signed": "2020-02", "languages": ["en", "fr"], "term_years": 0.5,
            "elements": [{"element": "element_two", "answer": "yes", "clause": "Article 3", "source": "s1"}],
        },
        "training_centre": {"delivery": ["online"], "training_of_trainers": False},
        "staff": {"unverified": ["Something nobody said."], "remarks": "Ask again."},
    }  # fmt: skip


def two_languages() -> dict:
    return {
        "en": {"title": "A made-up exchange", "summary": "Who did what."},
        "fr": {"origin": "machine", "title": "Un échange inventé"},
    }


def formset(response, prefix: str):
    """One list of a form that was shown again."""
    found = response.context["inline_admin_formsets"]
    return next(inline.formset for inline in found if inline.formset.prefix == prefix)


class ConflictTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.practice = make_practice(self.curator, **full())
        self.page = self.client.get(change_address(self.practice))

    def meanwhile(self, **changes):
        """Somebody else saves a change."""
        document.load({"code": self.practice.code, **changes}, by=self.other, channel=Channel.API)

    def test_the_second_of_two_editors_is_told_and_loses_nothing(self):
        self.meanwhile(cost_band="under_10k")
        typed = sent(self.page, "practice_form", remarks="What I typed")
        response = self.client.post(change_address(self.practice), typed)
        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "Two people worked on this", status_code=409)
        self.assertContains(response, "What I typed", status_code=409)
        self.assertContains(response, "Other", status_code=409)
        self.assertContains(response, "Under 10,000 USD", status_code=409)
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.remarks, self.practice.cost_band), ("Ask again.", "under_10k"))

    def test_saving_again_after_the_message_is_possible(self):
        self.meanwhile(cost_band="under_10k")
        response = self.client.post(change_address(self.practice), sent(self.page, "practice_form", remarks="Mine"))
        again = self.client.post(change_address(self.practice), sent(response, "practice_form", cost_band="under_10k"))
        self.assertEqual(again.status_code, 302, faults(again))
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.remarks, self.practice.cost_band), ("Mine", "under_10k"))

    def test_rows_written_anew_meanwhile_are_neither_lost_nor_doubled(self):
        figures = [{"label": {"en": "people"}, "value": 300, "unit": "people", "year": 2020, "source": "s1"},
                   {"label": {"en": "towns"}, "value": 4, "unit": "towns", "source": ""}]  # fmt: skip
        self.meanwhile(
            figures=figures,
            countries=[{"country": "XA", "role": "provider"}, {"country": "XC", "role": "host"}],
        )
        typed = with_row(sent(self.page, "practice_form"), "particular_set", label="Colour", value="Blue")
        response = self.client.post(change_address(self.practice), typed)
        self.assertEqual(response.status_code, 409)
        again = self.client.post(change_address(self.practice), sent(response, "practice_form"))
        self.assertEqual(again.status_code, 302, faults(again))
        built = document.build(self.practice)
        self.assertEqual([figure["unit"] for figure in built["figures"]], ["people", "towns"])
        # What only the other one changed is theirs: a country they took out is not put back.
        self.assertEqual([entry["country"] for entry in built["countries"]], ["XA", "XC"])
        self.assertEqual(built["particulars"], [{"label": "Colour", "value": "Blue"}])

    def test_a_translation_marked_as_older_meanwhile_stays_marked(self):
        document.load(
            {"code": self.practice.code, "texts": {"fr": {"title": "Un pacte", "origin": "human"}}}, by=self.other
        )
        page = self.client.get(change_address(self.practice))
        self.meanwhile(texts={"en": {"title": "Another", "summary": "Another."}})
        response = self.client.post(change_address(self.practice), sent(page, "practice_form", remarks="Mine"))
        self.client.post(change_address(self.practice), sent(response, "practice_form"))
        self.assertTrue(self.practice.practicetext_set.get(language="fr").is_outdated)

    def test_a_form_without_its_version_is_refused(self):
        response = self.client.post(change_address(self.practice), sent(self.page, "practice_form", expected=None))
        self.assertEqual(response.status_code, 409)

    def test_a_practice_deleted_meanwhile_is_not_found(self):
        Practice.objects.filter(pk=self.practice.pk).delete()
        response = self.client.post(change_address(self.practice), sent(self.page, "practice_form"))
        self.assertEqual(response.status_code, 404)


class ReferenceConflictTests(AdminTestCase):
    def test_two_curators_of_one_term(self):
        term = Term.objects.get(code="alpha")
        address = f"/admin/practices/term/{term.pk}/change/"
        page = self.client.get(address)
        Term.objects.filter(pk=term.pk).update(label_fr="Le premier")
        response = self.client.post(address, sent(page, "term_form", definition="Mine"))
        self.assertContains(response, "Le premier", status_code=409)
        again = self.client.post(address, sent(response, "term_form", label_fr="Le premier"))
        self.assertEqual(again.status_code, 302)
        term.refresh_from_db()
        self.assertEqual((term.label_fr, term.definition), ("Le premier", "Mine"))

    def test_a_name_the_other_removed_goes_unless_it_was_changed_here(self):
        term = Term.objects.get(code="alpha")
        address = f"/admin/practices/term/{term.pk}/change/"
        for typed, left in ((None, set()), ("primo", {"primo"})):
            with self.subTest(typed):
                alias = term.aliases.create(text="first", kind="synonym")
                page = self.client.get(address)
                alias.delete()
                changes = {"definition": f"Mine {typed}"} | ({"aliases-0-text": typed} if typed else {})
                response = self.client.post(address, sent(page, "term_form", **changes))
                self.assertContains(response, "first" if not typed else "primo", status_code=409)
                again = self.client.post(address, sent(response, "term_form"))
                self.assertEqual(again.status_code, 302, faults(again))
                self.assertEqual(set(term.aliases.values_list("text", flat=True)), left)

    def test_a_name_added_meanwhile_makes_the_form_stale(self):
        term = Term.objects.get(code="alpha")
        address = f"/admin/practices/term/{term.pk}/change/"
        page = self.client.get(address)
        term.aliases.create(text="first", kind="synonym")
        self.assertEqual(self.client.post(address, sent(page, "term_form", definition="x")).status_code, 409)

    def test_saving_a_term_unchanged_writes_nothing(self):
        address = f"/admin/practices/term/{Term.objects.get(code='alpha').pk}/change/"
        page = self.client.get(address)
        before = ReferenceVersion.objects.get().n  # rises with every statement on a reference table
        self.client.post(address, sent(page, "term_form"))
        self.assertEqual(ReferenceVersion.objects.get().n, before)
        self.assertContains(self.client.get(address), "Nothing was different")


class ChecklistTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.practice = make_practice(self.curator, type="treaty")

    def fields(self):
        return sent(self.client.get(change_address(self.practice)), "practice_form")

    def row(self, fields, code):
        element = Term.objects.get(kind="agreement_element", code=code)
        return f"agreementelement_set-{row_of(fields, 'agreementelement_set', 'element', str(element.pk))}"

    def test_an_answer_is_kept_and_the_rest_stays_unknown(self):
        fields = self.fields()
        row = self.row(fields, "element_two")
        fields |= {f"{row}-answer": ["partly"], f"{row}-clause": ["Article 3"], f"{row}-source": ["s1"]}
        response = self.client.post(change_address(self.practice), fields)
        self.assertEqual(response.status_code, 302, faults(response))
        elements = document.build(self.practice)["labour_agreement"]["elements"]
        self.assertEqual(
            elements,
            [{"element": "element_two", "answer": "partly", "clause": "Article 3", "note": "", "source": "s1"}],
        )

    def test_an_answer_taken_back_is_no_row(self):
        self.test_an_answer_is_kept_and_the_rest_stays_unknown()
        fields = self.fields()
        row = self.row(fields, "element_two")
        fields |= {f"{row}-answer": ["unknown"], f"{row}-clause": [""], f"{row}-source": [""]}
        self.client.post(change_address(self.practice), fields)
        self.assertFalse(AgreementElement.objects.exists())

    def test_unknown_with_a_note_is_kept(self):
        fields = self.fields()
        row = self.row(fields, "element_one")
        self.client.post(change_address(self.practice), fields | {f"{row}-note": ["The text is not public."]})
        self.assertEqual(AgreementElement.objects.get().answer, "unknown")

    def test_an_element_added_to_the_vocabulary_meanwhile_takes_no_other_answer(self):
        fields = self.fields()
        TermFactory(kind="agreement_element", code="element_zero", position=0)
        row = self.row(fields, "element_three")
        self.client.post(change_address(self.practice), fields | {f"{row}-answer": ["no"]})
        answers = AgreementElement.objects.values_list("element__code", "answer")
        self.assertEqual(list(answers), [("element_three", "no")])

    def test_taking_the_agreement_away_takes_its_answers(self):
        self.test_an_answer_is_kept_and_the_rest_stays_unknown()
        fields = self.fields() | {"labouragreement-0-DELETE": ["on"]}
        response = self.client.post(change_address(self.practice), fields)
        self.assertEqual(response.status_code, 302, faults(response))
        self.assertFalse(LabourAgreement.objects.exists() or AgreementElement.objects.exists())


class AttachmentTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.practice = make_practice(self.curator)

    def upload(self, content, name="picture.png", **values):
        fields = sent(self.client.get(change_address(self.practice)), "practice_form")
        fields = with_row(fields, "attachment_set", title="A picture", rights="Ours", **values)
        given = {**fields, "attachment_set-0-file": SimpleUploadedFile(name, content)}
        return self.client.post(change_address(self.practice), given)

    def test_a_picture_is_kept_and_can_be_fetched_again(self):
        response = self.upload(NULL_PIXEL.getvalue(), has_consent="on")
        self.assertEqual(response.status_code, 302, faults(response))
        attachment = self.practice.attachment_set.get()
        self.assertEqual((attachment.media_type, attachment.name), ("image/png", "picture.png"))
        got = self.client.get(f"/admin/practices/practice/{self.practice.pk}/files/{attachment.pk}/")
        self.assertEqual(got["Content-Disposition"], 'attachment; filename="picture.png"')
        self.assertEqual(got["X-Content-Type-Options"], "nosniff")

    def test_what_is_neither_pdf_nor_picture_is_refused_at_its_field(self):
        response = self.upload(b"<html>", "page.pdf")
        self.assertContains(response, "this file is neither")
        self.assertFalse(self.practice.attachment_set.exists())

    def test_a_row_without_a_file_is_refused(self):
        fields = sent(self.client.get(change_address(self.practice)), "practice_form")
        fields = with_row(fields, "attachment_set", title="A picture", rights="Ours")
        self.assertContains(self.client.post(change_address(self.practice), fields), "Choose the file.")

    def test_a_file_survives_a_form_that_has_to_be_sent_again(self):
        response = self.upload(NULL_PIXEL.getvalue(), language="x" * 11)
        self.assertEqual(response.status_code, 200)
        fields = sent(response, "practice_form", **{"attachment_set-0-language": "en"})
        again = self.client.post(change_address(self.practice), fields)
        self.assertEqual(again.status_code, 302, faults(again))
        self.assertEqual(self.practice.attachment_set.get().name, "picture.png")

    def test_the_same_file_twice_is_refused_in_words(self):
        self.upload(NULL_PIXEL.getvalue())
        fields = sent(self.client.get(change_address(self.practice)), "practice_form")
        fields = with_row(fields, "attachment_set", title="Again", rights="Ours")
        given = {**fields, "attachment_set-1-file": SimpleUploadedFile("b.png", NULL_PIXEL.getvalue())}
        response = self.client.post(change_address(self.practice), given)
        self.assertContains(response, "This file is attached already.")


class DeleteTests(AdminTestCase):
    def test_an_administrator_deletes_a_draft(self):
        practice = make_practice(self.curator)
        self.client.force_login(self.head)
        self.client.post(f"/admin/practices/practice/{practice.pk}/delete/", {"post": "yes"})
        self.assertFalse(Practice.objects.filter(pk=practice.pk).exists())

    def test_a_draft_whose_figures_rest_on_sources_can_be_deleted(self):
        practice = make_practice(self.curator, **full())
        self.client.post(f"/admin/practices/practice/{practice.pk}/delete/", {"post": "yes"})
        self.assertFalse(Practice.objects.filter(pk=practice.pk).exists())

    def test_nobody_deletes_what_was_once_published(self):
        practice = published(self.curator)
        self.client.force_login(self.head)
        response = self.client.post(f"/admin/practices/practice/{practice.pk}/delete/", {"post": "yes"})
        self.assertEqual(response.status_code, 403)
        self.assertTrue(Citation.objects.filter(practice=practice).exists())

    def test_an_editor_does_not_delete_what_another_wrote(self):
        practice = make_practice(self.other)
        response = self.client.post(f"/admin/practices/practice/{practice.pk}/delete/", {"post": "yes"})
        self.assertEqual(response.status_code, 403)


class TwoAtOnceTests(TransactionTestCase):
    """Real transactions: two people press Save in the same moment."""

    ROUNDS = 5

    def setUp(self):
        make_reference()
        self.clients = []
        for name in ("one", "two"):
            self.clients.append(Client())
            self.clients[-1].force_login(member("editor", name))

    def save(self, client, address, fields):
        try:
            return client.post(address, fields).status_code
        finally:
            connections.close_all()

    def test_one_of_them_is_told_and_nothing_is_mixed(self):
        for number in range(self.ROUNDS):
            practice = make_practice()
            address = change_address(practice)
            pages = [client.get(address) for client in self.clients]
            fields = [
                sent(page, "practice_form", remarks=f"Remark {place}", **{"practicetext_set-0-title": f"Title {place}"})
                for place, page in enumerate(pages)
            ]
            with ThreadPoolExecutor(2) as pool:
                outcomes = list(pool.map(self.save, self.clients, [address] * 2, fields))
            practice.refresh_from_db()
            with self.subTest(number):
                self.assertEqual(sorted(outcomes), [302, 409])
                winner = outcomes.index(302)
                self.assertEqual((practice.remarks, practice.title), (f"Remark {winner}", f"Title {winner}"))
                self.assertEqual(practice.revision, 2)

    def test_a_practice_somebody_holds_is_a_message_and_what_was_typed_stays(self):
        practice = make_practice()
        address = change_address(practice)
        fields = sent(self.clients[0].get(address), "practice_form", remarks="What I typed")
        with transaction.atomic():
            Practice.objects.select_for_update().get(pk=practice.pk)
            with ThreadPoolExecutor(1) as pool:
                outcome = pool.submit(self.impatient, address, fields).result(timeout=30)
        self.assertContains(outcome, "Somebody is saving", status_code=409)
        self.assertContains(outcome, "What I typed", status_code=409)

    def impatient(self, address, fields):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            return self.clients[0].post(address, fields)
        finally:
            connections.close_all()


class LinkTests(AdminTestCase):
    def test_what_is_no_key_links_to_nothing(self):
        practice = make_practice(self.curator)
        page = self.client.get(change_address(practice))
        for typed in ("x", "9" * 40, "1;drop"):
            fields = with_row(sent(page, "practice_form"), "link_set", kind="related", target=typed)
            with self.subTest(typed):
                self.assertEqual(self.client.post(change_address(practice), fields).status_code, 200)
        self.assertFalse(practice.link_set.exists())
