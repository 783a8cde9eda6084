"""The account page: profile, data to download, and deletion."""

import json
from concurrent.futures import ThreadPoolExecutor

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.db import connections
from django.test import Client, TestCase, TransactionTestCase
from django.utils import translation

from accounts import deletion, explanation, invitations, personal_data, roles
from accounts.models import Invitation, User
from practices.models import Mandate
from tests.signing_in import PASSWORD, account, show_again, sign_in, with_app
from tests.staff import member

PROFILE, DATA, DELETE = "/account/profile/", "/account/data/", "/account/delete/"


class PageTests(TestCase):
    def test_it_says_which_roles_one_holds_and_what_they_let_do(self):
        self.client.force_login(member("reviewer", "rita"))
        page = self.client.get("/account/")
        self.assertContains(page, "publishes what others wrote")
        self.assertContains(page, "/admin/auth/group/who-may-do-what/")

    def test_a_group_of_ones_own_is_explained_by_its_permissions(self):
        person = account("ada")
        group = person.groups.create(name="translators")
        group.permissions.add(
            *group.permissions.model.objects.filter(codename="view_practice", content_type__app_label="practices")
        )
        self.client.force_login(person)
        self.assertContains(self.client.get("/account/"), "Can see practices")

    def test_names_of_permissions_are_shown_in_the_language_of_the_page(self):
        permission = Permission.objects.get(codename="merge_term")
        self.assertEqual(explanation.words(permission), "Merge terms and organisations")
        permission.name = "Yes"  # a word that Django's catalogues know
        with translation.override("fr"):
            self.assertEqual((explanation.words(permission), explanation.sentence(permission)), ("Oui", "Oui"))

    def test_it_needs_somebody_signed_in(self):
        for address in ("/account/", PROFILE, DELETE, "/account/2fa/", "/account/sessions/", "/account/email/"):
            with self.subTest(address=address):
                response = self.client.get(address)
                self.assertEqual(
                    (response.status_code, response["Location"].partition("?")[0]), (302, "/account/login/")
                )
        self.assertEqual(self.client.post(DATA).status_code, 302)

    def test_other_methods_are_refused(self):
        self.client.force_login(account("ada"))
        for address, method in (("/account/", "post"), (PROFILE, "delete"), (DATA, "get"), (DELETE, "put")):
            with self.subTest(address=address):
                self.assertEqual(getattr(self.client, method)(address).status_code, 405)


class ProfileTests(TestCase):
    given = {
        "first_name": "Ada", "last_name": "Example", "organisation_name": "Made-up Agency", "preferred_language": "ar",
        "mail_level": "waiting",
    }  # fmt: skip

    def setUp(self):
        self.user = account("ada")
        self.client.force_login(self.user)

    def test_what_is_typed_is_kept(self):
        self.assertRedirects(self.client.post(PROFILE, self.given), "/account/")
        self.user.refresh_from_db()
        self.assertEqual({name: getattr(self.user, name) for name in self.given}, self.given)

    def test_nothing_else_is_taken_from_the_form(self):
        self.client.post(PROFILE, self.given | {"is_staff": "on", "is_superuser": "on", "email": "x@test.example"})
        self.user.refresh_from_db()
        self.assertEqual(
            (self.user.is_staff, self.user.is_superuser, self.user.email), (False, False, "ada@test.example")
        )

    def test_odd_entries_are_form_errors(self):
        odd = {
            "first_name": ["x" * 151, "a\0b"], "organisation_name": ["x" * 201], "preferred_language": ["xx", "en\0"],
            "mail_level": ["", "sometimes", "all\0"],
        }  # fmt: skip
        for name, values in odd.items():
            for value in values:
                with self.subTest(field=name, value=value[:5]):
                    response = self.client.post(PROFILE, self.given | {name: value})
                    self.assertIn(name, response.context["form"].errors)
                    self.assertContains(response, "There is a problem")

    def test_looking_changes_nothing(self):
        self.client.get(PROFILE, self.given)
        self.user.refresh_from_db()
        self.assertEqual(self.user.mail_level, "all")


