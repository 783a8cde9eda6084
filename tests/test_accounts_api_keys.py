"""accounts.api_keys and its pages: keys are shown once, found by one query, and end when they should."""

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

from django.contrib.auth.models import Group
from django.core import mail
from django.db import transaction
from django.test import Client, TestCase, TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import api_keys, deletion, personal_data, roles
from accounts.api_keys import BadKey, KeyRefused
from accounts.models import ApiKey, ApiScope, User
from practices import jobs
from tests.sent_forms import sent
from tests.signing_in import account, code_of, enter, in_thread, show_again, sign_in, wait_until_blocked, with_app
from tests.staff import member

MAKE, ACCOUNT = "/account/keys/new/", "/account/"
GIVEN = {"name": "Made-up copy", "scopes": ["write"], "days": "90"}
AUDIT = "registry.audit"


def withdraw_address(key) -> str:
    return reverse("account_api_key_withdraw", args=[key.pk])


class KeyTestCase(TestCase):
    """Somebody with one key."""

    def setUp(self):
        self.user = account("ada")
        self.key, self.text = api_keys.make(self.user, "Made-up copy", ["write"], 30)

    def refusal(self, text: str) -> str:
        with self.assertRaises(BadKey) as caught:
            api_keys.read(text)
        self.assertTrue(caught.exception.reason.endswith("."))
        return caught.exception.code


class ReadTests(KeyTestCase):
    def test_a_live_key_is_found_with_its_owner_by_one_query(self):
        with self.assertNumQueries(1):
            found = api_keys.read(self.text)
            self.assertEqual((found, found.owner), (self.key, self.user))

    def test_only_the_hash_is_kept(self):
        self.assertRegex(self.text, r"\Aprk_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}\Z")
        self.key.refresh_from_db()
        self.assertEqual(self.key.start, self.text[:12])
        self.assertEqual(self.key.secret_hash, hashlib.sha256(self.text.encode()).hexdigest())
        kept = json.dumps(ApiKey.objects.values().get(), default=str)
        self.assertNotIn(self.text[13:], kept)

    def test_no_two_keys_are_alike(self):
        others = {api_keys._new_text() for _number in range(100)}
        self.assertEqual(len(others), 100)

    def test_odd_text_is_refused_without_a_query(self):
        odd = [
            "", "\0", "prk_", "x" * 1_000_000, self.text + "\n", " " + self.text, self.text + "a", self.text[:-1],
            self.text.replace("prk", "PRK"), self.text[:-1] + "é", self.text[:-1] + "\0", self.text[:-1] + "\ud800",
            "prk_١٢٣٤٥٦٧٨_" + "a" * 43, f"Bearer {self.text}", "prk_%", self.text.replace("_", "-"),
        ]  # fmt: skip
        for text in odd:
            with self.subTest(text=text[:60]), self.assertNumQueries(0):
                self.assertEqual(self.refusal(text), "malformed")

    def test_a_text_that_differs_is_unknown_by_as_many_queries(self):
        last = "A" if self.text[-1] != "A" else "B"
        other = self.text[:4] + ("a" if self.text[4] != "a" else "b") + self.text[5:]
        for text in (self.text[:-1] + last, other):
            with self.assertNumQueries(1):
                self.assertEqual(self.refusal(text), "unknown")

    def test_it_ends_on_its_moment(self):
        ends = self.key.expires_at
        for moment, is_good in ((ends - timedelta(microseconds=1), True), (ends, False)):
            with self.subTest(moment=moment), mock.patch("django.utils.timezone.now", return_value=moment):
                self.assertEqual(api_keys.live(self.user).exists(), is_good)
                if is_good:
                    self.assertEqual(api_keys.read(self.text), self.key)
                else:
                    self.assertEqual(self.refusal(self.text), "expired")

    def test_a_withdrawn_one_opens_nothing(self):
        api_keys.revoke(self.key, by=self.user)
        self.assertEqual(self.refusal(self.text), "revoked")
        ApiKey.objects.update(expires_at=timezone.now())
        self.assertEqual(self.refusal(self.text), "revoked")

    def test_nor_does_that_of_an_account_that_is_not_active(self):
        User.objects.update(is_active=False)
        self.assertEqual(self.refusal(self.text), "inactive")

    def test_why_is_told_only_to_who_has_the_whole_key(self):
        api_keys.revoke(self.key, by=self.user)
        self.assertEqual(self.refusal(self.text[:13] + "A" * 43), "unknown")

    def test_refusals_are_in_the_log_and_the_key_is_not(self):
        with self.assertLogs(AUDIT) as log:
            self.refusal(self.text[:13] + "A" * 43)
            self.refusal("made up")
            api_keys.revoke(self.key, by=self.user)
            self.refusal(self.text)
        said = "\n".join(log.output)
        for line in ("api_key_refused reason=unknown", "api_key_refused reason=malformed",
                     f"api_key_refused user={self.user.pk} key={self.key.pk} reason=revoked"):  # fmt: skip
            self.assertIn(line, said)
        for hidden in (self.text, self.text[13:], "A" * 43, "made up", self.user.email):
            self.assertNotIn(hidden, said)


