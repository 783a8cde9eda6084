"""Second factors: set up, asked for at the door, and no admin page without one."""

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core import mail
from django.test import Client, TestCase, TransactionTestCase, override_settings
from django.urls import NoReverseMatch, reverse

from accounts import roles, second_factor
from tests.signing_in import PASSWORD, account, code_of, enter, show_again, sign_in, with_app
from tests.staff import CHANGELIST, member

INDEX, ACTIVATE, AUTHENTICATE = "/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/authenticate/"
SHOW = "/account/2fa/reauthenticate/"


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

    def test_once_known_it_costs_no_query(self):
        enter(self.client, self.head, with_app(self.head))
        address = reverse("admin:accounts_who_may_do_what")
        with override_settings(REQUIRE_SECOND_FACTOR=False):
            self.client.get(address)
            with self.assertNumQueries(5):
                self.client.get(address)
        self.client.get(address)
        with self.assertNumQueries(5):
            self.client.get(address)

    def test_a_session_that_passed_none_is_led_to_show_the_one_there_is(self):
        secret = with_app(self.head)
        self.client.force_login(self.head)
        for address in admin_addresses():
            for method in (self.client.get, self.client.post):
                with self.subTest(address=address, method=method.__name__):
                    response = method(address)
                    self.assertEqual((response.status_code, response["Location"].partition("?")[0]), (302, SHOW))
        page = self.client.get(f"{CHANGELIST}?state=draft", follow=True)
        self.assertContains(page, "Show your second factor to go on")
        self.assertNotContains(page, "Use your password")
        self.assertEqual(self.client.get("/account/reauthenticate/")["Location"].partition("?")[0], SHOW)
        wrong = self.client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"code": "000000"})
        self.assertContains(wrong, "This is not the code")
        self.assertEqual(self.client.get(CHANGELIST).status_code, 302)
        address = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
        response = self.client.post(address, {"code": code_of(secret)})
        self.assertEqual(response["Location"], f"{CHANGELIST}?state=draft")
        self.assertEqual(self.client.get(CHANGELIST).status_code, 200)

    def test_the_password_alone_neither_replaces_nor_adds_one(self):
        secret = with_app(self.head)
        kept = set(Authenticator.objects.values_list("pk", flat=True))
        self.client.force_login(self.head)
        show_again(self.client)
        for address in (
            "/account/2fa/totp/deactivate/", "/account/2fa/webauthn/add/", "/account/2fa/recovery-codes/",
            "/account/2fa/recovery-codes/generate/", "/account/2fa/recovery-codes/download/", ACTIVATE,
        ):  # fmt: skip
            for method in (self.client.get, self.client.post):
                with self.subTest(address=address, method=method.__name__):
                    self.assertEqual(method(address)["Location"].partition("?")[0], SHOW)
        self.assertEqual(set(Authenticator.objects.values_list("pk", flat=True)), kept)
        self.assertEqual(self.client.get(INDEX).status_code, 200)
        self.client.post(f"{SHOW}?next={INDEX}", {"code": code_of(secret)})
        self.assertEqual(self.client.get("/account/2fa/totp/deactivate/").status_code, 200)

    def test_a_further_factor_counts_only_once_it_is_used(self):
        with_app(self.head)
        self.client.force_login(self.head)
        request = self.client.get("/account/").wsgi_request
        key = Authenticator.objects.create(user=self.head, type="webauthn", data={})
        second_factor.enrolled(request, key)
        self.assertFalse(second_factor.was_passed(request))
        Authenticator.objects.exclude(pk=key.pk).delete()
        second_factor.enrolled(request, key)
        self.assertTrue(second_factor.was_passed(request))

    def test_who_has_only_a_key_is_led_to_show_the_key(self):
        Authenticator.objects.create(user=self.head, type="webauthn", data={})
        self.client.force_login(self.head)
        location = self.client.get(CHANGELIST)["Location"]
        self.assertEqual(location.partition("?")[0], "/account/2fa/webauthn/reauthenticate/")

    def test_nobody_becomes_somebody_else_by_the_login_of_the_admin(self):
        contributor = account("cora", is_staff=True)
        for before in (None, contributor, self.head):
            client = Client()
            if before:
                client.force_login(before)
            for password in ("wrong", PASSWORD):
                with self.subTest(before=before, password=password):
                    response = client.post("/admin/login/", {"username": self.head.email, "password": password})
                    wanted = "/admin/" if before else "/account/login/?next=%2Fadmin%2F"
                    self.assertEqual((response.status_code, response["Location"]), (302, wanted))
                    self.assertEqual(client.session.get("_auth_user_id"), str(before.pk) if before else None)

    def test_the_login_of_the_admin_leads_on_this_site_only(self):
        for wanted, then in (
            (CHANGELIST, CHANGELIST),
            ("https://evil.example/", "/admin/"),
            ("//evil.example", "/admin/"),
        ):
            with self.subTest(wanted=wanted):
                response = self.client.get("/admin/login/", {"next": wanted})
                self.assertEqual(response["Location"], f"/account/login/?{urlencode({'next': then})}")
        for method in ("put", "delete", "options", "head"):
            with self.subTest(method=method):
                self.assertEqual(getattr(self.client, method)("/admin/login/").status_code, 302)
        self.client.force_login(account("ada"))
        self.assertEqual(self.client.get("/admin/login/").status_code, 403)

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


@override_settings(REQUIRE_SECOND_FACTOR=True)
class EnrolmentTests(TransactionTestCase):
    def test_who_sets_one_up_gets_where_they_wanted_to_go(self):
        roles.install()
        head = member("administrator", "head")
        sign_in(self.client, head)
        self.assertRedirects(self.client.get(f"{CHANGELIST}?state=draft"), INDEX, fetch_redirect_response=False)
        page = self.client.get(INDEX)
        self.assertContains(page, "opens once your account has a second factor")
        self.assertNotContains(page, "Go on to the page you wanted")
        show_again(self.client)
        secret = self.client.get(ACTIVATE).context["form"].secret
        response = self.client.post(ACTIVATE, {"code": code_of(secret)}, follow=True)
        self.assertContains(response, f'href="{CHANGELIST}?state=draft"')
        self.assertContains(response, "<code>", count=10)
        self.assertEqual(self.client.get(CHANGELIST).status_code, 200)
        self.assertIn("Something about your account was changed", mail.outbox[-1].body)


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
