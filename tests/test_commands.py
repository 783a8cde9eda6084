"""Commands parse arguments and call one function; running one twice does no harm."""

import io
import json
import os
import subprocess
import sys

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from practices.models import Edition, Listing
from tests.cast import RegistryTestCase, published


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


class RefreshListingsTests(RegistryTestCase):
    def test_listings_are_made_again(self):
        published(self.author)
        Listing.objects.all().delete()
        for _ in range(2):
            self.assertEqual(run("refresh_listings"), "1 public practices listed.\n")
        self.assertEqual(Listing.objects.count(), 1)


class RedactTests(RegistryTestCase):
    def setUp(self):
        self.practice = published(self.author, texts={"en": {"title": "A visit", "summary": "Jane Made-Up led it."}})

    def test_a_phrase_is_removed_by_somebody_who_may(self):
        typed = self.practice.code.upper()
        said = run("redact", typed, "Jane Made-Up", by="ADMINISTRATOR@test.example", note="She asked.")
        self.assertEqual(said, "Texts changed (editions, assessments, what the public is told beside them): 1.\n")
        self.assertNotIn("Jane", json.dumps(Edition.objects.get().document))

    def test_others_and_senseless_requests_are_refused_with_a_sentence(self):
        code = self.practice.code
        for arguments in (
            {"code": code, "phrase": "Jane", "by": "editor@test.example", "note": "Why."},
            {"code": code, "phrase": "Jane", "by": "nobody@test.example", "note": "Why."},
            {"code": "no-such-code", "phrase": "Jane", "by": "administrator@test.example", "note": "Why."},
            {"code": code, "phrase": "J", "by": "administrator@test.example", "note": "Why."},
            {"code": code, "phrase": "Jane", "by": "administrator@test.example", "note": " "},
        ):
            with self.subTest(arguments), self.assertRaises(CommandError):
                run("redact", arguments["code"], arguments["phrase"], by=arguments["by"], note=arguments["note"])
        self.assertIn("Jane", json.dumps(Edition.objects.get().document))


class TimeTests(RegistryTestCase):
    def test_commands_have_no_limit_of_time_and_requests_have_one(self):
        code = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout'); print(k.fetchone()[0])"
        clean = {name: value for name, value in os.environ.items() if name != "DATABASE_STATEMENT_MILLISECONDS"}
        said = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=settings.BASE_DIR, env=clean, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        self.assertEqual(said.stdout.strip().splitlines()[-1], "0")
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            self.assertEqual(cursor.fetchone()[0], "5s")
