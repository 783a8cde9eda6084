"""The wizard of imports: a partner's sheet all the way in and back, who may, and whatever else is sent to its pages."""

from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob

from practices import jobs, workflow
from practices.admin.importing.decisions import MOST_QUESTIONS
from practices.admin.importing.rows import MOST_PROBLEMS
from practices.admin.importing.samples import letter
from practices.exchange import importing
from practices.exchange.importing import store
from practices.models import Import, ImportDecision, ImportRow, Mapping, Organisation, Practice
from practices.models.exchange import ImportStep, RowOutcome
from practices.vocabulary import Channel, State
from tests.factories import make_practice
from tests.importing import PrivateStore, csv_file, json_file, loaded, received, xlsx_file
from tests.sent_forms import sent
from tests.staff import member
from tests.test_admin_saving import AdminTestCase

LIST, ADD = "/admin/practices/import/", "/admin/practices/import/add/"
STEPS = (
    "open",
    "sheet",
    "columns",
    "progress",
    "state",
    "decisions",
    "preview",
    "done",
    "workbook",
    "undo",
    "batch",
    "batch_state",
)
POSTED = ("sheet", "columns", "progress", "decisions", "choose", "write", "submit", "undo", "batch")
# As a partner keeps it: a title above the table, and words that only people understand.
HEAD = ["Name of the project", "Sending countries", "Period", "Partner organisations", "Summary", "Our number"]
ROWS = (
    ["A made-up workshop on permits", "Country XA; Country XB", "2017-2019", "Agency of Nowhere", "Who did what.", "7"],
    ["A made-up visit of clerks", "Contry XA", "since 2015", "Agency of Nowhere", "Who saw what.", "8"],
    ["A made-up course for nurses", "Country XC", "2018", "", "Who learned what.", "9"],
)
MEANINGS = ("title", "countries:provider", "period", "organisations:partner", "summary", "particulars:")


def address(name: str, one: Import) -> str:
    return reverse(f"admin:practices_import_{name}", args=[one.key])


def work_off(worked: set[int]) -> None:
    """What the worker would do with the jobs that wait, apart from those it has done."""
    for job in ProcrastinateJob.objects.exclude(pk__in=worked).order_by("pk"):
        worked.add(job.pk)
        procrastinate_app.current_app.tasks[job.task_name](**job.args)
    with connection.cursor() as cursor:
        # What waits keeps the same from being asked for again.
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'doing'")


class WizardTestCase(PrivateStore, AdminTestCase):
    """An editor at the wizard; the worker's work is done when a test says so."""

    def setUp(self):
        super().setUp()
        self.worked = set(ProcrastinateJob.objects.values_list("pk", flat=True))

    def upload(self, file) -> Import:
        response = self.client.post(ADD, {"file": file})
        self.assertEqual(response.status_code, 302, response.content[:0])
        return Import.objects.latest("pk")

    def work(self):
        """Do what was left to the worker."""
        work_off(self.worked)

    def go(self, name: str, one: Import, form: str = "", **changes):
        """Send the form of a page as it stands, with some changed."""
        page = self.client.get(address(name, one))
        self.assertEqual(page.status_code, 200, page.get("Location"))
        return self.client.post(address(name, one), sent(page, form or f"{name}-form", **changes))

    def columns(self, one: Import, *meanings: str, **changes):
        chosen = {f"column-{place}": key for place, key in enumerate(meanings)}
        response = self.go("columns", one, **chosen, **changes)
        self.assertRedirects(response, address("progress", one), fetch_redirect_response=False)
        self.work()
        one.refresh_from_db()
        return one

    def checked(self, file, *meanings: str, **changes) -> Import:
        """A sheet uploaded, read and checked."""
        one = self.upload(file)
        if one.step == ImportStep.FILE:
            self.go("sheet", one)
        return self.columns(one, *meanings, **changes)

    def written(self, file, *meanings: str) -> Import:
        """A sheet all the way in."""
        one = self.checked(file, *meanings)
        self.write(one)
        return one

    def write(self, one: Import):
        page = self.client.get(address("preview", one))
        response = self.client.post(address("write", one), {"seen": page.context["promise"].seen})
        self.work()
        one.refresh_from_db()
        return response

    def messages(self, response) -> str:
        return " ".join(str(message) for message in self.client.get(response["Location"]).context["messages"])


