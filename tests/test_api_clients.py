"""The programs of docs/api.md, run as they stand there against a live server."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.test import LiveServerTestCase, override_settings

from accounts import api_keys
from practices.api.problems import KINDS
from practices.document import build
from practices.models import Practice
from practices.vocabulary import State
from tests.cast import published
from tests.factories import make_reference, snapshot_document
from tests.staff import member

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
EXAMPLE = "https://registry.example"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"^    (curl .*)$", re.MULTILINE)
MANY = 100_000


def blocks(language: str) -> list[str]:
    """The programs in this language."""
    return [text for name, text in BLOCK.findall(PAGE.read_text()) if name == language]


def needs(*programs: str):
    """Skip a test where a program is not installed."""
    missing = [one for one in programs if not shutil.which(one)]
    return pytest.mark.skipif(bool(missing), reason=f"Not installed here: {', '.join(missing)}.")


class ClientTests(LiveServerTestCase):
    """Three practices, read two at a time so that there is a page to go on to."""

    def setUp(self):
        make_reference()
        self.author = member("contributor")
        titles = ("First made-up title", 'Échange “inventé” \\ "cité"', "تبادل مختلق")
        self.practices = [
            published(self.author, **snapshot_document(texts={"en": {"title": title, "summary": "Made up."}}))
            for title in titles
        ]
        limits = {"API_ANONYMOUS_PER_MINUTE": MANY, "API_ACCOUNT_PER_MINUTE": MANY}
        self.enterContext(override_settings(SITE_URL=self.live_server_url, **limits))
        self.expected = sorted(f"{one.code} {build(one)['texts']['en']['title']}" for one in self.practices)

    def here(self, text: str) -> str:
        """The program, which asks this server."""
        self.assertIn(EXAMPLE, text)
        return text.replace(EXAMPLE, self.live_server_url).replace("page_size=100", "page_size=2")

    def run_program(self, *command: str, **environment: str) -> str:
        """What it prints."""
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=os.environ | environment
        )
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        return run.stdout

    def assert_walks(self, printed: str) -> None:
        self.assertEqual(sorted(printed.strip().splitlines()), self.expected)

    def test_the_clients_have_ten_lines(self):
        for language, program in (("python", blocks("python")[0]), ("r", blocks("r")[0]), ("sh", blocks("sh")[0])):
            with self.subTest(language=language):
                self.assertLessEqual(len([line for line in program.splitlines() if line]), 10)

    def test_python_takes_all_pages(self):
        self.assert_walks(
            self.run_program(sys.executable, "-c", self.here(blocks("python")[0]), PYTHONIOENCODING="utf-8")
        )

    @needs("curl", "jq")
    def test_curl_takes_all_pages(self):
        self.assert_walks(self.run_program("sh", "-c", self.here(blocks("sh")[0])))

    @needs("Rscript")
    def test_r_takes_all_pages(self):
        self.assert_walks(self.run_program("Rscript", "-e", self.here(blocks("r")[0]), LC_ALL="C.UTF-8"))

    def test_the_address_in_r_answers_with_what_it_reads(self):
        address = re.search(r'"(https://[^"]+)"', blocks("r")[0])[1]
        with urlopen(self.here(address)) as answer:
            page = json.load(answer)
        self.assertEqual(len(page["results"]), 2)
        self.assertEqual(set(page["results"][0]), {"code", "title"})
        self.assertTrue(page["next"])

    @needs("curl")
    def test_single_calls_are_answered(self):
        calls = INDENTED.findall(PAGE.read_text())
        self.assertGreaterEqual(len(calls), 2)
        for call in calls:
            with self.subTest(call=call):
                asked = self.here(call.replace("country=KE", "country=XA").replace("-o practices.csv", ""))
                printed = self.run_program("sh", "-c", asked.replace("curl ", "curl --fail --silent --show-error ", 1))
                self.assertTrue(printed.startswith(("{", "\ufeffcode", "code")), printed[:100])

    @needs("curl")
    def test_a_draft_is_made_changed_and_submitted(self):
        _key, text = api_keys.make(self.author, "Made-up key", ["write"], 30)
        make, change = (self.here(one) for one in blocks("sh")[1:])
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "document.json").write_text(json.dumps(snapshot_document()))
        quiet = {"KEY": text, "REQUEST": "made-up-request"}
        made = json.loads(self.run_program("sh", "-c", f"cd {folder} && {make}", **quiet))
        self.run_program("sh", "-e", "-c", change, CODE=made["code"], **quiet)
        practice = Practice.objects.get(code=made["code"])
        self.assertEqual((practice.state, practice.end_year), (State.SUBMITTED, 2022))

    def test_the_page_names_every_kind_of_refusal_and_only_addresses_there_are(self):
        text = PAGE.read_text()
        statuses = {int(one) for row in re.findall(r"^\| ([\d, ]+) \|", text, re.MULTILINE) for one in row.split(",")}
        self.assertEqual(statuses, {kind.status for kind in KINDS.values()} - {500})
        for path in set(re.findall(r"`(/[a-z0-9/._-]+)`", text)):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(path, follow=True).status_code, 200)
