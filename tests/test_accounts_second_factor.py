"""Second factors: set up, asked for at the door, and no admin page without one."""

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core import mail
from django.test import Client, TestCase, override_settings
from django.urls import NoReverseMatch, reverse

from tests.signing_in import account, code_of, show_again, sign_in, with_app
from tests.staff import CHANGELIST, member

INDEX, ACTIVATE, AUTHENTICATE = "/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/authenticate/"


def admin_addresses() -> list[str]:
    """Every address of the admin that needs no more than a key."""
    found = []
    for pattern in admin.site.get_urls():
        for inner in getattr(pattern, "url_patterns", [pattern]):
            if inner.name and inner.name not in ("login", "logout", "jsi18n"):
                for arguments in ([], ["1"]):
                    try:
                        found.append(reverse(f"admin:{inner.name}", args=arguments))
                        break
                    except NoReverseMatch:
                        continue
    return found


@override_settings(REQUIRE_SECOND_FACTOR=True)
class RequiredTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.head = member("administrator", "head")

    def test_no_page_of_the_admin_opens_without_one(self):
        self.client.force_login(self.head)
        addresses = admin_addresses()
        self.assertGreater(len(addresses), 30)
        for address in addresses:
            for method in (self.client.get, self.client.post):
                with self.subTest(address=address, method=method.__name__):
                    response = method(address)
                    self.assertEqual((response.status_code, response["Location"]), (302, INDEX))

    def test_who_sets_one_up_gets_where_they_wanted_to_go(self):
        sign_in(self.client, self.head)
        self.assertRedirects(self.client.get(f"{CHANGELIST}?state=draft"), INDEX, fetch_redirect_response=False)
        page = self.client.get(INDEX)
        self.assertContains(page, "opens once your account has a second factor")
        self.assertNotContains(page, "Go on to the page you wanted")
        show_again(self.client)
        secret = self.client.get(ACTIVATE).context["form"].secret
        with self.captureOnCommitCallbacks(execute=True):
            response = self.client.post(ACTIVATE, {"code": code_of(secret)}, follow=True)
        self.assertContains(response, f'href="{CHANGELIST}?state=draft"')
        self.assertContains(response, "<code>", count=10)
        self.assertEqual(self.client.get(CHANGELIST).status_code, 200)
        self.assertIn("Something about your account was changed", mail.outbox[-1].body)

    def test_once_known_it_costs_no_query(self):
        with_app(self.head)
        self.client.force_login(self.head)
        address = reverse("admin:accounts_who_may_do_what")
        with override_settings(REQUIRE_SECOND_FACTOR=False):
            self.client.get(address)
            with self.assertNumQueries(5):
                self.client.get(address)
        self.client.get(address)
        with self.assertNumQueries(5):
            self.client.get(address)

    def test_a_factor_that_goes_closes_the_admin_everywhere(self):
        secret = with_app(self.head)
        elsewhere = Client()
        for client in (self.client, elsewhere):
            sign_in(client, self.head)
            # A code counts once; the second browser gets in by a recovery code.
            codes = Authenticator.objects.get(user=self.head, type="recovery_codes").wrap().get_unused_codes()
            client.post(AUTHENTICATE, {"code": code_of(secret) if client is self.client else codes[0]})
            self.assertEqual(client.get(CHANGELIST).status_code, 200)
        used = Authenticator.objects.get(user=self.head, type="recovery_codes").wrap().get_unused_codes()[0]
        show_again(self.client)
        self.assertEqual(self.client.post("/account/2fa/totp/deactivate/").status_code, 302, used)
        self.assertRedirects(self.client.get(CHANGELIST), INDEX)
        self.assertEqual(elsewhere.get("/account/").status_code, 302)

    def test_who_is_no_staff_needs_none(self):
        self.client.force_login(account("ada"))
        self.assertEqual(self.client.get("/account/").status_code, 200)
        self.assertEqual(self.client.get(CHANGELIST, follow=True).status_code, 403)

    def test_pages_to_set_it_up_and_to_leave_stay_open(self):
        sign_in(self.client, self.head)
        for address in (INDEX, "/account/", "/account/email/", "/account/logout/", "/account/2fa/webauthn/"):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 200)
        self.assertEqual(self.client.post("/admin/logout/").status_code, 200)


class LocalTests(TestCase):
    def test_on_ones_own_machine_none_is_asked_for(self):
        self.client.force_login(member("administrator", "head"))
        self.assertEqual(self.client.get(CHANGELIST).status_code, 200)