class WholeWayTests(WizardTestCase):
    """A partner's sheet of each sort, with the decisions a person expects, written, approved and taken back."""

    def bring_in(self, file) -> Import:
        one = self.upload(file)
        page = self.client.get(address("sheet", one))
        self.assertContains(page, "Name of the project")
        self.assertEqual(page.context["header"], 3)
        self.assertRedirects(self.go("sheet", one), address("columns", one))
        page = self.client.get(address("columns", one))
        self.assertContains(page, "A made-up workshop on permits")
        self.columns(one, *MEANINGS, language="en", mapping_name="Made-up partner")
        return one

    def test_a_workbook_of_a_partner_comes_in_and_goes_back(self):
        rows = [["Inventory of the Made-up Agency"], [], HEAD, *ROWS]
        self.follow(self.bring_in(xlsx_file(*rows, name="partner.xlsx")))

    def test_so_does_a_text_file(self):
        lines = [
            "Inventory of the Made-up Agency",
            "",
            ";".join(HEAD),
            *(";".join(f'"{cell}"' for cell in row) for row in ROWS),
        ]
        text = "\r\n".join(lines).replace("made-up", "inventé")
        one = self.upload(SimpleUploadedFile("partner.csv", text.encode("cp1252")))
        page = self.client.get(address("sheet", one))
        self.assertContains(page, "inventé")
        self.assertEqual((page.context["separator"], page.context["header"]), (";", 3))
        self.go("sheet", one)
        self.columns(one, *MEANINGS, language="en")
        self.follow(one)

    def follow(self, one: Import):
        self.decide(one)
        self.look(one)
        self.assertContains(self.client.get(address("progress", one), follow=True), "The practices are written")
        self.assertEqual(Practice.objects.filter(state=State.DRAFT).count(), 3)
        self.assertEqual(Organisation.objects.get(label_en="Agency of Nowhere").acceptance, "proposed")
        self.submit(one)
        self.take_back(one)

    def decide(self, one: Import):
        """The two words nobody could know are asked about once each."""
        self.assertRedirects(self.client.get(address("open", one)), address("decisions", one))
        page = self.client.get(address("decisions", one))
        asked = {entry.question.text: entry for entry in page.context["asked"]}
        self.assertLessEqual(set(asked), {"Contry XA", "Agency of Nowhere"})
        answers = {}
        for text, entry in asked.items():
            answers |= {entry.name: "+"} if text == "Agency of Nowhere" else {entry.name: "=XA"}
        response = self.client.post(address("decisions", one), answers)
        self.assertRedirects(response, address("progress", one), fetch_redirect_response=False)
        self.work()
        one.refresh_from_db()

    def look(self, one: Import):
        page = self.client.get(address("preview", one))
        self.assertContains(page, "Write 3 new drafts")
        self.assertContains(page, "Agency of Nowhere (new)")
        self.assertEqual(Practice.objects.count(), 0)
        workbook = self.client.get(address("workbook", one))
        self.assertTrue(workbook.content.startswith(b"PK"))
        self.assertIn("attachment", workbook["Content-Disposition"])
        self.assertRedirects(self.write(one), address("progress", one), fetch_redirect_response=False)

    def submit(self, one: Import):
        page = self.client.get(address("done", one))
        self.assertContains(page, "Submit all 3 drafts for review")
        self.client.post(address("submit", one))
        self.assertContains(self.client.get(address("done", one)), "0 of 3 practices")
        self.work()

    def take_back(self, one: Import):
        submitted = Practice.objects.filter(state=State.SUBMITTED).count()
        page = self.client.get(address("undo", one))
        self.assertEqual((page.context["going"], page.context["kept"]), (3 - submitted, submitted))
        self.client.post(address("undo", one))
        self.work()
        page = self.client.get(address("open", one), follow=True)
        self.assertContains(page, "The import is undone")
        self.assertEqual(Practice.objects.count(), submitted)

    def test_the_same_file_again_changes_nothing(self):
        self.written(csv_file(["title", "type"], ["A made-up visit", "other"]))
        one = self.upload(csv_file(["title", "type"], ["A made-up visit", "other"]))
        self.assertContains(self.client.get(address("open", one), follow=True), "This very file was brought in before.")
        self.go("sheet", one) if one.step == ImportStep.FILE else None
        self.columns(one)
        page = self.client.get(address("preview", one))
        self.assertContains(page, "There is nothing to write.")
        self.assertContains(page, "1 row says what the registry says already")


class FileTests(WizardTestCase):
    def refused(self, **files):
        response = self.client.post(ADD, files)
        self.assertEqual(response.status_code, 200)
        self.assertFalse(Import.objects.exists())
        return response

    def test_what_cannot_be_read_is_refused_with_a_sentence(self):
        for name, content in (
            ("a.xlsx", b"PK\x03\x04 no workbook"),
            ("a.pdf", b"%PDF-1.7"),
            ("empty.csv", b""),
            ("a.json", b"{"),
        ):
            with self.subTest(name):
                page = self.refused(file=SimpleUploadedFile(name, content))
                self.assertTrue(page.context["form"].errors["file"])

    def test_no_file_is_no_file(self):
        self.assertContains(self.refused(), "Choose the file first.")

    def test_a_text_in_the_place_of_the_file_is_no_file(self):
        self.assertContains(self.refused(file="made up"), "Choose the file first.")

    @override_settings(IMPORT_MAX_BYTES=1_000)
    def test_a_large_file_is_not_taken_in(self):
        page = self.refused(file=SimpleUploadedFile("large.csv", b"a,b\r\n" * 300_000))
        self.assertContains(page, "This file is larger than")

    def test_the_token_of_the_form_is_asked_for(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.curator)
        self.assertEqual(strict.post(ADD, {"file": csv_file(["title"], ["Made up"])}).status_code, 403)

    def test_the_template_is_offered_in_each_language(self):
        page = self.client.get(ADD)
        for language, _name in settings.LANGUAGES:
            self.assertContains(page, f'href="/{language}/practices/template.xlsx"')

    def test_a_name_of_a_file_is_shown_as_text(self):
        one = self.upload(csv_file(["a title", "b"], ["1", "2"], name="<b>ü.csv"))
        self.assertContains(self.client.get(LIST), "&lt;b&gt;ü.csv")
        self.assertEqual(self.client.get(address("sheet", one)).status_code, 200)


