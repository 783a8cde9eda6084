"""Signing up, in and out; codes by mail; what nobody may learn; limits."""

import time
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPRecipientsRefused

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.core import mail
from django.db import transaction
from django.test import Client, TestCase, TransactionTestCase, override_settings

from accounts import deletion
from accounts.models import User
from accounts.passwords import LONGEST
from tests.factories import UserFactory
from tests.signing_in import (
    LOGIN,
    PASSWORD,
    account,
    in_thread,
    mailed_code,
    show_again,
    sign_in,
    wait_until_blocked,
    without_tokens,
)  # fmt: skip
from tests.staff import CHANGELIST, member

SIGNUP, RESET, CONFIRM = "/account/signup/", "/account/password/reset/", "/account/confirm-email/"
NEW = "four words nobody joins"


def asked(**changes) -> dict:
    """What somebody types who asks for an account."""
    return {
        "email": "new@test.example", "first_name": "Noor", "last_name": "Newcomer", "organisation_name": "Made-up Agency",
        "purpose": "To enter a made-up practice.", "password1": NEW, "password2": NEW, "website": "",
    } | changes  # fmt: skip


class SignUpTests(TestCase):
    def test_a_new_person_types_the_code_of_the_mail_and_waits_for_a_role(self):
        self.assertRedirects(self.client.post(SIGNUP, asked()), CONFIRM)
        self.assertEqual(mail.outbox[0].to, ["new@test.example"])
        self.assertRedirects(self.client.post(CONFIRM, {"code": mailed_code()}), "/account/")
        user = User.objects.get(email="new@test.example")
        self.assertEqual((user.organisation_name, user.purpose), ("Made-up Agency", "To enter a made-up practice."))
        self.assertEqual((user.is_staff, user.groups.count()), (False, 0))
        self.assertTrue(EmailAddress.objects.get(user=user).verified)
        self.assertContains(self.client.get("/account/"), "Your account has no role yet")

    def test_without_the_code_nobody_is_signed_in(self):
        self.client.post(SIGNUP, asked())
        self.assertContains(self.client.post(CONFIRM, {"code": "AAA-BBB"}), "This is not the code")
        self.assertEqual(self.client.get("/account/").status_code, 302)

    def test_an_address_that_has_an_account_is_answered_like_a_new_one(self):
        known = account("known")
        pages = []
        for email in (known.email, "new@test.example"):
            client = Client()
            response = client.post(SIGNUP, asked(email=email))
            self.assertRedirects(response, CONFIRM)
            pages.append(without_tokens(client.get(CONFIRM)).replace(email, "ADDRESS"))
        self.assertEqual(pages[0], pages[1])
        self.assertEqual(User.objects.filter(email=known.email).count(), 1)
        self.assertIn("You have an account already", mail.outbox[0].subject)
        self.assertIn("http://localhost:8000/account/password/reset/", mail.outbox[0].body)

    def test_neither_is_quicker_than_the_other(self):
        known, unconfirmed = account("known").email, UserFactory(email="unconfirmed@test.example").email
        with override_settings(PASSWORD_HASHERS=["tests.test_accounts_signin.Counting"]):
            for email in (known, "new@test.example", unconfirmed):
                before = Counting.hashed
                self.assertEqual(Client().post(SIGNUP, asked(email=email)).status_code, 302)
                self.assertEqual(Counting.hashed - before, 1, email)
            for email in (known, "another@test.example"):
                before = Counting.hashed
                Client().post(SIGNUP, asked(email=email, website="https://spam.example"))
                self.assertEqual(Counting.hashed - before, 0, email)

    def test_every_field_has_its_limit(self):
        long = {"first_name": 150, "last_name": 150, "organisation_name": 200, "purpose": 1_000}
        for name, limit in long.items():
            for value in ("", "x" * (limit + 1), "a\0b"):
                with self.subTest(field=name, value=value[:3]):
                    response = Client().post(SIGNUP, asked(**{name: value}))
                    self.assertIn(name, response.context["form"].errors)
        self.assertFalse(User.objects.exists())

    def test_whoever_fills_the_trap_gets_no_account(self):
        self.assertEqual(self.client.post(SIGNUP, asked(website="https://spam.example")).status_code, 302)
        self.assertFalse(User.objects.exists())

    def test_the_trap_is_hidden_without_an_inline_style(self):
        self.assertNotRegex(self.client.get(SIGNUP).content.decode(), r"\sstyle=|<style")

    @override_settings(OPEN_SIGNUP=False)
    def test_it_can_be_closed(self):
        self.assertContains(self.client.get(SIGNUP), "by invitation only")
        self.client.post(SIGNUP, asked())
        self.assertFalse(User.objects.exists())

    def test_rights_are_not_taken_from_the_form(self):
        self.client.post(SIGNUP, asked(is_staff="on", is_superuser="on", groups="1"))
        user = User.objects.get()
        self.assertEqual((user.is_staff, user.is_superuser, user.groups.count()), (False, False, 0))


class SignInTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = account("ada")

    def test_the_right_password_opens_the_account(self):
        self.assertRedirects(sign_in(self.client, self.user), "/account/")

    def test_capitals_of_an_address_do_not_matter(self):
        self.assertEqual(self.client.post(LOGIN, {"login": "ADA@Test.Example", "password": PASSWORD}).status_code, 302)

    def test_the_session_gets_a_new_key(self):
        self.client.get(f"{LOGIN}?next=/account/")
        session = self.client.session
        session["left"] = "by an attacker"
        session.save()
        before = self.client.cookies["sessionid"].value if "sessionid" in self.client.cookies else session.session_key
        sign_in(self.client, self.user)
        self.assertNotEqual(self.client.cookies["sessionid"].value, before)

    def test_a_wrong_password_and_an_unknown_address_are_answered_alike(self):
        pages = []
        for email in (self.user.email, "nobody@test.example"):
            response = Client().post(LOGIN, {"login": email, "password": "something wrong"})
            self.assertEqual(response.status_code, 200)
            pages.append(without_tokens(response).replace(email, "ADDRESS"))
        self.assertEqual(pages[0], pages[1])

    def test_an_unconfirmed_address_needs_a_code(self):
        stranger = UserFactory(email="unconfirmed@test.example")
        self.assertRedirects(sign_in(self.client, stranger), CONFIRM)
        self.assertRedirects(self.client.post(CONFIRM, {"code": mailed_code()}), "/account/")

    def test_nobody_is_led_off_the_site(self):
        for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
            with self.subTest(next=address):
                response = Client().post(LOGIN, {"login": self.user.email, "password": PASSWORD, "next": address})
                self.assertEqual(response["Location"], "/account/")

    def test_a_deactivated_account_cannot_sign_in_and_is_out_at_once(self):
        sign_in(self.client, self.user)
        User.objects.filter(pk=self.user.pk).update(is_active=False)
        self.assertEqual(self.client.get("/account/").status_code, 302)
        sign_in(self.client, self.user)
        self.assertEqual(self.client.get("/account/").status_code, 302)

    def test_who_signs_out_is_out(self):
        sign_in(self.client, self.user)
        self.assertEqual(self.client.get("/account/logout/").status_code, 200)
        self.assertEqual(self.client.get("/account/").status_code, 200)  # asking is not doing
        self.client.post("/account/logout/")
        self.assertEqual(self.client.get("/account/").status_code, 302)

    def test_logins_are_logged_by_key_never_by_address(self):
        with self.assertLogs("registry.audit") as log:
            sign_in(Client(), self.user, "something wrong")
            sign_in(Client(), self.user)
        said = "\n".join(log.output)
        self.assertIn(f"login_failed user={self.user.pk}", said)
        self.assertIn(f"login user={self.user.pk}", said)
        self.assertNotIn("ada@", said)
        self.assertNotIn(PASSWORD, said)

    def test_odd_entries_are_form_errors(self):
        for login, password in (
            ("", ""),
            ("x", "y"),
            ("a\0@test.example", "b\0"),
            ("é" * 5_000, "ü"),
            ("a@b.example", ""),
        ):
            with self.subTest(login=login[:10]):
                self.assertEqual(Client().post(LOGIN, {"login": login, "password": password}).status_code, 200)


