"""What record, edition and comparison pages show, and in which words."""

import re

from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase as HypothesisTestCase

from practices import document, publishing, workflow
from practices.models import Edition, Listing, ReferenceVersion, Standing, Term
from practices.web import records
from practices.web.addresses import in_language
from practices.web.rendering import page
from tests.cast import RegistryTestCase, bring_to, published
from tests.documents import LINKED, KeptFile, documents
from tests.example import LONG, example_document
from tests.factories import language_codes, make_reference, snapshot_document


def text_of(html: str) -> str:
    """The words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


class RecordTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document())

    def html(self, language: str = "en", practice=None) -> str:
        return self.client.get(in_language(language, "record", (practice or self.practice).code)).content.decode()

    def test_every_text_is_shown_with_its_lines(self):
        html = self.html()
        for key in LONG:
            with self.subTest(key=key):
                self.assertIn(f"First line of the {key}.<br>Second line of the {key}.</p>", html)
                self.assertIn(f"<p>Second paragraph of the {key}.</p>", html)

    def test_every_fact_is_shown(self):
        words = text_of(self.html())
        for expected in (
            "2019–2021", "10,000 to 100,000 USD", "E2 Made-up evidence_level E2", "Made-up scope regional",
            "Made-up status completed", "Made-up theme alpha", "23 Made-up gcm_objective 23", "10.7 Made-up sdg_target",
            "Made-up gcm_principle", "Made-up beneficiary_group officials", "Made-up instrument C0", "Made-up sector",
            "Made-up tag", "Made-up process_one", "Made-up particular its value", "12,345.5 letters", "A made-up subject",
            "A made-up follow-up", "Study visit", "May 2019", "Who asked for it The learning side",
            "Who leads Both sides together", "Who pays A third party", "City xa-one ( Country XA )", "p. 4",
            "June 2020", "read on 2 January 2024", "Read, and states the core facts", "In French", "archived copy",
            "Open a desk Under way January 2020", "2020 Country XB 1,250 600 of them women", "since the start all countries 3,500",
            "Signed 6 May 2019", "Made-up Press", "Interview", "Not checked yet", "edition 1",
        ):  # fmt: skip
            with self.subTest(expected=expected):
                self.assertIn(expected, words)

    def test_who_shares_and_who_learns(self):
        words = text_of(self.html())
        self.assertIn("Shares Country XA Learns Country XB With support from Country XC", words)
        agreement = published(countries=[{"country": "XA", "role": "origin"}, {"country": "XB", "role": "destination"}])
        self.assertIn("People come from Country XA People go to Country XB", text_of(self.html("en", agreement)))
        alike = [{"country": code, "role": role} for code in ("XA", "XB") for role in ("origin", "destination")]
        self.assertNotIn("People come from", self.html("en", published(countries=alike)))

    def test_figures_name_their_source(self):
        html = self.html()
        self.assertIn('href="#source-1" aria-label="Source 1"', html)
        self.assertIn('<li id="source-1"', html)

    def test_the_checklist_tells_unknown_from_no(self):
        html = self.html()
        words = text_of(html)
        self.assertIn(
            "Of 3 elements that a rights-based agreement covers, the sources answer yes for 1, partly for 0 and no for 1; "
            "the answer for 1 is unknown. Unknown is not no",
            words,
        )
        for answer, label in (("yes", "Yes"), ("no", "No"), ("unknown", "Unknown")):
            self.assertIn(f'<span class="mark mark-{answer}" aria-hidden="true"></span>{label}', html)
        self.assertIn("Article 7", words)

    def test_the_contents_name_every_section(self):
        html = self.html()
        anchors = re.findall(r'<li><a href="#([\w-]+)">', html)
        self.assertEqual(anchors, re.findall(r'<section id="([\w-]+)"', html))
        self.assertIn("labour-agreement", anchors)
        self.assertEqual(len(set(re.findall(r' id="([^"]*)"', html))), len(re.findall(r' id="', html)))

    def test_what_is_missing_is_absent(self):
        html = self.html("en", published())
        anchors = re.findall(r'<section id="([\w-]+)"', html)
        self.assertEqual(anchors, ["who", "sources", "history"])
        self.assertNotIn("caution", html)
        self.assertNotIn("None", text_of(html))

    def test_a_triangular_practice_without_supporter_says_so(self):
        self.assertIn("the supporting partner is not named", self.html("en", published(modality="triangular")))
        self.assertNotIn("the supporting partner is not named", self.html())

    def test_machine_translation_is_said_and_leads_to_the_original(self):
        html = self.html("fr")
        self.assertIn("Machine translation, not checked by a person.", html)
        self.assertIn(
            f'href="{in_language("en", "record", self.practice.code)}" hreflang="en">Read the original in English', html
        )
        self.assertIn('<h1 lang="fr" dir="ltr">Un échange inventé</h1>', html)
        self.assertIn('<div class="prose" lang="en" dir="ltr"><p>Two sources disagree.</p></div>', html)
        self.assertIn("In English", html)
        self.assertNotIn("older than the original and", html)

    def test_an_outdated_translation_is_said(self):
        changed = {
            "code": self.practice.code,
            "texts": {"fr": example_document()["texts"]["fr"] | {"is_outdated": True}},
        }
        workflow.load_many([changed], by=None, channel="command")
        bring_to(self.practice, "submit", "take", "publish")
        self.assertIn("This translation is older than the original", self.html("fr"))
        self.assertNotIn("This translation is older than the original", self.html("en"))

    def test_a_text_in_another_language_than_asked_is_said(self):
        html = self.html("es")
        self.assertIn("There is no text in Spanish yet. You are reading the one in English.", html)
        self.assertIn('<h1 lang="en" dir="ltr">', html)
        self.assertNotIn("There is no text in", self.html("en"))

    def test_arabic_runs_from_right_to_left_and_the_rest_does_not(self):
        html = self.html("ar")
        self.assertIn('<h1 lang="ar" dir="rtl">تبادل مختلق</h1>', html)
        self.assertIn('<bdi lang="ar" dir="rtl">بلد XA</bdi>', html)
        self.assertIn("<bdi>Made-up theme alpha</bdi>", html)
        self.assertNotIn("Machine translation, not checked", html)

    def test_our_words_stay_in_one_language(self):
        html = self.html("fr")
        self.assertIn("May 2019", html)
        self.assertNotIn("mai 2019", html)
        self.assertNotIn("Oui", html)

    def test_publication_by_one_person_is_said(self):
        alone = bring_to(document.load(snapshot_document(), by=self.administrator), "submit", "take")
        workflow.perform("publish", alone, by=self.administrator, reason="Nobody else was there.")
        self.assertIn("Published without a second pair of eyes", self.html("en", alone))
        self.assertNotIn("Nobody else was there", self.html("en", alone))
        self.assertNotIn("second pair of eyes", self.html())

    def test_a_contact_is_shown_with_consent_only(self):
        standing = Standing.objects.filter(practice=self.practice)
        self.assertNotIn("Contact", self.html())
        standing.update(contact_name="Desk", contact_email="desk@test.example", contact_consent_at=timezone.now())
        self.assertIn('<a href="mailto:desk@test.example">', self.html())
        standing.update(contact_name="", contact_email="", contact_consent_at=timezone.now())
        self.assertNotIn("Contact", self.html())

    def test_a_merged_or_renamed_term_is_shown_as_it_is_today(self):
        Term.objects.filter(code="alpha").update(label_en="Renamed theme")
        ReferenceVersion.objects.update(n=ReferenceVersion.objects.get().n + 1)
        self.assertIn("Renamed theme", self.html())

    def test_markup_in_texts_is_shown_as_text(self):
        evil = '<script>alert("x")</script><img src=x onerror=1>'
        given_document = example_document()
        given_document["texts"] = {"en": dict.fromkeys(["title", "summary", "caution", *LONG], evil)}
        given_document["particulars"] = [{"label": evil, "value": evil}]
        given_document["figures"][0] |= {"unit": evil[:60], "label": {"en": evil}}
        given_document["citations"][0] |= {"title": evil, "publisher": evil, "locator": evil}
        practice = published(**given_document)
        for address in (in_language("en", "record", practice.code), "/en/", "/en/practices/"):
            html = self.client.get(address).content.decode()
            self.assertNotRegex(html, "<script>|<img")
            self.assertIn(escape(evil), html)


class EditionTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document())
        second = example_document(code=cls.practice.code, themes=["beta", "gamma"], status="ongoing")
        second["texts"]["en"]["summary"] = "Country XA showed two Countries how it is done."
        second["figures"] = []
        workflow.load_many([second], by=None, channel="command")
        cls.practice.refresh_from_db()
        bring_to(cls.practice, "submit", "take", "publish")

    def get(self, name: str, *numbers: int, language: str = "en"):
        return self.client.get(in_language(language, name, self.practice.code, *numbers))

    def test_an_old_edition_says_so_and_shows_its_own_text(self):
        response = self.get("edition", 1)
        self.assertContains(response, "This is edition 1 of")
        self.assertContains(response, "A newer one exists: edition 2 of")
        self.assertContains(response, "Country XA showed Country XB how it is done.")
        self.assertContains(response, in_language("en", "compare", self.practice.code, 1, 2))

    def test_the_newest_edition_says_so(self):
        response = self.get("edition", 2)
        self.assertContains(response, "There is no newer one.")
        self.assertContains(response, "showed two Countries")

    def test_the_record_lists_its_editions_and_how_to_cite_this_one(self):
        response = self.get("record", language="fr")
        for number in (1, 2):
            self.assertContains(response, f'href="{in_language("fr", "edition", self.practice.code, number)}"')
        self.assertContains(response, f'href="{in_language("fr", "compare", self.practice.code, 1, 2)}"')
        self.assertContains(response, f"http://localhost:8000{in_language('fr', 'edition', self.practice.code, 2)}</a>")
        self.assertContains(response, "A made-up note.")

    def test_a_redacted_edition_says_so(self):
        publishing.redact(self.practice, "showed Country XB", by=None, note="Made up.", channel="command")
        self.assertContains(self.get("edition", 1), "Personal data were removed from it on")
        self.assertNotContains(self.get("edition", 1), "showed Country XB")
        self.assertNotContains(self.get("edition", 2), "Personal data")

    def test_a_comparison_marks_what_went_and_what_came(self):
        html = self.get("compare", 1, 2).content.decode()
        words = text_of(html)
        self.assertIn("<del>Country</del><ins>two</ins>", re.sub(r"</(del|ins)>\s*", r"</\1>", html))
        self.assertIn("Made-up status completed", words)
        self.assertIn("Added: Made-up theme gamma", words)
        self.assertIn("Removed: Made-up theme alpha", words)
        self.assertIn("Removed: letters: 12,345.5 letters (2020)", words)
        headings = re.findall(r"<h2>(.*?)</h2>", html)
        self.assertEqual(headings, ["Stage", "Summary (English)", "Theme", "Figures"])

    def test_a_comparison_runs_both_ways_and_with_itself(self):
        self.assertContains(self.get("compare", 2, 1), "Removed:")
        self.assertContains(self.get("compare", 2, 2), "The two editions say the same.")
        self.assertEqual(self.get("compare", 1, 3).status_code, 404)
        self.assertEqual(self.get("compare", 0, 1).status_code, 404)

    def test_every_language_has_the_pages(self):
        for language in language_codes():
            for name, numbers in (("record", ()), ("edition", (1,)), ("compare", (1, 2))):
                with self.subTest(language=language, name=name):
                    self.assertEqual(self.get(name, *numbers, language=language).status_code, 200)


class AnyDocumentTests(KeptFile, HypothesisTestCase):
    """Whatever a document may hold can be shown."""

    @classmethod
    def setUpTestData(cls):
        make_reference()
        published(code=LINKED)
        cls.listing = Listing.objects.for_record().get()

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(documents())
    def test_any_document_is_shown(self, given_document):
        practice = document.load(given_document, by=None)
        edition = Edition(number=1, document=document.build(practice), published_at=timezone.now())
        for language in ("fr", "ar"):
            request = RequestFactory().get(f"/{language}/")
            request.LANGUAGE_CODE = language
            with translation.override(language):
                response = page(request, "practices/record.html", records.shown(self.listing, edition))
            self.assertEqual(response.status_code, 200)