class UseTests(KeyTestCase):
    def used(self):
        self.key.refresh_from_db()
        return self.key.last_used_at

    def test_it_is_noted(self):
        self.assertIsNone(self.used())
        api_keys.note_use(api_keys.read(self.text))
        self.assertLess(timezone.now() - self.used(), timedelta(seconds=30))

    def test_but_once_a_minute_at_most(self):
        with self.assertNumQueries(1):
            api_keys.note_use(self.key)
        first = self.used()
        with self.assertNumQueries(0):
            api_keys.note_use(self.key)
        stale = ApiKey.objects.get()
        stale.last_used_at = None  # as another process read it before
        api_keys.note_use(stale)
        self.assertEqual(self.used(), first)
        ApiKey.objects.update(last_used_at=first - timedelta(seconds=61))
        api_keys.note_use(ApiKey.objects.get())
        self.assertGreater(self.used(), first)


class MakeTests(KeyTestCase):
    def test_reading_is_always_in_it_and_scopes_stand_in_order(self):
        key, _text = api_keys.make(self.user, "Another", ["write", "write"], 365)
        self.assertEqual(key.scopes, ["read", "write"])
        self.assertEqual(api_keys.make(self.user, "Third", [], 30)[0].scopes, ["read"])
        self.assertAlmostEqual(key.expires_at, timezone.now() + timedelta(days=365), delta=timedelta(minutes=1))

    def test_moderating_is_for_those_whose_role_lets_them(self):
        for role in ("reviewer", "editor", "administrator"):
            key, _text = api_keys.make(member(role), "Made up", [ApiScope.MODERATE], 30)
            self.assertEqual(key.scopes, ["read", "moderate"])
        for person in (self.user, member("contributor")):
            self.assertNotIn(ApiScope.MODERATE, api_keys.offered_scopes(person))
            with self.assertRaises(KeyRefused) as caught:
                api_keys.make(person, "Made up", ["moderate"], 30)
            self.assertEqual(caught.exception.field, "scopes")

    def test_what_no_form_offers_is_a_mistake_of_the_caller(self):
        for scopes, days in ((["everything"], 30), (["read"], 0), (["read"], 366), (["read"], -1)):
            with self.subTest(scopes=scopes, days=days), self.assertRaises(ValueError):
                api_keys.make(self.user, "Made up", scopes, days)

    def test_ten_live_keys_and_no_more(self):
        for number in range(9):
            api_keys.make(self.user, f"Key {number}", [], 30)
        with self.assertRaises(KeyRefused):
            api_keys.make(self.user, "Eleventh", [], 30)
        api_keys.make(account("noor"), "Eleventh", [], 30)
        api_keys.revoke(self.key, by=self.user)
        api_keys.make(self.user, "Eleventh", [], 30)
        ApiKey.objects.filter(name="Key 3").update(expires_at=timezone.now())
        api_keys.make(self.user, "Twelfth", [], 30)
        self.assertEqual(api_keys.live(self.user).count(), 10)

    def test_live_keys_of_a_person_have_names_of_their_own(self):
        with self.assertRaises(KeyRefused) as caught:
            api_keys.make(self.user, "MADE-UP COPY", [], 30)
        self.assertEqual(caught.exception.field, "name")
        api_keys.revoke(self.key, by=self.user)
        self.assertEqual(api_keys.make(self.user, "MADE-UP COPY", [], 30)[0].name, "MADE-UP COPY")

    def test_nobody_inactive_gets_one(self):
        User.objects.filter(pk=self.user.pk).update(is_active=False)
        with self.assertRaises(KeyRefused):
            api_keys.make(self.user, "Another", [], 30)

    def test_the_owner_is_told_by_mail_and_the_log_without_the_key(self):
        with self.assertLogs(AUDIT) as log, self.captureOnCommitCallbacks(execute=True):
            key, text = api_keys.make(self.user, "Nightly <b>copy</b>", ["write"], 30)
        [message] = mail.outbox
        self.assertEqual(message.to, ["ada@test.example"])
        self.assertIn("An API key was made for your account", message.subject)
        self.assertIn(f"“Nightly <b>copy</b>”, which begins with {key.start}", message.body)
        whole = str(message.message()) + message.body + message.alternatives[0].content
        self.assertNotIn("<b>copy", message.alternatives[0].content)
        self.assertIn(f"api_key_made user={self.user.pk} key={key.pk} scopes=read+write days=30", log.output[0])
        for hidden in (text, text[13:], key.secret_hash):
            self.assertNotIn(hidden, whole + "".join(log.output))