class SheetTests(WizardTestCase):
    def test_another_encoding_is_looked_at_before_it_is_chosen(self):
        one = self.upload(SimpleUploadedFile("a.csv", "título;país\r\nInventado;País XA\r\n".encode("cp1252")))
        page = self.go("sheet", one, encoding="cp437" if "cp437" in one.reading else one.reading["encoding"], look="1")
        self.assertEqual(page.status_code, 200)
        one.refresh_from_db()
        self.assertEqual(one.step, ImportStep.FILE)

    def test_another_row_of_headings_and_back_without_loss(self):
        one = self.upload(csv_file(["Notes", ""], ["Name of it", "What it is"], ["Made up", "Who."]))
        self.go("sheet", one, header_row="2")
        one.refresh_from_db()
        self.assertEqual(one.reading["header_row"], 2)
        self.assertContains(self.client.get(address("columns", one)), "Back to the sheet")
        self.assertEqual(self.client.get(address("sheet", one)).context["header"], 2)

    def test_what_is_odd_is_a_form_error(self):
        one = self.upload(csv_file(["Name of it", "What it is"], ["Made up", "Who."]))
        for odd in (
            {"sheet": "9"}, {"sheet": "x"}, {"header_row": "0"}, {"header_row": "99"}, {"header_row": "9" * 50}, {"header_row": "x"},
            {"header_row": None}, {"encoding": "klingon"}, {"separator": "xyz"}, {"encoding": "u" * 9_000}, {"sheet": None},
        ):  # fmt: skip
            with self.subTest(odd):
                self.assertEqual(self.go("sheet", one, **odd).status_code, 200)
        one.refresh_from_db()
        self.assertEqual(one.step, ImportStep.FILE)

    def test_a_file_the_store_has_lost_is_said_to_be_lost(self):
        one = self.upload(csv_file(["Name of it", "What it is"], ["Made up", "Who."]))
        self.go("sheet", one)
        store.drop(one)
        self.assertContains(self.client.get(address("sheet", one)), "does not keep this file any more")
        self.columns(one, "title", "summary")
        self.assertIn("does not keep this file any more", one.error)
        Import.objects.update(step=ImportStep.PREVIEW)
        response = self.client.get(address("workbook", one))
        self.assertRedirects(response, address("open", one), fetch_redirect_response=False)


class ColumnTests(WizardTestCase):
    def setUp(self):
        super().setUp()
        self.one = self.upload(csv_file(HEAD, *ROWS))
        self.go("sheet", self.one)

    def refused(self, **changes):
        page = self.go("columns", self.one, **changes)
        self.assertEqual(page.status_code, 200)
        self.one.refresh_from_db()
        self.assertEqual(self.one.step, ImportStep.COLUMNS)
        return page

    def test_two_columns_cannot_be_the_title(self):
        page = self.refused(**{"column-0": "title", "column-4": "title"})
        self.assertContains(page, "Columns A, E cannot all be the same")

    def test_an_unknown_type_for_all_is_a_form_error(self):
        page = self.refused(**{"default-type": "no_such_type"})
        self.assertTrue(page.context["form"].errors["default-type"])

    def test_what_the_sheet_does_not_say_is_chosen_for_all_its_new_practices(self):
        one = self.columns(self.one, *MEANINGS)
        self.go("decisions", one)
        page = self.client.get(address("preview", one), {"rows": "new"})
        self.assertContains(page, "cannot be submitted for review")
        self.assertContains(page, "The modality is not chosen.")
        self.columns(
            one, *MEANINGS, **{"default-type": "other", "default-modality": "south_south", "mapping_name": "Nowhere"}
        )
        self.assertEqual(one.mapping["defaults"], {"type": "other", "modality": "south_south"})
        page = self.client.get(address("preview", one), {"rows": "new"})
        self.assertNotContains(page, "The modality is not chosen.")
        self.assertEqual({row.document["type"] for row in one.rows.filter(outcome="new")}, {"other"})
        self.assertEqual(Mapping.objects.get().options["defaults"], one.mapping["defaults"])
        form = self.client.get(address("columns", one)).context["form"]
        self.assertEqual(form["default-modality"].value(), "south_south")

    def test_something_must_say_which_practice_it_is(self):
        page = self.refused(**{f"column-{place}": "" for place in range(6)})
        self.assertContains(page, "Say which column holds the title")

    def test_what_is_odd_is_a_form_error(self):
        for odd in ({"column-0": "no_such_column"}, {"language": "xx"}, {"empty": "perhaps"}, {"unknown": "perhaps"},
                    {"mapping_name": "x" * 200}, {"column-1": "x" * 100_000}):  # fmt: skip
            with self.subTest(list(odd)):
                self.refused(**odd)

    def test_answers_are_kept_under_a_name_and_used_for_the_next_file(self):
        self.columns(self.one, *MEANINGS, mapping_name="Made-up partner")
        mapping = Mapping.objects.get(name="Made-up partner")
        other = self.upload(csv_file(HEAD, ROWS[2]))
        self.go("sheet", other)
        response = self.client.post(address("columns", other), {"apply": "1", "mapping": mapping.pk})
        self.assertIn("filled in", self.messages(response))
        other.refresh_from_db()
        self.assertEqual(other.mapping["columns"][:3], ["title", "countries:provider", "period"])
        self.assertContains(self.client.get(ADD), "Made-up partner")

    def test_answers_that_somebody_else_keeps_are_not_replaced(self):
        Mapping.objects.create(name="Made-up partner", person=member("editor"))
        page = self.refused(mapping_name="Made-up partner")
        self.assertContains(page, "Choose another name.")
        self.one.refresh_from_db()
        self.assertEqual((self.one.step, Mapping.objects.get().headings), (ImportStep.COLUMNS, {}))

    def test_no_kept_answers_are_chosen_by_an_odd_number(self):
        for odd in ("", "x", "9" * 40, "-1", "7654321"):
            response = self.client.post(address("columns", self.one), {"apply": "1", "mapping": odd})
            self.assertRedirects(response, address("columns", self.one))

    def test_a_particular_keeps_its_heading(self):
        self.columns(self.one, *MEANINGS)
        self.assertEqual(self.one.mapping["columns"][5], "particulars:Our number")

    def test_a_sheet_of_ours_needs_no_answers(self):
        one = self.upload(csv_file(["title", "type"], ["A made-up visit", "other"]))
        self.assertEqual(one.step, ImportStep.COLUMNS)
        self.assertContains(self.client.get(address("columns", one)), "This sheet was made by the registry")
        self.columns(one)
        self.assertEqual(one.counts[RowOutcome.NEW], 1)

    def test_so_does_one_with_a_row_for_each_country(self):
        practice = make_practice(self.contributor)
        rows = [[practice.code, "XC", "provider"], [practice.code, "XA", "beneficiary"]]
        one = self.upload(csv_file(["code", "countries.country", "countries.role"], *rows))
        self.assertContains(self.client.get(address("columns", one)), "Countries: country")
        self.columns(one)
        page = self.client.get(address("preview", one))
        self.assertEqual(len(page.context["lines"]), 1, one.counts)
        self.assertContains(page, "Change 1 practice")

    def test_each_list_to_choose_from_is_made_once(self):
        page = self.client.get(address("columns", self.one))
        self.assertLess(len(page.content), 250_000)


