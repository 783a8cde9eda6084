"""Validators: who has an answer gets 304, until anything changes that the answer tells of."""

from datetime import timedelta
from unittest.mock import patch

from django.test import override_settings
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from practices import publishing, workflow
from practices.models import Country, CountryClassification, CountryGroup, Listing, SearchVersion, Standing, Term
from practices.vocabulary import Channel, GroupKind
from tests.api import ApiTestCase
from tests.cast import published
from tests.example import example_document

PUBLIC = (
    "", "practices/", "practices/?q=exchange&fields=code,grade", "practices.jsonld", "practices/{code}/",
    "practices/{code}.jsonld", "practices/{code}/editions/", "practices/{code}/editions/1/", "facets/", "suggestions/?q=made",
    "compare/?old={code}.1&new={code}", "statistics/", "flows/", "countries/", "countries/XA/", "organisations/",
    "organisations/0000-0012/", "mechanisms/", "mechanisms/process_one/", "terms/", "terms/theme/alpha/", "problems/gone/",
)  # fmt: skip
REAL_NOW = timezone.now
# Of these a part moves without any listing: they are known by their tags alone.
UNDATED = ("fields=code,grade", "practices.jsonld", "practices/{code}", "compare/", "statistics/")


class FreshnessTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document())

    def path(self, pattern: str) -> str:
        return pattern.format(code=self.practice.code)

    def tag(self, path: str, **headers: str) -> str:
        response = self.ask(path, **headers)
        self.assertEqual(response.status_code, 200, path)
        return response["ETag"]

    def assert_changes(self, paths: tuple[str, ...], change) -> None:
        """Whoever has these is told that they changed, after this and not before."""
        tags = {path: self.tag(self.path(path)) for path in paths}
        for path, tag in tags.items():
            self.assertEqual(self.ask(self.path(path), if_none_match=tag).status_code, 304, path)
        change()
        for path, tag in tags.items():
            with self.subTest(path):
                self.assertEqual(self.ask(self.path(path), if_none_match=tag).status_code, 200)

    def test_who_has_it_gets_nothing_again(self):
        for pattern in PUBLIC:
            path = self.path(pattern)
            first = self.ask(path)
            again = self.ask(path, if_none_match=first["ETag"])
            with self.subTest(path):
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(again["ETag"], first["ETag"])
                self.assertEqual(again["Cache-Control"], "public, no-cache")
                self.assertEqual(self.ask(path, if_none_match='"other", ' + first["ETag"]).status_code, 304)
                self.assertEqual(self.ask(path, if_none_match='W/"other"').status_code, 200)

    def test_every_language_form_and_query_has_a_tag_of_its_own(self):
        tags = [
            self.tag("practices/"), self.tag("practices/?lang=fr"), self.tag("practices/", accept_language="ar"),
            self.tag("practices.json"), self.tag("practices.jsonld"), self.tag("practices/?page_size=3"),
        ]  # fmt: skip
        self.assertEqual(len(set(tags)), len(tags))

    def settle(self) -> None:
        """Let the last change be some time ago, as it mostly is: at noon of tomorrow."""
        SearchVersion.objects.update(n=SearchVersion.objects.get().n)
        noon = REAL_NOW().replace(hour=12, minute=0) + timedelta(days=1)
        self.later = patch.object(timezone, "now", lambda: noon)
        self.later.start()
        self.addCleanup(self.later.stop)

    def test_a_date_is_enough_where_only_listings_and_tables_speak(self):
        self.settle()
        for pattern in PUBLIC:
            path = self.path(pattern)
            response = self.ask(path)
            with self.subTest(path):
                if any(part in pattern for part in UNDATED):
                    self.assertNotIn("Last-Modified", response)
                    later = http_date(REAL_NOW().timestamp() + 3600)
                    self.assertEqual(self.ask(path, if_modified_since=later).status_code, 200)
                    continue
                since = response["Last-Modified"]
                self.assertEqual(self.ask(path, if_modified_since=since).status_code, 304)
                before = http_date(parse_http_date(since) - 1)
                self.assertEqual(self.ask(path, if_modified_since=before).status_code, 200)
                # The tag goes before the date.
                both = self.ask(path, if_modified_since=since, if_none_match='"other"')
                self.assertEqual(both.status_code, 200)

    def test_a_change_of_this_hour_is_no_date(self):
        published(self.author)
        self.assertNotIn("Last-Modified", self.ask("practices/"))
        now = http_date(REAL_NOW().timestamp() + 1)
        self.assertEqual(self.ask("practices/", if_modified_since=now).status_code, 200)

    def test_a_star_is_answered_for_what_is_there(self):
        self.assertEqual(self.ask("practices/", if_none_match="*").status_code, 304)
        for query in ("page=abc", "page=99", "type=nonsense", "fields=bogus", "cursor=garbage"):
            with self.subTest(query):
                self.assertGreaterEqual(self.ask(f"practices/?{query}", if_none_match="*").status_code, 400)

    def test_what_the_operators_say_of_the_site_is_part_of_every_answer(self):
        tags = {path: self.tag(path) for path in ("", "practices/", "practices.jsonld")}
        for changed in ({"DATA_LICENCE": "Made-up licence"}, {"SITE_URL": "https://other.example"}):
            with override_settings(**changed):
                for path, tag in tags.items():
                    with self.subTest(path, **changed):
                        self.assertNotEqual(self.tag(path), tag)

    def test_odd_dates_and_tags_are_no_validators(self):
        self.settle()
        for value in ("", "yesterday", "Sat, 99 Foo 2024 00:00:00 GMT", "0", "é".encode().decode("latin-1")):
            with self.subTest(value):
                self.assertEqual(self.ask("practices/", if_modified_since=value).status_code, 200)
                self.assertEqual(self.ask("practices/", if_none_match=value).status_code, 200)

    def test_a_refusal_is_told_whatever_the_reader_has(self):
        self.settle()
        later = http_date(REAL_NOW().timestamp() + 3600)
        for path, status in (
            ("practices/?nonsense=1", 400), ("practices/0000-0000/", 404), ("countries/ZZ/", 404),
            ("organisations/0000-0000/", 404), ("mechanisms/made-up/", 404), ("terms/theme/made-up/", 404),
            ("practices/{code}/editions/9/", 404), ("compare/?old=0000-0000&new={code}", 404), ("problems/made-up/", 404),
        ):  # fmt: skip
            with self.subTest(path):
                self.problem(self.path(path), status, if_none_match="*")
                self.problem(self.path(path), status, if_modified_since=later)

    def test_a_publication_changes_everything_that_counts(self):
        self.assert_changes(
            ("practices/", "facets/", "statistics/", "flows/", "countries/XA/", "suggestions/?q=made"),
            lambda: published(self.author),
        )

    def test_a_new_label_changes_whatever_shows_it(self):
        self.assert_changes(
            ("practices/{code}/", "practices/", "facets/", "terms/theme/alpha/", "practices/{code}/editions/1/"),
            lambda: Term.objects.filter(kind="theme", code="alpha").update(label_en="Another made-up name"),
        )
        self.assertEqual(self.answer("terms/theme/alpha/")["label"], "Another made-up name")
        themes = self.answer(self.path("practices/{code}/?fields=themes"))["themes"]
        self.assertIn("Another made-up name", [theme["label"] for theme in themes])

    def test_an_archive_is_told_to_whoever_has_the_record(self):
        path = self.path("practices/{code}/")
        tag = self.tag(path)
        edition = self.tag(f"{path}editions/1/")
        self.assert_changes(
            ("practices/", "statistics/", "flows/"),
            lambda: workflow.perform("archive", self.practice, by=self.editor, note="A made-up reason."),
        )
        self.problem(path, 410, if_none_match=tag)
        self.problem(f"{path}editions/1/", 410, if_none_match=edition)
        self.problem(path, 410, if_modified_since=http_date(REAL_NOW().timestamp() + 3600))

    def test_a_grade_changes_what_tells_of_it(self):
        kept = {"given": "2026-01-02", "edition": 1, "assessors": 2, "score": 2.5, "reasons": []}
        self.assert_changes(
            ("practices/{code}/", "practices/?fields=code,grade", "statistics/", "practices/{code}.jsonld"),
            lambda: Standing.objects.update(grade="good", grade_reasons=kept),
        )

    def test_a_contact_is_gone_at_once_when_it_is_withdrawn(self):
        Standing.objects.update(contact_name="A made-up name", contact_consent_at=timezone.now())
        paths = ("practices/{code}/", "practices/?fields=contact", "practices/{code}/editions/1/")
        self.assert_changes(paths, lambda: Standing.objects.update(contact_name="", contact_consent_at=None))
        for path in paths:
            self.assertNotIn(b"A made-up name", self.ask(self.path(path)).content)

    def test_words_taken_out_of_an_old_edition_are_gone_at_once(self):
        change = {"code": self.practice.code, "texts": {"en": {"title": "A newer title", "summary": "Made up."}}}
        workflow.load_many([change], by=self.author, channel=Channel.ADMIN)
        self.practice.refresh_from_db()
        for name in ("submit", "take", "publish"):
            workflow.perform(name, self.practice, by=None, channel=Channel.COMMAND, note="A made-up note.")
        self.assertEqual(Listing.objects.get().edition.number, 2)
        paths = ("practices/{code}/editions/1/", "practices/{code}/editions/", "compare/?old={code}.1&new={code}.2")
        self.assert_changes(
            paths,
            lambda: publishing.redact(
                self.practice, "exchange of officials", by=None, note="Made up.", channel="command"
            ),
        )
        for path in paths:
            self.assertNotIn(b"exchange of officials", self.ask(self.path(path)).content)
        self.assertIsNotNone(self.answer(self.path("practices/{code}/editions/1/"))["redacted"])

    def test_memberships_begin_with_the_day(self):
        union = CountryGroup.objects.create(code="union", label_en="Made-up Union", kind=GroupKind.POLITICAL)
        tomorrow = timezone.localdate() + timedelta(days=1)
        CountryClassification.objects.create(country=Country.objects.get(code="XA"), group=union, since=tomorrow)
        self.assertEqual(self.answer("countries/XA/")["groups"], [])
        with patch.object(timezone, "now", lambda: REAL_NOW() + timedelta(days=1)):
            tag = self.tag("countries/XA/")
            self.assertEqual([group["code"] for group in self.answer("countries/XA/")["groups"]], ["union"])
        self.assertNotEqual(self.tag("countries/XA/"), tag)