class DoorTests(TestCase):
    def setUp(self):
        self.user = account("ada")
        self.secret = with_app(self.user)

    def test_the_password_alone_does_not_open(self):
        self.assertRedirects(sign_in(self.client, self.user), AUTHENTICATE)
        self.assertEqual(self.client.get("/account/").status_code, 302)
        self.assertContains(self.client.post(AUTHENTICATE, {"code": "000000"}), "This is not the code")
        self.assertRedirects(self.client.post(AUTHENTICATE, {"code": code_of(self.secret)}), "/account/")

    def test_a_code_counts_once(self):
        code = code_of(self.secret)
        for client, status in ((Client(), 302), (Client(), 200)):
            sign_in(client, self.user)
            self.assertEqual(client.post(AUTHENTICATE, {"code": code}).status_code, status)

    def test_a_recovery_code_opens_once(self):
        code = Authenticator.objects.get(user=self.user, type="recovery_codes").wrap().get_unused_codes()[0]
        for client, status in ((Client(), 302), (Client(), 200)):
            sign_in(client, self.user)
            self.assertEqual(client.post(AUTHENTICATE, {"code": code}).status_code, status)

    def test_guessing_codes_is_limited(self):
        sign_in(self.client, self.user)
        for number in range(12):
            last = self.client.post(AUTHENTICATE, {"code": f"{number:06}"})
        self.assertIn(last.status_code, (200, 429))
        refused = self.client.post(AUTHENTICATE, {"code": code_of(self.secret)})
        self.assertNotEqual(refused.status_code, 302)

    def test_odd_entries_are_form_errors(self):
        sign_in(self.client, self.user)
        for typed in (
            {"code": "a\0"},
            {"code": "9" * 10_000},
            {},
            {"credential": "{"},
            {"credential": "[1]"},
            {"code": ""},
        ):
            with self.subTest(typed=str(typed)[:30]):
                self.assertIn(self.client.post(AUTHENTICATE, typed).status_code, (200, 429))

    def test_a_passkey_login_that_is_none_is_a_form_error(self):
        self.assertEqual(
            self.client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).status_code, 200
        )
        long = '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "%s"}}' % ("9" * 50)
        for typed in ("", "{", "[]", '{"id": 1}', '{"id": "AA", "rawId": "AA", "response": 1}', long, "null", "x\0"):
            with self.subTest(typed=typed):
                self.assertIn(
                    Client().post("/account/2fa/webauthn/login/", {"credential": typed}).status_code, (200, 302, 429)
                )

    def test_pages_hold_no_script_of_their_own(self):
        sign_in(self.client, self.user)
        self.client.post(AUTHENTICATE, {"code": code_of(self.secret)})
        show_again(self.client)
        for address in (INDEX, "/account/2fa/webauthn/add/", "/account/login/", "/account/2fa/recovery-codes/"):
            with self.subTest(address=address):
                html = self.client.get(address).content.decode()
                self.assertNotRegex(html, r"(?i)\sstyle=|<style|\son[a-z]+=|javascript:")
                self.assertNotRegex(html, r'<script(?![^>]*(?: src=|type="application/json"))')


class LostTests(TestCase):
    """Whoever has lost phone, keys and codes asks an administrator."""

    def given(self, person):
        return {
            "email": person.email, "is_active": "on", "is_staff": "on", "groups": [group.pk for group in person.groups.all()],
            "mail_level": "all", "_remove_factors": "1",
        }  # fmt: skip

    def test_an_administrator_removes_second_factors_and_the_person_is_told(self):
        person, head = member("reviewer", "rita"), member("administrator", "head")
        with_app(person)
        self.client.force_login(head)
        address = f"/admin/accounts/user/{person.pk}/change/"
        self.assertContains(self.client.get(address), "_remove_factors")
        with self.captureOnCommitCallbacks(execute=True):
            self.assertRedirects(self.client.post(address, self.given(person)), address)
        self.assertFalse(Authenticator.objects.filter(user=person).exists())
        self.assertEqual(mail.outbox[-1].to, [person.email])
        self.assertNotContains(self.client.get(address), "_remove_factors")

    def test_nobody_else_does(self):
        person = member("reviewer", "rita")
        with_app(person)
        self.client.force_login(member("editor", "ed"))
        self.assertEqual(
            self.client.post(f"/admin/accounts/user/{person.pk}/change/", self.given(person)).status_code, 403
        )
        self.assertTrue(Authenticator.objects.filter(user=person).exists())

    def test_no_list_of_the_admin_shows_their_keys(self):
        self.assertEqual([model for model in admin.site._registry if model.__module__.startswith("allauth")], [])