class DecisionTests(WizardTestCase):
    def setUp(self):
        super().setUp()
        self.one = self.checked(csv_file(HEAD, *ROWS), *MEANINGS)
        self.asked = {
            one.question.text: one for one in self.client.get(address("decisions", self.one)).context["asked"]
        }
        self.agency = self.asked["Agency of Nowhere"]

    def answer(self, **answers):
        return self.client.post(address("decisions", self.one), answers)

    def test_a_word_is_chosen_from_the_list_by_its_label(self):
        known = Organisation.objects.first()
        response = self.answer(**{self.agency.name: "other", f"{self.agency.name}-other": str(known)})
        self.assertRedirects(response, address("progress", self.one), fetch_redirect_response=False)
        self.one.refresh_from_db()
        self.assertIn(known.code, self.one.decisions["values"]["organisation"].values())
        self.assertTrue(ImportDecision.objects.filter(code=known.code, person=self.curator).exists())

    def test_very_many_words_are_asked_about_in_several_pages_and_the_worker_is_waited_for_without_them(self):
        cells = "; ".join(f"Unheard of {place}" for place in range(MOST_QUESTIONS + 2))
        one = self.checked(
            csv_file(["Title", "Partner organisations"], ["A made-up visit", cells]), "title", MEANINGS[3]
        )
        page = self.client.get(address("decisions", one))
        self.assertContains(page, f"These are the {MOST_QUESTIONS} that most rows use")
        self.assertEqual((page.context["count"], len(page.context["asked"])), (MOST_QUESTIONS + 2, MOST_QUESTIONS))
        fields = sent(page, "decisions-form")
        self.assertLess(len(fields), settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 10)
        self.client.post(address("decisions", one), fields | {"rest-new": "1"})
        self.work()
        with CaptureQueriesContext(connection) as captured:
            state = self.client.get(address("state", one)).json()
        self.assertEqual(state["address"], address("decisions", one))
        self.assertFalse(
            [query["sql"] for query in captured if '"candidates"' in query["sql"] or "importrow" in query["sql"]]
        )
        self.assertEqual(len(self.client.get(address("decisions", one)).context["asked"]), 2)

    def test_only_for_this_import(self):
        self.answer(**{self.agency.name: "-", "forget": "1"})
        self.assertFalse(ImportDecision.objects.exists())
        self.one.refresh_from_db()
        self.assertIn("", self.one.decisions["values"]["organisation"].values())

    def test_names_like_nothing_here_are_proposed_at_one_press(self):
        self.answer(**{"rest-new": "1"})
        self.one.refresh_from_db()
        decided = self.one.decisions["values"]
        unheard_of = [one for one in self.asked.values() if one.is_unheard_of]
        self.assertEqual([decided["organisation"][one.question.folded] for one in unheard_of], ["+"] * len(unheard_of))
        self.assertNotIn("+", decided.get("country", {}).values())

    def test_nothing_decided_leaves_all_as_it_is(self):
        response = self.answer()
        self.assertIn("Nothing was decided", self.messages(response))
        self.one.refresh_from_db()
        self.assertEqual(self.one.step, ImportStep.PREVIEW)

    def test_what_is_odd_is_a_form_error(self):
        name = self.agency.name
        for odd in ({name: "=NOBODY"}, {name: "x" * 5_000}, {name: "other"}, {name: "other", f"{name}-other": "Nobody knows this"},
                    {f"{name}-other": "x" * 10_000}):  # fmt: skip
            with self.subTest(list(odd)):
                page = self.answer(**odd)
                self.assertEqual(page.status_code, 200)
                self.assertContains(page, "Something is to be corrected")
        self.one.refresh_from_db()
        self.assertEqual(self.one.step, ImportStep.PREVIEW)

    def test_a_country_is_never_new(self):
        country = next((one for text, one in self.asked.items() if text == "Contry XA"), None)
        if country is not None:
            self.assertEqual(self.answer(**{country.name: "+"}).status_code, 200)

    def test_the_preview_says_what_is_open(self):
        self.assertContains(self.client.get(address("preview", self.one)), "not decided yet")


