"""Settings of accounts and mail, the checks of a service, the mail of one's own machine, the first administrator."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import translation

from accounts import mail
from accounts.models import User
from registry.checks import check_service
from registry.mail import ReadableBackend
from tests.signing_in import sign_in

SERVICE = {
    "REGISTRY_LOCAL": "0", "SECRET_KEY": "a-made-up-key-" * 5, "ALLOWED_HOSTS": "practices.example",
    "DATABASE_URL": "postgresql://nobody@localhost/none", "SITE_URL": "https://practices.example",
}  # fmt: skip
SHOW = "from registry import settings as s; print({})"


def shown(expression: str, **variables: str) -> subprocess.CompletedProcess:
    """What a process with these variables makes of the settings."""
    clean = {name: value for name, value in os.environ.items() if name not in {*SERVICE, "EMAIL_URL", "DATABASE_URL"}}
    return subprocess.run(
        [sys.executable, "-c", SHOW.format(expression)],
        cwd=settings.BASE_DIR, env=clean | variables, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


class SettingsTests(SimpleTestCase):
    def test_a_service_asks_for_a_second_factor_and_one_machine_does_not(self):
        self.assertEqual(shown("s.REQUIRE_SECOND_FACTOR", **SERVICE).stdout, "True\n")
        self.assertEqual(shown("s.REQUIRE_SECOND_FACTOR", REGISTRY_LOCAL="1").stdout, "False\n")
        self.assertEqual(shown("s.REQUIRE_SECOND_FACTOR", **SERVICE | {"REQUIRE_SECOND_FACTOR": "0"}).stdout, "False\n")

    def test_keys_from_plain_http_are_for_one_machine_only(self):
        self.assertEqual(shown("s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", **SERVICE).stdout, "False\n")

    def test_mail_goes_where_the_address_says(self):
        told = shown(
            "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_BACKEND",
            EMAIL_URL="smtp+tls://a:b@mail.example:587",
            **SERVICE,
        )
        self.assertIn("mail.example 587 True django.core.mail.backends.smtp.EmailBackend", told.stdout)
        self.assertIn("ReadableBackend", shown("s.EMAIL_BACKEND", REGISTRY_LOCAL="1").stdout)

    def test_senseless_values_stop_with_a_sentence(self):
        for name, value, words in (
            ("EMAIL_URL", "carrier-pigeon://loft", "EMAIL_URL must read"),
            ("OPEN_SIGNUP", "perhaps", "OPEN_SIGNUP must be 1 or 0"),
            ("INVITATION_DAYS", "0", "INVITATION_DAYS must be a whole number of at least 1"),
            ("SESSION_IDLE_HOURS", "x", "SESSION_IDLE_HOURS must be a whole number"),
        ):
            with self.subTest(name=name):
                told = shown("1", **SERVICE | {name: value})
                self.assertNotEqual(told.returncode, 0)
                self.assertIn(words, told.stderr)

    def test_a_service_says_where_it_is(self):
        for given in (
            "",
            " ",
            "practices.example",
            "ftp://practices.example",
            "https://",
            "https://a b",
            "https://a.example?x",
        ):
            with self.subTest(given=given):
                told = shown("1", **SERVICE | {"SITE_URL": given})
                self.assertNotEqual(told.returncode, 0)
                self.assertIn("Set SITE_URL to the address of the site", told.stderr)
        for given in ("https://practices.example/", "http://127.0.0.1:8000", "http://[::1]:8000"):
            with self.subTest(given=given):
                self.assertEqual(shown("s.SITE_URL", **SERVICE | {"SITE_URL": given}).stdout, given.rstrip("/") + "\n")
        self.assertEqual(shown("s.SITE_URL", REGISTRY_LOCAL="1", SITE_URL="").stdout, "http://localhost:8000\n")

    def test_one_proxy_is_believed_where_there_is_one(self):
        self.assertEqual(shown("s.ALLAUTH_TRUSTED_PROXY_COUNT", **SERVICE).stdout, "0\n")
        self.assertEqual(shown("s.ALLAUTH_TRUSTED_PROXY_COUNT", **SERVICE | {"BEHIND_PROXY": "1"}).stdout, "1\n")


class CheckTests(SimpleTestCase):
    def test_a_service_without_mail_is_told(self):
        with override_settings(LOCAL=False, EMAIL_URL=""):
            self.assertEqual([found.id for found in check_service(None)], ["registry.W002"])
        with override_settings(LOCAL=False, EMAIL_URL="smtp://mail.example"):
            self.assertEqual(check_service(None), [])


class ReadableMailTests(SimpleTestCase):
    def test_codes_can_be_read_where_the_registry_runs(self):
        said = io.StringIO()
        with redirect_stderr(said):
            sent = ReadableBackend().send_messages(
                [EmailMessage("Ihr Code – 你好", "ABC-DEF\nÄ", to=["a@test.example"])]
            )
        self.assertEqual(sent, 1)
        self.assertIn("Mail to a@test.example\nIhr Code – 你好\n\nABC-DEF\nÄ\n", said.getvalue())


class MailTests(SimpleTestCase):
    def test_a_mail_is_text_and_html_in_a_language_it_names(self):
        with translation.override("fr"):
            composed = mail.compose("accounts/email/deleted", "a@test.example", "ar", {})
        html, kind = composed.alternatives[0]
        self.assertEqual(kind, "text/html")
        self.assertIn('<html lang="en" dir="ltr">', html)  # until there is a catalogue
        self.assertIn("Your account is deleted", composed.subject)
        self.assertIn("http://localhost:8000/account/", composed.body)

    def test_a_subject_is_one_line(self):
        composed = mail.compose("accounts/email/deleted", "a@test.example", "en\nBcc: x", {})
        self.assertNotIn("\n", composed.subject)


class FirstAdministratorTests(TestCase):
    def test_the_printed_password_opens_the_admin_at_once(self):
        said = io.StringIO()
        call_command("create_local_administrator", stdout=said)
        password = said.getvalue().partition("password ")[2].split()[0]
        user = User.objects.get()
        self.assertIsNotNone(authenticate(None, email=user.email, password=password))
        self.assertRedirects(sign_in(self.client, user, password), "/admin/")