class EndTests(KeyTestCase):
    def test_withdrawing_twice_does_no_harm(self):
        with self.assertLogs(AUDIT) as log:
            api_keys.revoke(self.key, by=self.user)
            first = ApiKey.objects.get().revoked_at
            api_keys.revoke(ApiKey.objects.get(), by=self.user)
        self.assertEqual(ApiKey.objects.get().revoked_at, first)
        self.assertEqual(
            log.output, [f"INFO:{AUDIT}:api_key_revoked user={self.user.pk} by={self.user.pk} key={self.key.pk}"]
        )

    def test_all_of_one_person_and_of_nobody_else(self):
        api_keys.make(self.user, "Another", [], 30)
        _key, others = api_keys.make(account("noor"), "Made up", [], 30)
        head = member("administrator")
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(api_keys.revoke_all(self.user, by=head), 2)
            self.assertEqual(api_keys.revoke_all(self.user, by=head), 0)
        self.assertFalse(api_keys.live(self.user).exists())
        api_keys.read(others)
        self.assertEqual([message.to for message in mail.outbox], [["ada@test.example"]])
        self.assertIn("withdrawn", mail.outbox[0].subject)

    def test_who_withdraws_all_of_their_own_gets_no_mail(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(api_keys.revoke_all(self.user, by=self.user), 1)
        self.assertEqual(mail.outbox, [])

    def test_deleting_the_account_forgets_them(self):
        deletion.delete_account(self.user)
        self.assertFalse(ApiKey.objects.exists())
        self.assertEqual(self.refusal(self.text), "unknown")

    def test_a_new_password_and_signing_out_leave_them(self):
        client = Client()
        sign_in(client, self.user)
        show_again(client)
        self.user.set_password("another made-up passphrase")
        self.user.save()
        client.post("/account/logout/")
        self.assertEqual(api_keys.read(self.text), self.key)

    def test_they_are_in_what_a_person_downloads_without_hash(self):
        told = personal_data.collect(self.user)["api_keys"]
        self.assertEqual((told[0]["name"], told[0]["start"], told[0]["scopes"]),
                         ("Made-up copy", self.key.start, ["read", "write"]))  # fmt: skip
        self.assertNotIn(self.key.secret_hash, json.dumps(told, default=str))
        self.assertEqual(personal_data.collect(account("noor"))["api_keys"], [])

    def test_the_job_forgets_what_ended_more_than_a_year_ago(self):
        long_ago, lately = (timezone.now() - timedelta(days=days) for days in (366, 364))
        keys = {name: api_keys.make(self.user, name, [], 30)[0] for name in ("a", "b", "c", "d")}
        ApiKey.objects.filter(pk=keys["a"].pk).update(expires_at=long_ago)
        ApiKey.objects.filter(pk=keys["b"].pk).update(revoked_at=long_ago)
        ApiKey.objects.filter(pk=keys["c"].pk).update(expires_at=lately)
        ApiKey.objects.filter(pk=keys["d"].pk).update(revoked_at=lately)
        jobs.purge_api_keys(timestamp=0)
        self.assertEqual(set(ApiKey.objects.values_list("name", flat=True)), {"Made-up copy", "c", "d"})


class ConcurrentTests(TransactionTestCase):
    def setUp(self):
        roles.install()
        self.user = account("ada")

    def test_two_at_once_do_not_both_take_the_last_place(self):
        for number in range(9):
            api_keys.make(self.user, f"Key {number}", [], 30)

        def attempt(name: str) -> str:
            try:
                api_keys.make(self.user, name, [], 30)
                return "made"
            except KeyRefused:
                return "refused"

        with ThreadPoolExecutor(2) as pool:
            tasks = [pool.submit(in_thread, lambda name=name: attempt(name)) for name in ("one", "two")]
            self.assertEqual(sorted(task.result() for task in tasks), ["made", "refused"])

    def test_none_is_made_while_the_account_is_being_deleted(self):
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                deletion.delete_account(self.user)
                task = pool.submit(in_thread, lambda: api_keys.make(self.user, "Made up", [], 30))
                wait_until_blocked()
            with self.assertRaises(KeyRefused):
                task.result()
        self.assertFalse(ApiKey.objects.exists())


class PageTestCase(TestCase):
    """Somebody who has signed in and typed the password once more."""

    def setUp(self):
        self.user = account("ada")
        sign_in(self.client, self.user)
        show_again(self.client)

    def make(self, **given):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(MAKE, GIVEN | given)

    def text_in(self, response) -> str:
        return re.search(r"prk_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}", response.content.decode()).group()


class MakePageTests(PageTestCase):
    def test_the_answer_to_the_form_shows_the_key_once_and_it_opens(self):
        response = self.make()
        text = self.text_in(response)
        self.assertEqual(response.content.decode().count(text), 1)
        self.assertIn("no-store", response["Cache-Control"])
        key = api_keys.read(text)
        self.assertEqual((key.owner, key.name, key.scopes), (self.user, "Made-up copy", ["read", "write"]))
        for address in (ACCOUNT, MAKE, withdraw_address(key)):
            self.assertNotContains(self.client.get(address), text[13:])
        self.assertNotIn(text[13:], json.dumps(dict(self.client.session), default=str) + str(self.client.cookies))
        self.assertNotIn(text[13:], "".join(str(message.message()) for message in mail.outbox))
        self.assertEqual(len(mail.outbox), 1)

    def test_no_line_of_any_log_holds_it(self):
        with self.assertLogs("", level="DEBUG") as log:
            text = self.text_in(self.make())
        self.assertIn("api_key_made", "\n".join(log.output))
        for line in log.output:
            self.assertNotIn(text[13:], line)

    def test_the_form_sent_again_makes_no_second_key(self):
        self.make()
        self.assertContains(self.make(), "You have a key with this name already.")
        self.assertEqual(ApiKey.objects.count(), 1)

    def test_reading_cannot_be_left_out_and_comes_without_a_tick(self):
        page = self.client.get(MAKE)
        self.assertRegex(page.content.decode(), r'value="read"[^>]*checked[^>]*disabled')
        key = api_keys.read(self.text_in(self.make(scopes=[])))
        self.assertEqual(key.scopes, ["read"])

    def test_moderating_is_offered_to_those_who_may(self):
        self.assertNotContains(self.client.get(MAKE), 'value="moderate"')
        self.assertIn("scopes", self.make(scopes=["moderate"]).context["form"].errors)
        reviewer = member("reviewer", "rita")
        self.client.post("/account/logout/")
        sign_in(self.client, reviewer)
        show_again(self.client)
        self.assertContains(self.client.get(MAKE), 'value="moderate"')
        key = api_keys.read(self.text_in(self.make(scopes=["moderate"])))
        self.assertEqual(key.scopes, ["read", "moderate"])

    def test_odd_entries_are_form_errors(self):
        odd = {
            "name": ["", " \n ", "\x07", "x" * 101, "a\0b"], "scopes": [["everything"], ["write", "\0"]],
            "days": ["", "0", "31", "366", "-30", "9" * 5_000, "٣٠", "30\0"],
        }  # fmt: skip
        for name, values in odd.items():
            for value in values:
                with self.subTest(field=name, value=value[:5]):
                    response = self.make(**{name: value})
                    self.assertIn(name, response.context["form"].errors)
                    self.assertContains(response, "There is a problem")
        self.assertEqual(self.client.post(MAKE).status_code, 200)
        self.assertFalse(ApiKey.objects.exists())

    def test_a_name_is_one_line_that_can_be_seen(self):
        self.make(name="  Nightly\r\n\tcopy\x07 e\u0301 ")
        self.assertEqual(ApiKey.objects.get().name, "Nightly copy \u00e9")

    def test_an_eleventh_is_refused_in_words(self):
        for number in range(10):
            api_keys.make(self.user, f"Key {number}", [], 30)
        self.assertContains(self.make(), "You have ten keys")
        page = self.client.get(ACCOUNT)
        self.assertContains(page, "You have 10 keys in use")
        self.assertNotContains(page, MAKE)

    @override_settings(ACCOUNT_RATE_LIMITS={"api_key": "2/h/user"})
    def test_who_makes_many_at_once_waits(self):
        for number in range(2):
            self.assertContains(self.make(name=f"Key {number}"), "prk_")
        self.assertContains(self.make(name=""), "There is a problem")
        response = self.make(name="Third")
        self.assertEqual((response.status_code, response["Retry-After"]), (429, "60"))
        self.assertEqual(ApiKey.objects.count(), 2)

    def test_looking_makes_nothing(self):
        self.assertEqual(self.client.get(MAKE, GIVEN).status_code, 200)
        self.assertEqual(self.client.put(MAKE, GIVEN).status_code, 405)
        self.assertFalse(ApiKey.objects.exists())


class WhoMayMakeTests(TestCase):
    def setUp(self):
        self.user = account("ada")

    def leads_to(self, response, address: str) -> None:
        self.assertEqual((response.status_code, response["Location"].partition("?")[0]), (302, address))
        self.assertFalse(ApiKey.objects.exists())

    def test_nobody_who_is_not_signed_in(self):
        for method in (self.client.get, self.client.post):
            self.leads_to(method(MAKE, GIVEN), "/account/login/")

    def test_the_password_is_asked_for_and_then_the_form_goes_on(self):
        self.client.force_login(self.user)
        self.leads_to(self.client.get(MAKE), "/account/reauthenticate/")
        self.leads_to(self.client.post(MAKE, GIVEN), "/account/reauthenticate/")
        self.assertContains(show_again(self.client, "not this", MAKE), "This is not your password")
        self.assertFalse(ApiKey.objects.exists())
        response = show_again(self.client, to=MAKE)
        self.assertContains(response, "Your new API key")
        self.assertIn("no-store", response["Cache-Control"])
        self.assertNotIn("prk_", json.dumps(dict(self.client.session), default=str))
        self.assertEqual(ApiKey.objects.get().name, GIVEN["name"])

    @override_settings(REQUIRE_SECOND_FACTOR=True)
    def test_staff_show_their_second_factor(self):
        rita = member("reviewer", "rita")
        secret = with_app(rita)
        self.client.force_login(rita)
        for method in (self.client.get, self.client.post):
            response = method(MAKE, GIVEN)
            self.leads_to(response, "/account/2fa/reauthenticate/")
        self.assertEqual(self.client.post(response["Location"], {"code": code_of(secret)})["Location"], MAKE)
        self.assertContains(self.client.post(MAKE, GIVEN), "Your new API key")

    @override_settings(REQUIRE_SECOND_FACTOR=True)
    def test_a_password_typed_again_does_not_stand_in_for_one(self):
        rita = member("reviewer", "rita")
        with_app(rita)
        self.client.force_login(rita)
        self.client.post(MAKE, GIVEN)
        show_again(self.client, to=MAKE)
        self.leads_to(self.client.post(MAKE, GIVEN), "/account/2fa/reauthenticate/")

    @override_settings(REQUIRE_SECOND_FACTOR=True)
    def test_staff_without_one_are_led_to_set_it_up(self):
        rita = member("reviewer", "rita")
        sign_in(self.client, rita)
        show_again(self.client)
        for method in (self.client.post, self.client.get):
            self.leads_to(method(MAKE, GIVEN), "/account/2fa/")
        self.assertContains(self.client.get("/account/2fa/"), "once your account has a second factor")

    @override_settings(REQUIRE_SECOND_FACTOR=True)
    def test_who_is_not_staff_needs_none_and_who_showed_it_at_the_door_has(self):
        sign_in(self.client, self.user)
        show_again(self.client)
        self.assertContains(self.client.post(MAKE, GIVEN), "Your new API key")
        rita, client = member("reviewer", "rita"), Client()
        secret = with_app(rita)
        enter(client, rita, secret)
        self.assertEqual(client.get(MAKE)["Location"].partition("?")[0], "/account/reauthenticate/")


class AccountPageTests(PageTestCase):
    def test_it_lists_what_there_is_to_know_of_each_key(self):
        used, _text = api_keys.make(self.user, "Nightly <copy>", ["write"], 30)
        ApiKey.objects.filter(pk=used.pk).update(last_used_at=timezone.now())
        expired, _text = api_keys.make(self.user, "Expired one", [], 30)
        ApiKey.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
        withdrawn, _text = api_keys.make(self.user, "Withdrawn one", [], 30)
        api_keys.revoke(withdrawn, by=self.user)
        other, _text = api_keys.make(account("noor"), "Of somebody else", [], 30)
        page = self.client.get(ACCOUNT)
        for words in ("Nightly &lt;copy&gt;", used.start, "read more often, write", "last used", "good until", "Expired",
                      "expired on", "never used", "Withdrawn one", "withdrawn on", "Keys stay good when you change"):  # fmt: skip
            self.assertContains(page, words)
        for key, is_there in ((used, True), (expired, True), (withdrawn, False), (other, False)):
            self.assertEqual(withdraw_address(key) in page.content.decode(), is_there, key.name)
        self.assertNotContains(page, other.start)
        self.assertNotContains(page, used.secret_hash)

    def test_queries_do_not_grow_with_keys(self):
        api_keys.make(self.user, "First", [], 30)
        with self.assertNumQueries(6):
            self.client.get(ACCOUNT)
        for number in range(5):
            key, _text = api_keys.make(self.user, f"Key {number}", [], 30)
            if number % 2:
                api_keys.revoke(key, by=self.user)
        with self.assertNumQueries(6):
            self.client.get(ACCOUNT)


class WithdrawPageTests(PageTestCase):
    def setUp(self):
        super().setUp()
        self.key, self.text = api_keys.make(self.user, "Made-up copy", [], 30)
        self.address = withdraw_address(self.key)

    def test_it_asks_first_and_then_ends_the_key(self):
        self.assertContains(self.client.get(self.address), "Made-up copy")
        self.assertEqual(api_keys.read(self.text), self.key)
        response = self.client.post(self.address)
        self.assertRedirects(response, "/account/#api-keys", fetch_redirect_response=False)
        self.assertContains(self.client.get(ACCOUNT), "The key “Made-up copy” is withdrawn.")
        self.assertFalse(api_keys.live(self.user).exists())

    def test_twice_is_answered_alike(self):
        for _number in range(2):
            self.assertEqual(self.client.post(self.address).status_code, 302)
        self.assertEqual(self.client.get(self.address).status_code, 302)

    def test_an_expired_one_is_taken_off_the_list(self):
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=1))
        shown = self.client.get(ACCOUNT)
        self.assertContains(shown, self.address)
        self.assertContains(shown, "Take off the list")
        self.assertContains(self.client.get(self.address), "Take an API key off the list")
        self.assertContains(self.client.post(self.address, follow=True), "is off the list")
        self.assertNotContains(self.client.get(ACCOUNT), self.address)

    def test_that_of_another_is_unknown_as_one_that_is_not(self):
        theirs, text = api_keys.make(account("noor"), "Made up", [], 30)
        unknown = f"/account/keys/{theirs.pk + 1}/withdraw/"
        for address in (withdraw_address(theirs), unknown, "/account/keys/99999999999999999999/withdraw/",
                        f"/account/keys/{'9' * 5_000}/withdraw/", "/account/keys/0/withdraw/", "/account/keys/a/withdraw/"):  # fmt: skip
            for method in (self.client.get, self.client.post):
                with self.subTest(address=address[:60], method=method.__name__):
                    self.assertEqual(method(address).status_code, 404)
        self.assertEqual(api_keys.read(text), theirs)

    def test_who_is_not_signed_in_is_asked_to(self):
        self.client.logout()
        for method in (self.client.get, self.client.post):
            self.assertEqual(method(self.address)["Location"].partition("?")[0], "/account/login/")
        self.assertEqual(api_keys.read(self.text), self.key)

    def test_another_site_cannot_send_the_form(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.user)
        for address in (self.address, MAKE):
            self.assertEqual(strict.post(address, GIVEN).status_code, 403)
        self.assertEqual(api_keys.read(self.text), self.key)