class LimitTests(TestCase):
    def test_an_account_is_closed_to_guessing_from_wherever(self):
        user = account("guessed")
        for number in range(5):
            Client(REMOTE_ADDR=f"192.0.2.{number}").post(LOGIN, {"login": user.email, "password": f"wrong {number}"})
        refused = Client(REMOTE_ADDR="192.0.2.99").post(LOGIN, {"login": user.email, "password": PASSWORD})
        self.assertContains(refused, "Too many attempts to sign in")

    def test_an_address_without_an_account_is_limited_alike(self):
        for number in range(6):
            last = Client(REMOTE_ADDR=f"192.0.2.{number}").post(
                LOGIN, {"login": "no@test.example", "password": "wrong"}
            )
        self.assertContains(last, "Too many attempts to sign in")

    def test_a_machine_is_closed_to_guessing_at_whomever(self):
        for number in range(10):
            self.client.post(LOGIN, {"login": f"person{number}@test.example", "password": "wrong"})
        refused = sign_in(self.client, account("lucky"))
        self.assertContains(refused, "Too many attempts to sign in")

    def test_the_hardest_limit_answers_429_in_our_layout(self):
        for number in range(21):
            last = self.client.post(RESET, {"email": f"person{number}@test.example"})
        self.assertContains(last, "Too many requests", status_code=429)
        self.assertEqual(last["Retry-After"], "60")
        self.assertContains(last, "masthead", status_code=429)

    def test_the_login_of_the_admin_is_the_same_one(self):
        response = self.client.get(CHANGELIST, follow=True)
        self.assertEqual(response.request["PATH_INFO"], LOGIN)
        posted = self.client.post("/admin/login/", {"username": "a@test.example", "password": "x"})
        self.assertEqual((posted.status_code, posted["Location"].partition("?")[0]), (302, LOGIN))


class PasswordTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = account("ada")

    def test_limits_of_a_new_password(self):
        grid = {
            "x7!kq z": False,
            "x7!kq zü": True,
            "word " * 25 + "abc": True,
            "v" * (LONGEST + 1): False,
            "password1": False,
        }
        for number, (password, is_good) in enumerate(grid.items()):
            with self.subTest(length=len(password)):
                client = Client(REMOTE_ADDR=f"192.0.2.{number}")
                response = client.post(
                    SIGNUP, asked(email=f"p{number}@test.example", password1=password, password2=password)
                )
                self.assertEqual(response.status_code, 302 if is_good else 200)

    def test_an_overlong_password_is_refused_before_it_is_hashed(self):
        sign_in(self.client, self.user)
        long = "v" * 100_000
        forms = {
            LOGIN: {"login": self.user.email, "password": long},
            "/account/reauthenticate/": {"password": long},
            "/account/password/change/": {"oldpassword": long, "password1": NEW, "password2": NEW},
        }
        with override_settings(PASSWORD_HASHERS=["tests.test_accounts_signin.NeverHashes"]):
            for address, typed in forms.items():
                with self.subTest(address=address):
                    client = Client() if address == LOGIN else self.client
                    self.assertContains(client.post(address, typed), "at most 256 characters")

    def test_a_change_needs_the_old_password_tells_by_mail_and_ends_other_sessions(self):
        elsewhere = Client()
        sign_in(elsewhere, self.user)
        sign_in(self.client, self.user)
        wrong = {"oldpassword": "not this", "password1": NEW, "password2": NEW}
        self.assertContains(self.client.post("/account/password/change/", wrong), "This is not your password")
        self.assertEqual(elsewhere.get("/account/").status_code, 200)
        response = self.client.post("/account/password/change/", wrong | {"oldpassword": PASSWORD})
        self.assertRedirects(response, "/account/")
        self.assertEqual(elsewhere.get("/account/").status_code, 302)
        self.assertEqual(mail.outbox[-1].to, [self.user.email])
        self.assertIn("Something about your account was changed", mail.outbox[-1].body)

    def test_a_forgotten_one_is_replaced_by_a_code(self):
        self.client.post(RESET, {"email": self.user.email})
        code = mailed_code()
        self.assertNotIn(code, mail.outbox[-1].body.partition(code)[2])
        confirm = "/account/password/reset/confirm/"
        self.assertContains(self.client.post(confirm, {"code": "ZZZ-ZZZ"}), "This is not the code")
        self.assertEqual(self.client.post(confirm, {"code": code}).status_code, 302)
        self.client.post("/account/password/reset/complete/", {"password1": NEW, "password2": NEW})
        self.assertEqual(sign_in(Client(), self.user).status_code, 200)
        self.assertEqual(sign_in(Client(), self.user, NEW).status_code, 302)

    def test_asking_for_one_tells_nothing_about_an_account(self):
        pages = []
        for email in (self.user.email, "nobody@test.example"):
            client = Client()
            response = client.post(RESET, {"email": email})
            pages.append((response.status_code, response["Location"]))
            pages.append(without_tokens(client.get(response["Location"])).replace(email, "ADDRESS"))
        self.assertEqual(pages[:2], pages[2:])
        self.assertEqual(len(mail.outbox), 2)


