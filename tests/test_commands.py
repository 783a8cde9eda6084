"""Commands parse arguments and call one function; running one twice does no harm."""

import io
import json

from django.core.management import CommandError, call_command

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
        self.assertEqual(said, "1 editions changed.\n")
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