class AdminTests(TestCase):
    def setUp(self):
        self.head = member("administrator", "head")
        self.rita = member("reviewer", "rita")
        self.key, self.text = api_keys.make(self.rita, "Made-up copy", ["write"], 30)
        self.address = f"/admin/accounts/user/{self.rita.pk}/change/"
        self.client.force_login(self.head)

    def save(self, **changes):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address, sent(self.client.get(self.address), "user_form", **changes))

    def test_it_says_how_many_are_in_use_and_withdraws_them_all(self):
        page = self.client.get(self.address)
        self.assertContains(page, "API keys in use")
        self.assertContains(page, "_withdraw_keys")
        self.assertNotContains(page, self.key.start)
        with self.assertLogs(AUDIT) as log:
            self.assertRedirects(self.save(_withdraw_keys="1"), self.address)
        self.assertIn(f"api_keys_revoked user={self.rita.pk} by={self.head.pk} count=1", "\n".join(log.output))
        self.assertFalse(api_keys.live(self.rita).exists())
        self.assertEqual([message.to for message in mail.outbox], [["rita@test.example"]])
        self.assertNotContains(self.client.get(self.address), "_withdraw_keys")

    def test_saving_without_that_leaves_them(self):
        self.save()
        self.assertEqual(api_keys.read(self.text), self.key)

    def test_whoever_is_deactivated_and_comes_back_comes_without_them(self):
        self.save(is_active=None)
        with self.assertRaises(BadKey):
            api_keys.read(self.text)
        self.save(is_active="on")
        with self.assertRaises(BadKey) as caught:
            api_keys.read(self.text)
        self.assertEqual(caught.exception.code, "revoked")

    def test_they_end_whenever_the_person_may_do_more_or_less(self):
        roles = {group.name: group.pk for group in Group.objects.all()}
        for changes in (
            {"groups": [roles["editor"]]}, {"groups": [roles["contributor"]]}, {"groups": []}, {"is_staff": None},
            {"is_staff": "on"},
        ):  # fmt: skip
            _key, text = api_keys.make(self.rita, "Made up", [], 30)
            mail.outbox.clear()
            with self.subTest(changes):
                self.assertEqual(self.save(**changes).status_code, 302)
                with self.assertRaises(BadKey) as caught:
                    api_keys.read(text)
                self.assertEqual(caught.exception.code, "revoked")
                self.assertIn(["rita@test.example"], [message.to for message in mail.outbox])

    def test_a_new_name_ends_none(self):
        self.assertEqual(self.save(first_name="Rita-Made-Up").status_code, 302)
        self.assertEqual(api_keys.read(self.text), self.key)

    def test_nobody_else_withdraws_them(self):
        for role in ("contributor", "reviewer", "editor"):
            client = Client()
            client.force_login(member(role))
            self.assertEqual(client.post(self.address, {"_withdraw_keys": "1"}).status_code, 403)
        boss = User.objects.create_superuser("boss@test.example", is_active=True)
        _key, text = api_keys.make(boss, "Made up", [], 30)
        address = f"/admin/accounts/user/{boss.pk}/change/"
        self.assertNotContains(self.client.get(address), "_withdraw_keys")
        self.assertEqual(self.client.post(address, {"_withdraw_keys": "1"}).status_code, 403)
        self.assertEqual(api_keys.read(text).owner, boss)