class Counting(MD5PasswordHasher):
    """Tells how often something was hashed."""

    algorithm, hashed = "counting", 0

    def encode(self, password, salt):
        Counting.hashed += 1
        return super().encode(password, salt)


class NeverHashes:
    """Fails where a password would be hashed."""

    algorithm = "never"

    def encode(self, *args):
        raise AssertionError("An overlong password was hashed.")

    verify = must_update = harden_runtime = decode = encode


class AddressTests(TestCase):
    def test_another_address_takes_over_once_its_code_is_typed_and_the_old_one_is_told(self):
        user = account("ada")
        sign_in(self.client, user)
        show_again(self.client)
        self.client.post("/account/email/", {"action_add": "1", "email": "ada.new@test.example"})
        user.refresh_from_db()
        self.assertEqual(user.email, "ada@test.example")
        self.assertEqual(mail.outbox[-1].to, ["ada.new@test.example"])
        self.client.post(CONFIRM, {"code": mailed_code()})
        user.refresh_from_db()
        self.assertEqual(user.email, "ada.new@test.example")
        self.assertIn(["ada@test.example"], [message.to for message in mail.outbox])

    def test_it_needs_the_password_again(self):
        sign_in(self.client, account("ada"))
        response = self.client.post("/account/email/", {"action_add": "1", "email": "new@test.example"})
        self.assertIn("/account/reauthenticate/", response["Location"])
        self.assertEqual(mail.outbox, [])

    def test_the_address_of_somebody_else_is_not_taken_over(self):
        other, user = account("other"), account("ada")
        sign_in(self.client, user)
        show_again(self.client)
        self.client.post("/account/email/", {"action_add": "1", "email": other.email})
        self.client.post(CONFIRM, {"code": mailed_code()})
        user.refresh_from_db()
        self.assertEqual(user.email, "ada@test.example")
        self.assertFalse(EmailAddress.objects.filter(user=user, email=other.email).exists())

    def test_an_address_with_capitals_does_no_harm(self):
        user = UserFactory(email="Ada@test.example")
        self.client.force_login(user)
        self.assertEqual(self.client.get("/account/email/").status_code, 200)
        self.assertEqual(self.client.get("/account/email/").status_code, 200)


