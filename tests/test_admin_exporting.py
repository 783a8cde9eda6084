"""The export screen of the admin: what a person sees in the list is what they get, and no more."""

import csv
import io
import json
import logging

import openpyxl
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.exchange.exporting import giving, keeping, making
from practices.models import Export, Practice
from tests.cast import bring_to, published
from tests.factories import make_practice
from tests.staff import CHANGELIST, member
from tests.test_admin_saving import AdminTestCase

SCREEN = "/admin/practices/practice/export/"
FORMATS = {"xlsx": "0", "csv": "1", "json": "2", "jsonl": "3", "geojson": "4"}


class ExportTestCase(AdminTestCase):
    """Three practices: a draft and a submitted one of the contributor, a public one of the curator."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.draft = make_practice(cls.contributor, texts={"en": {"title": "A made-up draft"}})
        cls.submitted = bring_to(make_practice(cls.contributor), "submit")
        cls.public = published(cls.curator)

    def take(self, kind="json", address=SCREEN, ticked=(), **changes):
        given = {"format": FORMATS[kind], "layout": "practices", "language": "en", "columns": ["code", "title"]}
        if ticked:
            given["export_items"] = ticked
        return self.client.post(address, given | changes)

    def codes(self, response) -> list[str]:
        self.assertEqual(response.status_code, 200)
        return [row["code"] for row in json.loads(b"".join(response.streaming_content))["practices"]]


class WhoTests(ExportTestCase):
    def test_the_list_offers_it_with_its_filters(self):
        page = self.client.get(CHANGELIST + "?state=draft&q=made-up")
        self.assertContains(page, f'href="{SCREEN}?q=made-up&amp;state=draft"')
        self.assertContains(page, '<option value="export">')

    def test_everybody_gets_what_they_may_see(self):
        expected = {
            "contributor": {self.draft, self.submitted},
            "reviewer": {self.submitted, self.public},
            "editor": {self.draft, self.submitted, self.public},
        }
        people = {"contributor": self.contributor, "reviewer": member("reviewer", "rhea"), "editor": self.curator}
        for role, found in expected.items():
            with self.subTest(role):
                self.client.force_login(people[role])
                self.assertEqual(set(self.codes(self.take())), {practice.code for practice in found})

    def test_ticking_what_one_may_not_see_gives_nothing(self):
        self.client.force_login(self.contributor)
        ticked = [self.public.pk, self.draft.pk]
        self.assertEqual(self.codes(self.take(ticked=ticked)), [self.draft.code])
        page = self.take(ticked=[self.public.pk])
        self.assertContains(page, "There is nothing to export.")

    def test_without_the_permission_there_is_no_screen(self):
        self.contributor.groups.get().permissions.remove(
            *self.contributor.groups.get().permissions.filter(codename="export_practice")
        )
        self.client.force_login(self.contributor)
        self.assertNotContains(self.client.get(CHANGELIST), SCREEN)
        self.assertNotContains(self.client.get(CHANGELIST), '<option value="export">')
        for response in (self.client.get(SCREEN), self.take()):
            self.assertEqual(response.status_code, 403)

    def test_columns_for_staff_are_for_those_who_may_change_any_practice(self):
        Practice.objects.filter(pk=self.submitted.pk).update(remarks="A made-up remark.")
        chosen = ["code", "remarks", "state"]
        for person, may in ((self.curator, True), (self.contributor, False), (member("reviewer", "rhea"), False)):
            with self.subTest(person.email):
                self.client.force_login(person)
                self.assertEqual(b"remarks" in self.client.get(SCREEN).content, may)
                response = self.take(columns=chosen, ticked=[self.submitted.pk])
                if may:
                    row = json.loads(b"".join(response.streaming_content))["practices"][0]
                    self.assertEqual((row["remarks"], row["state"]), ("A made-up remark.", "Submitted"))
                else:
                    self.assertContains(response, "remarks is not one of the available choices")

    def test_the_import_screen_of_the_library_is_not_there(self):
        self.assertNotContains(self.client.get(CHANGELIST), "import_link")
        self.assertEqual(self.client.post(SCREEN.replace("export", "process_import")).status_code, 302)


class WhatTests(ExportTestCase):
    def test_filters_search_and_order_of_the_list_hold(self):
        for query, expected in (
            ("", [self.public, self.submitted, self.draft]),
            ("?o=-1.1", None),
            ("?state=draft", [self.draft]),
            ("?q=made-up+draft", [self.draft]),
            ("?public=yes", [self.public]),
            ("?public=no&state=submitted&p=1", [self.submitted]),
        ):
            with self.subTest(query):
                found = self.codes(self.take(address=SCREEN + query))
                shown = [row.code for row in self.client.get(CHANGELIST + query).context["cl"].result_list]
                self.assertEqual(found, shown)
                if expected is not None:
                    self.assertEqual(found, [practice.code for practice in expected])

    def test_the_screen_says_how_many_and_by_what_the_list_is_narrowed(self):
        page = self.client.get(SCREEN + "?state__exact=draft&q=made-up")
        self.assertContains(page, "1 practice of the list")
        self.assertContains(page, "“made-up”")
        self.assertContains(page, '<dd dir="auto">Draft</dd>')

    def test_ticked_practices_keep_their_order_whatever_the_filter(self):
        keys = [self.draft.pk, self.public.pk]
        page = self.client.post(CHANGELIST, {"action": "export", "_selected_action": keys, "index": "0"})
        self.assertContains(page, "2 selected practices")
        self.assertContains(page, f'<input type="hidden" name="export_items" value="{self.public.pk}">', html=True)
        found = self.codes(self.take(address=SCREEN + "?state=archived", ticked=keys))
        self.assertEqual(found, [self.draft.code, self.public.code])

    def test_all_of_the_list_leads_to_the_screen_of_the_list(self):
        given = {"action": "export", "_selected_action": [self.draft.pk], "select_across": "1", "index": "0"}
        self.assertRedirects(self.client.post(CHANGELIST + "?state=draft", given), SCREEN + "?state=draft")

    def test_each_format_holds_the_same_practices(self):
        with self.subTest("csv"):
            response = self.take("csv")
            text = b"".join(response.streaming_content).decode("utf-8-sig")
            self.assertEqual([row["code"] for row in csv.DictReader(io.StringIO(text))][-1], self.draft.code)
            self.assertRegex(response["Content-Disposition"], r'attachment; filename="working-copies-[\d-]+\.csv"')
            self.assertIn("no-store", response["Cache-Control"])
        with self.subTest("xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(b"".join(self.take("xlsx").streaming_content)))
            rows = [*book["Practices"].iter_rows(values_only=True)]
            self.assertEqual(rows[0][:2], ("code", "title"))
            self.assertEqual([row[0] for row in rows[2:]], [p.code for p in (self.public, self.submitted, self.draft)])
            self.assertIn("Working copies", " ".join(str(cell.value) for row in book["Read me"] for cell in row))
        with self.subTest("jsonl"):
            lines = b"".join(self.take("jsonl").streaming_content).splitlines()
            self.assertEqual(json.loads(lines[-1])["title"], "A made-up draft")
        with self.subTest("geojson"):
            features = json.loads(b"".join(self.take("geojson").streaming_content))["features"]
            self.assertEqual(len(features), 3)

    def test_layout_language_codes_and_headings_are_those_chosen(self):
        given = {"layout": "countries", "language": "fr", "codes": "on", "labels": "on", "columns": ["code"]}
        text = b"".join(self.take("csv", **given).streaming_content).decode("utf-8-sig")
        heading = next(csv.reader(io.StringIO(text)))
        self.assertEqual(heading[0], "Code")
        self.assertIn("Pays (code)", heading)

    def test_what_was_chosen_is_ticked_the_next_time(self):
        self.codes(self.take(layout="countries"))
        form = self.client.get(SCREEN).context["form"]
        self.assertEqual((form["layout"].value(), form["columns"].value()), ("countries", ["code", "title"]))

    def test_without_script_other_columns_are_ticked_by_a_button(self):
        usual = len(self.client.get(SCREEN).context["usual"])
        for choice, least in (("usual", usual), ("all", 150), ("none", 0)):
            with self.subTest(choice):
                page = self.take(choose=choice, layout="figures", ticked=[self.draft.pk])
                self.assertContains(page, "1 selected practice")
                self.assertNotContains(page, "errorlist")
                form = page.context["form"]
                self.assertEqual(form["layout"].value(), "figures")
                ticked = sum(group.chosen for group in form.groups())
                self.assertTrue(least <= ticked and (ticked == least or choice == "all"))

    def test_what_makes_no_sense_is_told_or_refused(self):
        for changes, words in (
            ({"columns": []}, "Choose at least one column."),
            ({"columns": ["code", "\ud7ff"]}, "Select a valid choice"),
            ({"format": "9"}, "Select a valid choice"),
            ({"layout": "odd"}, "Select a valid choice"),
        ):
            with self.subTest(changes):
                self.assertContains(self.take(**changes), words)
        for ticked in (["x"], ["0"], ["9" * 40]):
            with self.subTest(ticked):
                self.assertEqual(self.take(ticked=ticked).status_code, 400)
        for query in ("?state__no=1", "?nonsense=1"):
            with self.subTest(query):
                for response in (self.client.get(SCREEN + query), self.take(address=SCREEN + query)):
                    self.assertRedirects(response, CHANGELIST + "?e=1", fetch_redirect_response=False)
        self.assertIn(self.client.put(SCREEN).status_code, (200, 405))

    def test_an_export_is_noted_in_the_log(self):
        with self.assertLogs("registry.audit", logging.INFO) as log:
            self.codes(self.take())
        self.assertIn(f"working_copies_exported by={self.curator.pk} format=json practices=3", log.output[0])


class LargeTests(ExportTestCase):
    @override_settings(EXPORT_ROWS_IN_REQUEST=2)
    def test_a_large_workbook_is_made_for_its_person_alone(self):
        with self.captureOnCommitCallbacks():
            response = self.take("xlsx", layout="countries", language="ar", address=SCREEN + "?o=-1.1")
        export = Export.objects.get()
        self.assertRedirects(response, reverse("practices:export_made", args=[export.token]))
        self.assertTrue(export.is_of_working_copies)
        self.assertEqual((export.person, export.format, export.language), (self.curator, "xlsx", "ar"))
        self.assertEqual((export.query, len(export.asked["keys"])), ("columns=code%2Ctitle&layout=countries", 3))
        making.make(export.pk)
        self.addCleanup(keeping.remove_file, export)
        made = self.client.get(reverse("practices:export_file", args=[export.token]))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(made.streaming_content)), read_only=True)
        found = {row[0] for row in book.worksheets[1].iter_rows(min_row=3, values_only=True)}
        self.assertEqual(found, {practice.code for practice in (self.draft, self.submitted, self.public)})
        self.client.force_login(self.other)
        for name in ("export_made", "export_file"):
            self.assertEqual(self.client.get(reverse(f"practices:{name}", args=[export.token])).status_code, 404)

    @override_settings(EXPORT_ROWS_IN_REQUEST=29)
    def test_where_a_practice_has_several_rows_fewer_are_made_at_once(self):
        with self.captureOnCommitCallbacks():
            self.assertEqual(self.take("xlsx").status_code, 200)
            self.assertEqual(self.take("xlsx", layout="countries").status_code, 302)
        self.assertContains(self.client.get(SCREEN), "A workbook of more than 2 practices")

    def test_downloads_have_the_places_of_the_public_ones_and_no_more(self):
        held = [self.take("csv") for _place in range(settings.EXPORT_STREAMS)]
        for kind in ("csv", "xlsx"):
            busy = self.take(kind, layout="figures")
            self.assertContains(busy, "Other files are on their way just now.", status_code=503)
            self.assertEqual(busy.context["form"]["layout"].value(), "figures")
            self.assertEqual(busy["Retry-After"], str(giving.RETRY_SECONDS))
        self.assertEqual(self.client.get("/en/practices/export.csv").status_code, 503)
        for response in held:
            b"".join(response.streaming_content)
        self.assertEqual(len(self.codes(self.take())), 3)

    @override_settings(EXPORT_ROWS_IN_REQUEST=2)
    def test_what_streams_comes_at_once(self):
        self.assertEqual(len(self.codes(self.take())), 3)
        self.assertEqual(Export.objects.count(), 0)

    @override_settings(EXPORT_ROWS_IN_REQUEST=2)
    def test_nobody_has_many_made_at_once(self):
        with self.captureOnCommitCallbacks():
            for _ in range(3):
                self.assertEqual(self.take("xlsx").status_code, 302)
            self.assertContains(self.take("xlsx"), "still being made")


class QueryTests(ExportTestCase):
    def test_thirty_practices_cost_what_three_cost(self):
        counts = []
        for wanted in (3, 30):
            while Practice.objects.count() < wanted:
                make_practice(self.contributor)
            self.codes(self.take())
            with CaptureQueriesContext(connection) as found:
                self.assertEqual(len(self.codes(self.take())), wanted)
            counts.append(len(found))
        self.assertEqual(*counts)