class PreviewTests(WizardTestCase):
    """What is there already, what would change, and what stays out."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.there = make_practice(cls.contributor)

    def sheet(self, *rows):
        return csv_file(["code", "title", "type", "start_year", "countries"], *rows)

    def test_changes_are_shown_cell_by_cell(self):
        one = self.checked(self.sheet([self.there.code, "Another title", "other", "2011", "Country XA | provider"]))
        page = self.client.get(address("preview", one) + "?rows=changed")
        self.assertContains(page, "A made-up exchange")
        self.assertContains(page, "Another title")
        self.assertContains(page, "Change 1 practice")

    def test_a_refused_row_says_where_and_why(self):
        one = self.checked(
            self.sheet(["", "Made up", "nonsense", "twenty", ""], ["", "Made up too", "other", "2011", ""])
        )
        page = self.client.get(address("preview", one) + "?rows=refused")
        self.assertContains(page, "nonsense")
        self.assertContains(page, "twenty")
        self.assertContains(page, "Write 1 new draft")
        self.assertContains(page, "1 row stays out")

    def test_of_a_row_with_very_many_problems_the_first_are_shown_with_their_number(self):
        cells = "; ".join(f"Unheard of {place}" for place in range(70))
        one = self.checked(
            csv_file(["Title", "Partner organisations"], ["A made-up visit", cells]), "title", MEANINGS[3]
        )
        page = self.client.get(address("preview", one) + "?rows=refused")
        line = page.context["lines"][0]
        self.assertEqual((len(line.problems), line.more), (MOST_PROBLEMS, 70 - MOST_PROBLEMS))
        self.assertContains(page, f"and {70 - MOST_PROBLEMS} more")
        self.assertContains(page, "70 words are not decided yet")

    def alike(self) -> Import:
        title = str(self.there)
        one = self.checked(csv_file(["Title", "Countries", "Started"], [title, "Country XA", "2001"]), "title", "countries:provider",
                           "start_year")  # fmt: skip
        self.assertEqual(one.counts[RowOutcome.ALIKE], 1)
        return one

    def test_what_resembles_a_practice_is_shown_beside_it(self):
        one = self.alike()
        page = self.client.get(address("preview", one))
        self.assertContains(page, "There already")
        self.assertContains(page, self.there.code)
        self.assertContains(page, "There is nothing to write.")

    def test_it_is_added_left_out_or_an_update(self):
        for choice, outcome in (
            ("add", RowOutcome.NEW),
            ("skip", RowOutcome.SKIPPED),
            (f"update:{self.there.code}", RowOutcome.CHANGED),
        ):
            with self.subTest(choice):
                one = self.alike()
                self.client.post(address("choose", one), {f"choice-{one.rows.get().number}": choice})
                self.work()
                self.assertEqual(one.rows.get().outcome, outcome)

    def test_all_of_them_at_once(self):
        one = self.alike()
        self.client.post(address("choose", one), {"add-all": "1"})
        self.work()
        self.assertEqual(one.rows.get().outcome, RowOutcome.NEW)

    def test_odd_choices_choose_nothing(self):
        one = self.alike()
        number = one.rows.get().number
        for odd in ({}, {"choice-x": "add"}, {f"choice-{'9' * 40}": "add"}, {"choice-99999": "add"}, {f"choice-{number}": "burn"},
                    {f"choice-{number}": "update:0000-0000"}):  # fmt: skip
            with self.subTest(odd):
                self.assertEqual(self.client.post(address("choose", one), odd).status_code, 302)
        one.refresh_from_db()
        self.assertEqual((one.step, one.rows.get().outcome), (ImportStep.PREVIEW, RowOutcome.ALIKE))

    def test_new_and_changed_rows_are_left_out_and_brought_back(self):
        there = make_practice(self.curator)
        one = self.checked(
            csv_file(
                ["code", "title"], ["", "A made-up walk"], ["", "A made-up ride"], [there.code, "A made-up change"]
            )
        )
        self.assertEqual([row.outcome for row in one.rows.order_by("number")], ["new", "new", "changed"])
        page = self.client.get(address("preview", one), {"rows": "new"})
        self.assertContains(page, "Leave this row out", count=2)
        self.client.post(address("choose", one), {"choice-3": "skip", "choice-4": "skip", "choice-2": "add"})
        self.work()
        self.assertEqual([row.outcome for row in one.rows.order_by("number")], ["new", "skipped", "skipped"])
        self.assertContains(self.client.get(address("preview", one), {"rows": "skipped"}), "Bring it in after all")
        self.client.post(address("choose", one), {"choice-3": "add", "choice-4": "add"})
        self.work()
        self.assertEqual([row.outcome for row in one.rows.order_by("number")], ["new", "new", "changed"])

    def test_a_sheet_of_headings_alone_is_told_from_one_that_changes_nothing(self):
        one = self.checked(csv_file(["title", "type"]))
        self.assertContains(self.client.get(address("preview", one)), "There are no rows below the headings.")
        one = self.checked(csv_file(["title"], ["A made-up walk"]))
        self.assertNotContains(self.client.get(address("preview", one)), "There are no rows below")

    def test_nothing_ticked_changes_nothing_and_stays_on_the_tab(self):
        one = self.checked(csv_file(["title"], ["A made-up walk"]))
        response = self.client.post(address("choose", one), {"rows": "new"})
        self.assertRedirects(response, f"{address('preview', one)}?rows=new", fetch_redirect_response=False)

    def test_a_title_that_stands_twice_is_marked(self):
        head = ["title", "summary"]
        one = self.checked(
            csv_file(head, ["A made-up walk", "One"], ["A made-up ride", "Two"], ["A made-up walk", "Three"])
        )
        page = self.client.get(address("preview", one), {"rows": "new"})
        self.assertContains(page, "The same title stands in row 4.", count=1)
        self.assertContains(page, "The same title stands in row", count=2)

    def test_odd_pages_are_pages(self):
        one = self.alike()
        for odd in (
            "?rows=nonsense",
            "?page=99999999999999999999",
            "?page=x",
            "?rows=new&page=-1",
            "?rows=skipped",
            "?rows=",
        ):
            with self.subTest(odd):
                self.assertEqual(self.client.get(address("preview", one) + odd).status_code, 200)

    def test_only_what_was_seen_is_written(self):
        one = self.checked(self.sheet(["", "Made up", "other", "2011", ""]))
        for odd in ("", "1.0.0.", "x" * 100_000):
            response = self.client.post(address("write", one), {"seen": odd})
            self.assertIn("has changed since", self.messages(response))
        one.refresh_from_db()
        self.assertEqual(one.step, ImportStep.PREVIEW)

    def test_where_nothing_could_be_written_it_says_so_and_why(self):
        one = self.checked(csv_file(["code", "title"], [make_practice(self.curator).code, "A made-up walk"]))
        seen = self.client.get(address("preview", one)).context["promise"].seen
        Practice.objects.update(revision=9)
        self.client.post(address("write", one), {"seen": seen})
        self.work()
        page = self.client.get(address("done", one))
        self.assertContains(page, "Nothing was written; below stands why")
        self.assertContains(page, "Somebody has changed this practice since the preview.")
        for untrue in ("The practices are written", "The public sees nothing of it yet.", address("undo", one)):
            self.assertNotContains(page, untrue)

    def test_a_second_press_does_nothing_more(self):
        one = self.checked(self.sheet(["", "Made up", "other", "2011", ""]))
        seen = self.client.get(address("preview", one)).context["promise"].seen
        for _press in range(2):
            response = self.client.post(address("write", one), {"seen": seen})
            self.assertRedirects(response, address("progress", one), fetch_redirect_response=False)
        self.work()
        self.assertEqual(Practice.objects.count(), 2)
        response = self.client.post(address("write", one), {"seen": seen})
        self.assertIn("nothing was done a second time", self.messages(response))

    def test_a_page_costs_the_same_for_three_rows_and_for_thirty(self):
        costs = []
        for count in (3, 30):
            one = Import.objects.create(
                person=self.curator, name="Made up", step=ImportStep.PREVIEW, counts={"new": count}
            )
            alike = [{"code": self.there.code, "title": "Made up", "score": 90}]
            for base, outcome in ((0, RowOutcome.NEW), (1_000, RowOutcome.ALIKE), (2_000, RowOutcome.REFUSED)):
                ImportRow.objects.bulk_create(
                    ImportRow(of=one, number=base + number, outcome=outcome, document={"type": "other"}, alike=alike)
                    for number in range(count)
                )
            for tab in ("new", "alike", "refused"):
                self.client.get(address("preview", one) + f"?rows={tab}")
                with CaptureQueriesContext(connection) as queries:
                    self.client.get(address("preview", one) + f"?rows={tab}")
                costs.append(len(queries))
        self.assertEqual(costs[:3], costs[3:])
        self.assertLess(costs[0], 15)


class ProgressTests(WizardTestCase):
    def setUp(self):
        super().setUp()
        self.one = received(json_file({"title": "Made up"}), self.curator)
        importing.set_columns(self.one, **self.one.mapping)

    def test_the_page_shows_how_far_it_is_with_and_without_script(self):
        Import.objects.update(done=200, total=400)
        page = self.client.get(address("progress", self.one))
        self.assertContains(page, "200 of 400 rows")
        self.assertContains(page, '<noscript><meta http-equiv="refresh"')
        state = self.client.get(address("state", self.one)).json()
        self.assertEqual((state["done"], state["total"], state["address"]), (200, 400, ""))

    def test_it_leads_on_when_the_work_is_done(self):
        importing.check(self.one)
        self.assertEqual(self.client.get(address("state", self.one)).json()["address"], address("preview", self.one))
        self.assertRedirects(self.client.get(address("progress", self.one)), address("preview", self.one))

    def test_work_that_was_left_lying_is_begun_again_once(self):
        for _press in range(2):
            self.client.post(address("progress", self.one))
        waiting = ProcrastinateJob.objects.filter(task_name=jobs.check_import.name, status="todo")
        self.assertEqual(waiting.count(), 1)

    def test_meanwhile_every_other_page_leads_here(self):
        for name in ("sheet", "columns", "decisions", "preview", "done", "undo"):
            with self.subTest(name):
                response = self.client.get(address(name, self.one))
                self.assertRedirects(response, address("progress", self.one))

    def test_a_fault_of_the_work_is_said_where_the_work_goes_on(self):
        Import.objects.update(step=ImportStep.COLUMNS, error="The rows could not be checked.")
        self.assertContains(self.client.get(address("columns", self.one)), "The rows could not be checked.")


class WrongStepTests(WizardTestCase):
    def test_every_page_at_every_step_leads_somewhere(self):
        one = received(json_file({"title": "Made up"}), self.curator)
        for step in ImportStep:
            Import.objects.update(step=step)
            for name in STEPS:
                with self.subTest(f"GET {name} at {step}"):
                    response = self.client.get(address(name, one))
                    self.assertIn(response.status_code, (200, 302))
            for name in POSTED:
                with self.subTest(f"POST {name} at {step}"):
                    response = self.client.post(address(name, one))
                    self.assertIn(response.status_code, (200, 302, 403))
                    Import.objects.update(step=step)

    def test_methods_that_mean_nothing_are_refused(self):
        one = received(json_file({"title": "Made up"}), self.curator)
        for name in (*STEPS, *POSTED):
            with self.subTest(name):
                self.assertEqual(self.client.put(address(name, one)).status_code, 405)
        for place in (LIST, ADD):
            self.assertEqual(self.client.delete(place).status_code, 405)

    def test_unknown_imports_are_unknown(self):
        for name in (*STEPS, *POSTED):
            place = reverse(f"admin:practices_import_{name}", args=[uuid4()])
            self.assertEqual(self.client.get(place).status_code, 404)
        self.assertEqual(self.client.get(f"{LIST}not-a-key/").status_code, 404)


class BatchTests(WizardTestCase):
    """What came in together goes to review together, and is approved together by somebody else."""

    def setUp(self):
        super().setUp()
        record = {"type": "other", "modality": "south_south", "summary": "Who did what.", "countries": "Country XA | provider",
                  "citations": "s1 | A made-up report | https://report.example/1"}  # fmt: skip
        self.one = loaded(json_file(record | {"title": "A made-up visit"}, {"title": "A made-up draft"}), self.curator)
        self.reviewer = member("reviewer")

    def submit(self):
        self.client.post(address("submit", self.one))
        self.work()
        self.one.refresh_from_db()

    def test_all_drafts_are_submitted_and_what_cannot_be_says_why(self):
        self.submit()
        page = self.client.get(address("done", self.one))
        self.assertContains(page, "Done for")
        states = set(Practice.objects.values_list("state", flat=True))
        self.assertIn(State.SUBMITTED, states)

    def test_a_reviewer_finds_it_and_approves_it_together(self):
        self.submit()
        self.client.force_login(self.reviewer)
        self.assertContains(self.client.get(LIST), self.one.name)
        self.assertContains(self.client.get("/admin/"), "Imports waiting for a reviewer")
        waiting = Practice.objects.filter(state=State.SUBMITTED).count()
        page = self.client.get(address("batch", self.one))
        self.assertEqual(page.context["total"], waiting)
        self.client.post(address("batch", self.one), {"seen": page.context["seen"], "note": "Made-up news."})
        self.assertContains(self.client.get(address("batch", self.one)), f"of {waiting}")
        self.assertEqual(self.client.get(address("batch_state", self.one)).json()["address"], "")
        self.work()
        published = Practice.objects.get(title="A made-up visit")
        self.assertEqual(published.state, State.PUBLISHED)
        self.assertEqual(published.editions.get().change_note, "Made-up news.")
        self.assertContains(self.client.get(address("batch", self.one)), "Done for")

    def test_who_brought_it_in_does_not_approve_it(self):
        self.submit()
        page = self.client.get(address("batch", self.one))
        self.assertContains(page, "another person has to approve them")
        self.client.post(address("batch", self.one), {"seen": page.context["seen"]})
        self.work()
        self.assertFalse(Practice.objects.filter(state=State.PUBLISHED).exists())
        self.assertContains(self.client.get(address("batch", self.one)), "Done for 0 of")

    def test_only_what_was_seen_is_approved(self):
        self.submit()
        self.client.force_login(self.reviewer)
        seen = self.client.get(address("batch", self.one)).context["seen"]
        Practice.objects.filter(state=State.SUBMITTED).update(revision=9)
        response = self.client.post(address("batch", self.one), {"seen": seen})
        self.assertIn("has changed since", self.messages(response))
        self.assertEqual(
            self.client.post(address("batch", self.one), {"seen": seen, "note": "x" * 5_000}).status_code, 200
        )
        self.work()
        self.assertFalse(Practice.objects.filter(state=State.PUBLISHED).exists())

    def test_a_reviewer_sees_nothing_before_it_is_submitted(self):
        self.client.force_login(self.reviewer)
        self.assertNotContains(self.client.get(LIST), self.one.name)
        self.assertEqual(self.client.get(address("batch", self.one)).status_code, 404)
        self.assertEqual(self.client.get(address("done", self.one)).status_code, 403)

    def test_what_was_deleted_since_is_named_too(self):
        workflow.delete(Practice.objects.get(title="A made-up draft"), by=self.curator, channel=Channel.ADMIN)
        page = self.client.get(address("undo", self.one))
        self.assertContains(page, "A made-up draft")
        self.assertEqual((page.context["going"], page.context["kept"]), (1, 1))

    def test_what_was_touched_since_is_kept_and_named(self):
        Practice.objects.filter(title="A made-up draft").update(revision=9)
        page = self.client.get(address("undo", self.one))
        self.assertEqual((page.context["going"], page.context["kept"]), (1, 1))
        self.client.post(address("undo", self.one))
        self.work()
        page = self.client.get(address("done", self.one))
        self.assertContains(page, "It has been changed since.")
        self.assertContains(page, "A part of the import is undone")
        self.assertContains(page, "1 practice is as it was before the import.")
        self.assertContains(page, "1 practice stays as it is now")
        self.assertContains(self.client.get(LIST), "A part of the import is undone")
        self.assertEqual(Practice.objects.get().title, "A made-up draft")

    def test_where_nothing_can_be_taken_back_nothing_is_offered(self):
        button, link = "Take the import back", address("undo", self.one)
        self.assertContains(self.client.get(link), button)
        page = self.client.get(address("done", self.one))
        self.assertContains(page, link)
        self.assertContains(page, "The public sees nothing of it yet.")
        Practice.objects.update(state=State.PUBLISHED, revision=9)
        self.assertNotContains(self.client.get(link), button)
        page = self.client.get(address("done", self.one))
        self.assertNotContains(page, link)
        self.assertContains(page, "2 practices are published by now")
        self.assertNotContains(page, "The public sees nothing of it yet.")
        self.assertRedirects(self.client.post(link), link, fetch_redirect_response=False)
        self.one.refresh_from_db()
        self.assertEqual(self.one.step, ImportStep.DONE)

    def test_an_import_of_which_nothing_was_taken_back_does_not_say_it_is_undone(self):
        importing.start_undo(self.one, by=self.curator)
        Practice.objects.update(revision=9)
        importing.undo(self.one, by=self.curator)
        for page in (self.client.get(address("done", self.one)), self.client.get(LIST)):
            self.assertContains(page, "Nothing was taken back")
            self.assertNotContains(page, "What was new is deleted")
            self.assertNotContains(page, ">Undone<")


class PeopleTests(WizardTestCase):
    def test_an_editor_does_not_work_on_the_import_of_another(self):
        one = received(json_file({"title": "Made up"}), self.other)
        self.assertNotContains(self.client.get(LIST), one.name)
        for name in STEPS:
            with self.subTest(name):
                self.assertEqual(self.client.get(address(name, one)).status_code, 404)

    def test_an_administrator_sees_those_of_all_and_writes_none_of_them(self):
        one = received(json_file({"title": "Made up"}), self.other)
        importing.set_columns(one, **one.mapping)
        importing.check(one)
        self.client.force_login(self.head)
        self.assertContains(self.client.get(LIST), one.name)
        page = self.client.get(address("preview", one))
        self.assertContains(page, "Only whoever brought the sheet in")
        self.assertEqual(
            self.client.post(address("write", one), {"seen": page.context["promise"].seen}).status_code, 403
        )

    def test_who_may_not_import_is_not_asked_for_a_file(self):
        for person in (self.contributor, member("reviewer")):
            self.client.force_login(person)
            self.assertEqual(self.client.get(ADD).status_code, 403)
            self.assertEqual(self.client.post(ADD, {"file": csv_file(["title"], ["Made up"])}).status_code, 403)
        self.assertFalse(Import.objects.exists())

    def test_the_way_to_the_wizard_is_shown_to_who_may(self):
        for place in ("/admin/", "/admin/practices/practice/"):
            with self.subTest(place):
                self.client.force_login(self.curator)
                self.assertContains(self.client.get(place), f'href="{LIST}">Import a sheet</a>')
                self.client.force_login(self.contributor)
                self.assertNotContains(self.client.get(place), "Import a sheet")

    def test_the_list_costs_the_same_for_three_imports_and_for_thirty(self):
        costs = []
        for count in (3, 27):
            for number in range(count):
                person = self.head if number else self.curator
                Import.objects.create(person=person, name=f"Made-up {number}", step=ImportStep.DONE, counts={"new": 2})
            self.client.force_login(self.head)
            self.client.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(LIST)
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])
        self.assertLess(costs[0], 15)

    def test_columns_are_lettered_as_spreadsheets_do(self):
        self.assertEqual([letter(place) for place in (0, 25, 26, 701, 702)], ["A", "Z", "AA", "ZZ", "AAA"])