class SessionTests(TestCase):
    def later(self, seconds: int, **others):
        """Move the session into the past."""
        session = self.client.session
        for name in ("signed_in_at", "seen_at"):
            session[name] = int(time.time()) - others.get(name, seconds)
        session.save()

    def test_staff_are_out_after_three_idle_hours_and_after_twelve_in_any_case(self):
        person = member("reviewer", "rita")
        for signed_in, seen, is_in in ((4, 1, True), (4, 3.01, False), (12.01, 0, False)):
            with self.subTest(signed_in=signed_in, seen=seen):
                self.client.force_login(person)
                self.later(0, signed_in_at=int(signed_in * 3600), seen_at=int(seen * 3600))
                self.assertEqual(self.client.get(CHANGELIST).status_code, 200 if is_in else 302)

    def test_others_may_pause_for_hours(self):
        self.client.force_login(account("ada"))
        self.later(0, signed_in_at=5 * 3600, seen_at=5 * 3600)
        self.assertEqual(self.client.get("/account/").status_code, 200)
        self.later(0, signed_in_at=12 * 3600 + 5, seen_at=60)
        self.assertEqual(self.client.get("/account/").status_code, 302)

    def test_a_page_writes_the_session_only_now_and_then(self):
        self.client.force_login(account("ada"))
        self.client.get("/account/")
        with self.assertNumQueries(6) as queries:
            self.client.get("/account/")
        self.assertFalse([one["sql"] for one in queries if one["sql"].startswith("UPDATE")])

    def test_other_sessions_are_listed_and_ended(self):
        user = account("ada")
        elsewhere = Client()
        sign_in(elsewhere, user)
        sign_in(self.client, user)
        page = self.client.get("/account/sessions/")
        self.assertContains(page, "This device", count=1)
        self.client.post("/account/sessions/")
        self.assertEqual(elsewhere.get("/account/").status_code, 302)
        self.assertEqual(self.client.get("/account/").status_code, 200)

    def test_another_role_ends_the_sessions_and_other_apps_hear_of_it(self):
        person, head = member("reviewer", "rita"), member("administrator", "head")
        sign_in(self.client, person)
        self.assertTrue(UserSession.objects.filter(user=person).exists())
        admin = Client()
        admin.force_login(head)
        given = {"email": person.email, "first_name": "Rita", "is_active": "on", "is_staff": "on", "mail_level": "all"}
        address = f"/admin/accounts/user/{person.pk}/change/"
        role = str(Group.objects.get(name="reviewer").pk)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(admin.post(address, given | {"groups": role}).status_code, 302)
        self.assertEqual(self.client.get(CHANGELIST).status_code, 200)
        seen = []
        before = deletion._loss_hooks[:]
        deletion.on_loss_of_rights(fails)
        deletion.on_loss_of_rights(lambda user: seen.append((user.pk, user.is_active, user.groups.get().name)))
        self.addCleanup(deletion._loss_hooks.__setitem__, slice(None), before)
        for change in ({"groups": str(Group.objects.get(name="editor").pk)}, {"is_staff": ""}, {"is_active": ""}):
            with self.subTest(change=change):
                sign_in(self.client, person)
                posted = {name: value for name, value in (given | {"groups": role} | change).items() if value}
                with self.captureOnCommitCallbacks(execute=True), self.assertLogs("registry.audit") as log:
                    self.assertEqual(admin.post(address, posted).status_code, 302)
                    self.assertEqual(seen, [])
                now = User.objects.get(pk=person.pk)
                self.assertEqual(seen, [(person.pk, now.is_active, now.groups.get().name)])
                seen.clear()
                self.assertFalse(UserSession.objects.filter(user=person).exists())
                self.assertIn(f"role_changed user={person.pk} by={head.pk}", "\n".join(log.output))
                User.objects.filter(pk=person.pk).update(is_active=True, is_staff=True)
                person.groups.set([int(role)])

    def test_another_address_by_an_administrator_is_told_to_the_old_one(self):
        person, head = member("reviewer", "rita"), member("administrator", "head")
        self.client.force_login(head)
        given = {
            "email": "rita.new@test.example",
            "is_active": "on",
            "is_staff": "on",
            "groups": str(person.groups.get().pk),
        }
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"/admin/accounts/user/{person.pk}/change/", given)
        self.assertEqual([message.to for message in mail.outbox], [["rita@test.example"]])
        self.assertFalse(EmailAddress.objects.get(user=person).verified)