class DownloadTests(TestCase):
    def setUp(self):
        self.user = account("ada", organisation_name="Made-up Agency")
        sign_in(self.client, self.user)

    def test_it_asks_for_the_password_and_then_gives_the_file(self):
        asked = self.client.post(DATA)
        self.assertEqual(asked["Location"].partition("?")[0], "/account/reauthenticate/")
        response = show_again(self.client, to=DATA)
        self.assertIn("attachment", response["Content-Disposition"])
        self.assertIn("no-store", response["Cache-Control"])
        told = json.loads(response.content)
        self.assertEqual(told["account"]["organisation_name"], "Made-up Agency")
        self.assertEqual(told["signing_in"]["addresses"][0]["email"], "ada@test.example")
        self.assertEqual(len(told["signing_in"]["sessions"]), 1)

    def test_a_wrong_password_gives_nothing(self):
        self.client.post(DATA)
        self.assertContains(show_again(self.client, "not this", DATA), "This is not your password")

    def test_no_secret_is_in_it(self):
        secret = with_app(self.user)
        told = json.dumps(personal_data.collect(self.user), default=str)
        for hidden in (secret, self.user.password, PASSWORD, self.client.session.session_key):
            self.assertNotIn(hidden, told)
        self.assertIn("totp", told)

    def test_another_app_adds_its_part(self):
        personal_data.register("made_up", lambda user: [user.pk])
        self.addCleanup(personal_data._providers.pop, "made_up")
        self.assertEqual(personal_data.collect(self.user)["made_up"], [self.user.pk])


