"""Invitations: sent from the admin, accepted with the code of the mail, refused with one sentence."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connections, transaction
from django.test import Client, TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from accounts import api_keys, invitations, roles
from accounts.models import Invitation, User
from tests.factories import UserFactory
from tests.signing_in import (
    PASSWORD,
    account,
    in_thread,
    mailed_code,
    sign_in,
    wait_until_blocked,
    with_app,
    without_tokens,
)
from tests.staff import member

ADD, LIST = "/admin/accounts/invitation/add/", "/admin/accounts/invitation/"
NEW = "four words nobody joins"
NOT_GOOD = "This invitation is not good"


def invited(by, email="guest@test.example", role="reviewer", **fields) -> Invitation:
    """An invitation that went out."""
    invitation = Invitation(email=email, role=Group.objects.get(name=role), **fields)
    invitations.send(invitation, by=by)
    return invitation


def page_of(invitation: Invitation) -> str:
    return f"/account/invitation/{invitation.key}/"


def typed(code: str, **changes) -> dict:
    """What the guest fills in."""
    return {"code": code, "first_name": "Gus", "last_name": "Guest", "password": NEW} | changes


class SendingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.head = member("administrator", "head")

    def setUp(self):
        self.client.force_login(self.head)

    def send(self, role="reviewer", **changes):
        group = Group.objects.filter(name=role).first()
        given = {"email": "guest@test.example", "role": group.pk if group else "", "language": "en", "message": ""}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(ADD, given | changes)

    def test_the_mail_holds_the_page_and_a_code_of_which_only_the_hash_is_kept(self):
        with self.assertLogs("registry.audit") as log:
            self.assertRedirects(self.send(message="We met at the made-up workshop."), LIST)
        invitation = Invitation.objects.get()
        message = mail.outbox[0]
        self.assertEqual(message.to, ["guest@test.example"])
        self.assertIn(f"http://localhost:8000/account/invitation/{invitation.key}/", message.body)
        self.assertIn("We met at the made-up workshop.", message.body)
        html = message.alternatives[0][0]
        self.assertIn(f'<p class="code">{mailed_code()}</p>', html)
        self.assertIn('<html lang="en" dir="ltr">', html)
        self.assertNotIn(mailed_code().replace("-", ""), str(vars(invitation)))
        self.assertNotIn("guest@", "\n".join(log.output))

    def test_own_words_are_text_in_the_mail(self):
        self.send(message="<b>Hello</b> & welcome")
        self.assertIn("&lt;b&gt;Hello&lt;/b&gt; &amp; welcome", mail.outbox[0].alternatives[0][0])
        self.assertIn("<b>Hello</b> & welcome", mail.outbox[0].body)

    @override_settings(SITE_URL="https://practices.example")
    def test_links_follow_the_configured_name_whatever_the_request_says(self):
        with override_settings(ALLOWED_HOSTS=["*"]):
            self.client.post("/admin/", headers={"host": "evil.example"})
            self.send()
        self.assertIn("https://practices.example/account/invitation/", mail.outbox[0].body)
        self.assertNotIn("testserver", mail.outbox[0].body)

    def test_only_administrators_invite(self):
        for role in ("contributor", "reviewer", "editor"):
            with self.subTest(role=role):
                self.client.force_login(member(role, f"a-{role}"))
                self.assertEqual(self.client.get(ADD).status_code, 403)
                self.assertEqual(self.send().status_code, 403)
        self.assertEqual(mail.outbox, [])

    def test_nobody_makes_an_administrator_who_is_none(self):
        self.assertEqual(self.send(role="administrator").status_code, 302)
        helper = member("editor", "helper")
        helper.user_permissions.add(
            *helper.user_permissions.model.objects.filter(
                codename__in=["add_invitation", "change_invitation", "view_invitation"]
            )
        )
        self.client.force_login(helper)
        self.assertIn("role", self.send(role="administrator").context["adminform"].form.errors)
        self.assertEqual(self.send(role="editor").status_code, 302)
        strong = Invitation.objects.get(role__name="administrator")
        self.assertEqual(self.client.post(f"{LIST}{strong.pk}/change/", {"_send_again": "1"}).status_code, 403)

    def test_groups_that_are_no_roles_are_not_offered(self):
        own = Group.objects.create(name="translators")
        self.assertIn("role", self.send(role=own.name).context["adminform"].form.errors)

    def test_odd_entries_are_form_errors(self):
        for changes in (
            {"email": "x"},
            {"email": "a\0@test.example"},
            {"language": "xx"},
            {"role": "9" * 30},
            {"message": "x" * 1_001},
        ):
            with self.subTest(changes=str(changes)[:40]):
                self.assertEqual(self.send(**changes).status_code, 200)
        self.assertEqual(mail.outbox, [])

    def test_one_that_was_withdrawn_is_no_longer_good_and_one_sent_again_has_another_code(self):
        self.send()
        invitation, first = Invitation.objects.get(), mailed_code()
        address = f"{LIST}{invitation.pk}/change/"
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(address, {"_send_again": "1"})
        self.assertNotEqual(mailed_code(), first)
        guest = Client()
        self.assertContains(guest.post(page_of(invitation), typed(first)), "This is not the code")
        self.client.post(address, {"_withdraw": "1"})
        self.assertContains(guest.post(page_of(invitation), typed(mailed_code())), NOT_GOOD, status_code=404)
        self.assertContains(self.client.get(LIST), "Withdrawn")

    def test_the_list_tells_states_at_a_fixed_number_of_queries(self):
        for number in range(3):
            invited(self.head, f"guest{number}@test.example")
        Invitation.objects.filter(email="guest0@test.example").update(expires_at=timezone.now())
        self.client.get(LIST)
        with self.assertNumQueries(6):
            page = self.client.get(LIST)
        self.assertContains(page, "Expired")
        for name, wanted in (("sent", 2), ("expired", 1), ("accepted", 0), ("withdrawn", 0), ("blocked", 0)):
            with self.subTest(state=name):
                self.assertEqual(self.client.get(f"{LIST}?state={name}").context["cl"].result_count, wanted)

    def test_looking_sends_nothing(self):
        invitation = invited(self.head)
        mail.outbox.clear()
        self.client.get(f"{LIST}{invitation.pk}/change/?_send_again=1&_withdraw=1")
        self.assertEqual((mail.outbox, invitations.state(Invitation.objects.get())), ([], "sent"))


class AcceptingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.head = member("administrator", "head")

    def invited(self, **fields) -> tuple[Invitation, str]:
        with self.captureOnCommitCallbacks(execute=True):
            invitation = invited(self.head, **fields)
        return invitation, mailed_code()

    def test_a_guest_gets_account_and_role_and_is_in(self):
        invitation, code = self.invited()
        with self.assertLogs("registry.audit") as log:
            response = self.client.post(page_of(invitation), typed(code))
        self.assertRedirects(response, "/admin/")
        user = User.objects.get(email="guest@test.example")
        self.assertEqual((user.is_staff, user.groups.get().name, user.first_name), (True, "reviewer", "Gus"))
        self.assertTrue(EmailAddress.objects.get(user=user).verified)
        invitation.refresh_from_db()
        self.assertEqual((invitation.accepted_by, invitations.state(invitation)), (user, "accepted"))
        said = "\n".join(log.output)
        self.assertIn(f"invitation_accepted user={user.pk}", said)
        self.assertNotIn(code, said)

    @override_settings(REQUIRE_SECOND_FACTOR=True)
    def test_a_second_factor_is_next(self):
        invitation, code = self.invited()
        self.client.post(page_of(invitation), typed(code))
        self.assertRedirects(self.client.get("/admin/"), "/account/2fa/")

    def test_small_letters_and_spaces_do_not_matter(self):
        invitation, code = self.invited()
        self.assertEqual(
            self.client.post(page_of(invitation), typed(f" {code.lower().replace('-', ' ')} ")).status_code, 302
        )

    def test_it_is_good_once(self):
        invitation, code = self.invited()
        self.client.post(page_of(invitation), typed(code))
        self.assertContains(Client().post(page_of(invitation), typed(code)), NOT_GOOD, status_code=404)

    def test_looking_changes_nothing(self):
        invitation, code = self.invited()
        before = Invitation.objects.values().get()
        for _number in range(3):
            self.assertEqual(self.client.get(page_of(invitation), typed(code)).status_code, 200)
        self.assertEqual(Invitation.objects.values().get(), before)
        self.assertFalse(User.objects.filter(email="guest@test.example").exists())

    def test_whatever_is_not_good_is_answered_alike(self):
        used, code = self.invited(email="used@test.example")
        Client().post(page_of(used), typed(code))
        past, _code = self.invited(email="past@test.example")
        Invitation.objects.filter(pk=past.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        gone, _code = self.invited(email="gone@test.example")
        invitations.withdraw(gone, by=self.head)
        guessed, _code = self.invited(email="guessed@test.example")
        Invitation.objects.filter(pk=guessed.pk).update(failures=10)
        keys = [used.key, past.key, gone.key, guessed.key, uuid.uuid4()]
        for method in ("get", "post"):
            answers = set()
            for key in keys:
                response = getattr(Client(), method)(f"/account/invitation/{key}/", typed("AAAAA-AAAAA"))
                answers.add((response.status_code, without_tokens(response).replace(str(key), "KEY")))
            # The language menu holds what a GET asked for, which was the same.
            self.assertEqual(len(answers), 1, method)

    def test_after_ten_wrong_codes_the_right_one_is_no_longer_good(self):
        invitation, code = self.invited()
        for _number in range(9):
            self.assertContains(self.client.post(page_of(invitation), typed("AAAAA-AAAAA")), "This is not the code")
        self.assertContains(self.client.post(page_of(invitation), typed("AAAAA-AAAAA")), NOT_GOOD, status_code=404)
        self.assertContains(self.client.post(page_of(invitation), typed(code)), NOT_GOOD, status_code=404)

    def test_guessing_is_limited_by_machine(self):
        address = f"/account/invitation/{uuid.uuid4()}/"
        statuses = [self.client.post(address, typed("AAAAA-AAAAA")).status_code for _number in range(21)]
        self.assertEqual((statuses[0], statuses[-1]), (404, 429))

    def test_who_has_an_account_signs_in_with_its_password_and_keeps_their_name(self):
        user = account("guest")
        invitation, code = self.invited()
        refused = self.client.post(page_of(invitation), typed(code))
        self.assertContains(refused, "Type the password of that account")
        self.assertRedirects(self.client.post(page_of(invitation), typed(code, password=PASSWORD)), "/admin/")
        user.refresh_from_db()
        self.assertEqual((user.first_name, user.is_staff, user.groups.get().name), ("Guest", True, "reviewer"))

    def test_without_the_code_nobody_learns_that_there_is_an_account(self):
        account("guest")
        pages = []
        for email in ("guest@test.example", "nobody@test.example"):
            invitation, _code = self.invited(email=email)
            response = Client().post(page_of(invitation), typed("AAAAA-AAAAA"))
            pages.append(without_tokens(response).replace(str(invitation.key), "KEY"))
        self.assertEqual(pages[0], pages[1])

    def test_a_second_factor_is_asked_for_all_the_same(self):
        with_app(account("guest"))
        invitation, code = self.invited()
        response = self.client.post(page_of(invitation), typed(code, password=PASSWORD))
        self.assertRedirects(response, "/account/2fa/authenticate/")
        self.assertEqual(self.client.get("/account/").status_code, 302)

    def test_somebody_elses_session_is_left(self):
        self.client.force_login(self.head)
        invitation, code = self.invited()
        self.client.post(page_of(invitation), typed(code))
        self.assertContains(self.client.get("/account/"), "guest@test.example")

    def test_a_closed_account_is_not_opened_by_an_invitation(self):
        account("guest", is_active=False)
        invitation, code = self.invited()
        self.assertEqual(self.client.post(page_of(invitation), typed(code, password=PASSWORD)).status_code, 200)
        self.assertEqual(invitations.state(Invitation.objects.get()), "sent")

    def test_odd_entries_are_form_errors_and_use_nothing_up(self):
        invitation, code = self.invited()
        odd = {
            "first_name": ["", "x" * 151, "a\0"], "last_name": ["", "x" * 151], "password": ["", "short", "password1", "v" * 300],
            "code": ["", "x" * 41, "a\0"],
        }  # fmt: skip
        for name, values in odd.items():
            for value in values:
                with self.subTest(field=name, value=value[:5]):
                    self.assertContains(
                        self.client.post(page_of(invitation), typed(code) | {name: value}), "There is a problem"
                    )
        self.assertEqual(invitations.state(Invitation.objects.get()), "sent")
        self.assertFalse(User.objects.filter(email="guest@test.example").exists())

    def test_odd_addresses_are_not_found(self):
        for address in ("x", "1", str(uuid.uuid4()).upper() + "/x", "%ff"):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(f"/account/invitation/{address}/").status_code, 404)

    def test_the_page_shows_no_address(self):
        invitation, _code = self.invited()
        self.assertFalse(re.search("guest@", self.client.get(page_of(invitation)).content.decode()))

    def test_sessions_begun_with_another_role_end(self):
        user = account("guest")
        elsewhere = Client()
        for client in (elsewhere, self.client):
            sign_in(client, user)
            self.assertEqual(client.get("/account/").status_code, 200)
        invitation, code = self.invited()
        self.assertRedirects(self.client.post(page_of(invitation), typed(code, password=PASSWORD)), "/admin/")
        self.assertEqual(elsewhere.get("/account/").status_code, 302)
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.assertEqual(UserSession.objects.filter(user=user).count(), 1)

    def test_what_was_accepted_meanwhile_is_neither_sent_again_nor_withdrawn(self):
        seen, code = self.invited()
        also_seen = Invitation.objects.get()
        self.client.post(page_of(seen), typed(code))
        accepted = Invitation.objects.values().get()
        for deed in (invitations.send, invitations.withdraw):
            for one in (seen, also_seen):
                with self.subTest(deed=deed.__name__), self.assertRaises(invitations.NotGood):
                    deed(one, by=self.head)
        self.assertEqual(Invitation.objects.values().get(), accepted)

    def test_keys_of_whoever_gets_another_role_end(self):
        person = account("guest")
        _key, text = api_keys.make(person, "Made up", ["write"], 30)
        seen, _code = self.invited()
        with self.captureOnCommitCallbacks(execute=True):
            invitations.accept(seen, person)
        with self.assertRaises(api_keys.BadKey):
            api_keys.read(text)
        self.assertIn("withdrawn", mail.outbox[-1].subject)
        _key, text = api_keys.make(person, "Made up", ["write"], 30)
        invitations.accept(invited(self.head), person)  # to the role they have
        self.assertEqual(api_keys.read(text).owner, person)

    def test_what_was_withdrawn_meanwhile_is_not_sent_again_but_what_was_seen_withdrawn_is(self):
        seen, _code = self.invited()
        invitations.withdraw(Invitation.objects.get(), by=self.head)
        with self.assertRaises(invitations.NotGood):
            invitations.send(seen, by=self.head)
        invitations.send(Invitation.objects.get(), by=self.head)
        self.assertEqual(invitations.state(Invitation.objects.get()), "sent")

    def test_a_code_that_was_replaced_meanwhile_accepts_nothing(self):
        seen, _code = self.invited()
        invitations.send(Invitation.objects.get(), by=self.head)
        with self.assertRaises(invitations.NotGood):
            invitations.accept(seen, account("guest"))
        self.assertEqual(invitations.state(Invitation.objects.get()), "sent")


class TellingTests(TransactionTestCase):
    """What the administrator reads once all is stored."""

    def setUp(self):
        roles.install()
        self.client.force_login(member("administrator", "head"))

    def add(self):
        role = Group.objects.get(name="reviewer").pk
        given = {"email": "guest@test.example", "role": role, "language": "en", "message": ""}
        return self.client.post(ADD, given, follow=True)

    def again(self):
        return self.client.post(f"{LIST}{Invitation.objects.get().pk}/change/", {"_send_again": "1"}, follow=True)

    def test_a_mail_that_went_out_is_told_so(self):
        self.assertContains(self.add(), "The invitation to guest@test.example is on its way.")
        self.assertContains(self.again(), "A new code was sent; the one before is no longer good.")
        self.assertEqual(len(mail.outbox), 2)

    def test_a_mail_that_could_not_be_sent_is_told_so_and_the_invitation_stays(self):
        with (
            override_settings(EMAIL_BACKEND="tests.test_accounts_signin.Refusing"),
            self.assertLogs("accounts.mail", "ERROR") as log,
        ):
            for response in (self.add(), self.again()):
                self.assertContains(response, "The invitation to guest@test.example could not be sent")
                self.assertNotContains(response, "on its way")
                self.assertNotContains(response, "A new code was sent")
        self.assertEqual(
            log.output,
            ["ERROR:accounts.mail:A mail about an account could not be sent: SMTPRecipientsRefused 550."] * 2,
        )
        self.assertContains(self.again(), "A new code was sent")


class ConcurrentTests(TransactionTestCase):
    def test_whoever_signs_up_at_the_same_moment_is_told_to_type_that_password(self):
        roles.install()
        invitation = invited(member("administrator", "head"))
        code = mailed_code()
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                UserFactory(email="guest@test.example")  # not committed yet: the page cannot see it
                answer = pool.submit(in_thread, lambda: Client().post(page_of(invitation), typed(code)))
                wait_until_blocked()
            response = answer.result(20)
        self.assertContains(response, "Type the password of that account")
        self.assertEqual(invitations.state(Invitation.objects.get()), "sent")
        self.assertFalse(User.objects.get(email="guest@test.example").is_staff)

    def test_two_who_type_the_code_at_once_make_one_account(self):
        roles.install()
        invitation = invited(member("administrator", "head"))
        code = mailed_code()

        def accept(number):
            try:
                return Client().post(page_of(invitation), typed(code)).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            self.assertEqual(sorted(pool.map(accept, range(2))), [302, 404])
        self.assertEqual(User.objects.filter(email="guest@test.example").count(), 1)