class PageTests(TestCase):
    def test_pages_stay_in_the_language_that_was_asked_for(self):
        response = self.client.get(f"{LOGIN}?language=ar&next=/account/profile/")
        self.assertContains(response, '<html lang="en" dir="rtl">')
        self.assertContains(response, "/account/login/?language=fr&amp;next=%2Faccount%2Fprofile%2F")
        self.assertContains(self.client.get(SIGNUP), '<html lang="en" dir="rtl">')
        self.assertContains(self.client.get(f"{SIGNUP}?language=nonsense"), '<html lang="en" dir="rtl">')

    def test_a_preferred_language_counts_where_none_was_chosen(self):
        self.client.force_login(account("ada", preferred_language="ar"))
        self.assertContains(self.client.get("/account/"), 'dir="rtl"')
        self.assertContains(self.client.get("/account/?language=fr"), 'dir="ltr"')

    def test_who_signs_in_goes_on_in_the_language_they_prefer(self):
        user = account("ada", preferred_language="ar")
        self.client.get(f"{LOGIN}?language=fr")
        sign_in(self.client, user)
        self.assertContains(self.client.get("/account/"), 'dir="rtl"')
        self.client.post("/account/profile/", {"preferred_language": "fr", "mail_level": "all"})
        self.assertContains(self.client.get("/account/"), 'dir="ltr"')

    def test_personal_pages_are_in_no_cache(self):
        for address in (LOGIN, SIGNUP, "/account/", "/account/2fa/"):
            with self.subTest(address=address):
                self.assertIn("no-store", self.client.get(address)["Cache-Control"])

    def test_a_public_page_starts_no_session_and_does_not_vary(self):
        response = self.client.get("/en/about/")
        self.assertNotIn("Set-Cookie", response)
        self.assertNotIn("Cookie", response.get("Vary", ""))
        self.assertContains(response, 'href="/account/?language=en"')

    def test_a_mail_server_that_is_down_is_told_in_words(self):
        with (
            override_settings(EMAIL_BACKEND="tests.test_accounts_signin.Down"),
            self.assertLogs("accounts.mail", "ERROR"),
        ):
            response = self.client.post(RESET, {"email": "nobody@test.example"}, follow=True)
        self.assertContains(response, "The mail could not be sent")

    def test_a_mail_that_fails_leaves_no_address_in_the_log(self):
        for backend, said in (
            ("Down", "ConnectionRefusedError."),
            ("Refusing", "SMTPRecipientsRefused 550."),
            ("Odd", "UnicodeError."),
        ):
            with (
                self.subTest(backend=backend),
                override_settings(EMAIL_BACKEND=f"tests.test_accounts_signin.{backend}"),
                self.assertLogs("accounts.mail", "ERROR") as log,
            ):
                Client().post(RESET, {"email": "nobody@test.example"})
                self.assertIn(said, log.output[0])
                self.assertNotIn("nobody@", "\n".join(log.output))
                self.assertFalse(log.records[0].exc_info)


class RaceTests(TransactionTestCase):
    def test_whoever_got_the_account_a_moment_ago_is_answered_like_anybody_who_has_one(self):
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                UserFactory(email="new@test.example")  # not committed yet: the form cannot see it
                answer = pool.submit(in_thread, lambda: Client().post(SIGNUP, asked()))
                wait_until_blocked()
            response = answer.result(20)
        self.assertEqual((response.status_code, response["Location"]), (302, CONFIRM))
        self.assertIn("You have an account already", mail.outbox[0].subject)
        self.assertEqual(User.objects.count(), 1)


def fails(user) -> None:
    """A hook that does."""
    raise ValueError("A made-up failure.")


class Down:
    """A mail server that does not answer."""

    def __init__(self, *args, **kwargs) -> None:
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("Nobody there.")


class Refusing(Down):
    """A mail server that repeats the address it refuses."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"No such user: " + messages[0].to[0].encode())})


class Odd(Down):
    """An address that no header can hold."""

    def send_messages(self, messages):
        raise UnicodeError(messages[0].to[0])