class DeletionTests(TestCase):
    def setUp(self):
        self.user = member("reviewer", "rita", organisation_name="Made-up Agency", purpose="Something")
        sign_in(self.client, self.user)

    def delete(self, typed="rita@test.example"):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(DELETE, {"confirmation": typed})

    def test_the_row_is_emptied_and_keeps_its_key(self):
        with_app(self.user)
        elsewhere = Client()
        elsewhere.force_login(self.user)
        show_again(self.client)
        with self.assertLogs("registry.audit") as log:
            self.assertRedirects(self.delete(), "/account/login/")
        left = User.objects.get(pk=self.user.pk)
        self.assertEqual(left.email, f"deleted-{left.pk}@deleted.invalid")
        self.assertEqual((left.first_name, left.last_name, left.organisation_name, left.purpose), ("", "", "", ""))
        self.assertEqual(
            (left.is_active, left.is_staff, left.is_superuser, left.groups.count()), (False, False, False, 0)
        )
        self.assertFalse(left.has_usable_password())
        self.assertIsNotNone(left.deleted_at)
        self.assertEqual(str(left), "A former member")
        for model in (EmailAddress, Authenticator, UserSession):
            self.assertFalse(model.objects.filter(user=left).exists(), model)
        self.assertEqual(mail.outbox[-1].to, ["rita@test.example"])
        self.assertIn("deleted", mail.outbox[-1].subject)
        self.assertIn(f"account_deleted user={left.pk}", "\n".join(log.output))
        self.assertEqual(elsewhere.get("/account/").status_code, 302)
        self.assertEqual(sign_in(Client(), self.user).status_code, 200)

    def test_it_asks_for_the_password_and_for_the_address(self):
        self.assertIn("/account/reauthenticate/", self.delete()["Location"])
        show_again(self.client)
        for typed in ("", "somebody@test.example", "a\0", "x" * 300):
            with self.subTest(typed=typed[:5]):
                self.assertEqual(self.delete(typed).status_code, 200)
        self.assertTrue(User.objects.get(pk=self.user.pk).is_active)

    def test_looking_deletes_nothing(self):
        show_again(self.client)
        self.assertEqual(self.client.get(DELETE, {"confirmation": self.user.email}).status_code, 200)
        self.assertTrue(User.objects.get(pk=self.user.pk).is_active)

    def test_other_apps_clear_theirs(self):
        seen = []
        before = deletion._hooks[:]
        deletion.on_deletion(lambda user: seen.append(user.email))
        self.addCleanup(deletion._hooks.__setitem__, slice(None), before)
        show_again(self.client)
        self.delete()
        self.assertEqual(seen, ["rita@test.example"])

    def test_the_last_administrator_stays(self):
        head = member("administrator", "head")
        sign_in(self.client, head)
        self.client.post("/account/logout/")
        sign_in(self.client, head)
        show_again(self.client)
        self.assertContains(self.delete("head@test.example"), "You are the last administrator")
        self.assertTrue(User.objects.get(pk=head.pk).is_active)
        member("administrator", "second")
        self.assertRedirects(self.delete("head@test.example"), "/account/login/")

    def test_the_log_of_the_admin_forgets_the_name(self):
        LogEntry.objects.log_actions(self.user.pk, [self.user], 2, "Changed.", single_object=True)
        deletion.delete_account(self.user)
        self.assertNotIn("Rita", str(LogEntry.objects.get().object_repr))

    def test_nor_does_it_keep_name_or_address_of_what_else_was_about_the_person(self):
        head = member("administrator", "head")
        invitation = Invitation(email="Rita@Test.Example", role=Group.objects.get(name="editor"))
        invitations.send(invitation, by=head)
        earlier = Invitation(email="rita.before@test.example", role=Group.objects.get(name="editor"))
        invitations.send(earlier, by=head)
        Invitation.objects.filter(pk=earlier.pk).update(accepted_by=self.user)
        self.user.last_name = "Example"
        self.user.save()
        mandate = Mandate.objects.create(person=self.user)
        namesake = Mandate.objects.create(person=member("reviewer", "other", last_name="Example"))
        told = [
            {"added": {"name": "mandate", "object": "Rita Example"}},
            {"changed": {"fields": ["rita@test.example"]}},
        ]
        for thing in (invitation, earlier, mandate):
            LogEntry.objects.log_actions(head.pk, [thing], 2, told, single_object=True)
        kept = [{"added": {"name": "mandate", "object": "Rita Examples of marita@test.example"}}]
        LogEntry.objects.log_actions(head.pk, [namesake], 2, kept, single_object=True)
        LogEntry.objects.log_actions(head.pk, [namesake], 2, "Sent to RITA@test.example.", single_object=True)
        deletion.delete_account(self.user)
        said = [f"{one.object_repr} {one.change_message}" for one in LogEntry.objects.order_by("pk")]
        self.assertFalse([line for line in said[:3] if "rita" in line.casefold()], said)
        self.assertIn("Other Example", said[3])
        self.assertIn("Rita Examples of marita@test.example", said[3])
        self.assertIn("Sent to A former member.", said[4])

    def test_what_an_app_refuses_is_a_sentence_and_nothing_is_deleted(self):
        def refuse(user):
            raise deletion.DeletionRefused("A made-up record is being saved.")

        before = deletion._hooks[:]
        deletion.on_deletion(refuse)
        self.addCleanup(deletion._hooks.__setitem__, slice(None), before)
        show_again(self.client)
        self.assertContains(self.delete(), "A made-up record is being saved.")
        self.assertEqual(User.objects.get(pk=self.user.pk).email, "rita@test.example")
        self.assertEqual(self.client.get("/account/").status_code, 200)

    def test_the_address_is_free_again(self):
        deletion.delete_account(self.user)
        self.assertEqual(member("reviewer", "rita").email, "rita@test.example")

    def test_twice_does_no_harm(self):
        deletion.delete_account(self.user)
        before = User.objects.get(pk=self.user.pk).deleted_at
        deletion.delete_account(self.user)
        self.assertEqual(User.objects.get(pk=self.user.pk).deleted_at, before)


class ConcurrentDeletionTests(TransactionTestCase):
    def test_two_administrators_who_leave_at_once_do_not_both_leave(self):
        roles.install()
        heads = [member("administrator", f"head{number}") for number in range(2)]

        def leave(user):
            try:
                deletion.delete_account(user)
                return "gone"
            except deletion.DeletionRefused:
                return "stays"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(leave, heads))
        self.assertEqual(outcomes, ["gone", "stays"])
        self.assertEqual(deletion.administrators().count(), 1)
