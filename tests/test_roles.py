"""Roles as data: who holds which permissions, and that the declaration fits the code."""

import json
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from accounts import explanation, roles
from tests.factories import UserFactory
from tests.staff import member


class InstalledRolesTests(TestCase):
    def test_a_migrated_database_has_every_role_with_what_is_declared(self):
        for name, wanted in roles.declared().items():
            with self.subTest(role=name):
                held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
                self.assertEqual({f"{label}.{code}" for label, code in held}, wanted)

    def test_each_role_may_all_that_the_one_before_may(self):
        declared = list(roles.declared().values())
        for less, more in pairwise(declared):
            self.assertLess(less, more)

    def test_only_the_administrator_publishes_alone_deletes_and_manages_accounts(self):
        declared = roles.declared()
        for permission in ("practices.publish_alone_practice", "practices.delete_practice", "accounts.change_user"):
            holders = [name for name, held in declared.items() if permission in held]
            self.assertEqual(holders, ["administrator"], permission)

    def test_a_contributor_changes_nobody_elses_record(self):
        self.assertNotIn("practices.change_practice", roles.declared()["contributor"])

    def test_installing_twice_changes_nothing(self):
        before = list(Group.objects.order_by("name").values_list("name", "permissions"))
        with CaptureQueriesContext(connection) as queries:
            roles.install()
        self.assertEqual([query["sql"] for query in queries if not query["sql"].startswith("SELECT")], [])
        self.assertEqual(list(Group.objects.order_by("name").values_list("name", "permissions")), before)

    def test_installing_brings_a_role_back_to_what_is_declared(self):
        editor = Group.objects.get(name="editor")
        editor.permissions.set(Permission.objects.filter(codename="delete_practice"))
        roles.install()
        self.assertEqual(editor.permissions.count(), len(roles.declared()["editor"]))

    def test_a_group_of_ones_own_is_left_alone(self):
        own = Group.objects.create(name="translators")
        own.permissions.set(Permission.objects.filter(codename="view_practice"))
        roles.install()
        self.assertEqual(own.permissions.count(), 1)

    def test_every_migration_run_brings_roles_back(self):
        Group.objects.filter(name="reviewer").delete()
        call_command("migrate", verbosity=0, interactive=False)
        self.assertTrue(Group.objects.filter(name="reviewer").exists())


class ExplanationTests(TestCase):
    """The page in the admin that says who may do what."""

    address = "/admin/auth/group/who-may-do-what/"

    def test_it_says_what_is_declared(self):
        declared = roles.declared()
        told = {(about, row.words): row.held for about, rows in explanation.table().items() for row in rows}
        self.assertEqual(len(told), len(set().union(*declared.values())))
        self.assertEqual(told["Practices", "Add"], [True] * 4)
        self.assertEqual(told["Practices", "Change"], [False, False, True, True])
        self.assertEqual(told["Invitations", "Add"], [False, False, False, True])
        self.assertEqual([list(row) for row in zip(*told.values(), strict=True)], [
            [f"{one.content_type.app_label}.{one.codename}" in held for one in self.declared_permissions()]
            for held in declared.values()
        ])  # fmt: skip

    def declared_permissions(self):
        """In the order of the page."""
        wanted = set().union(*roles.declared().values())
        found = Permission.objects.select_related("content_type").order_by(
            "content_type__app_label", "content_type__model", "codename"
        )
        return [one for one in found if f"{one.content_type.app_label}.{one.codename}" in wanted]

    def test_every_role_has_its_sentence(self):
        self.assertEqual(set(explanation.SUMMARIES), set(roles.names()))

    def test_all_staff_read_it_and_nobody_else(self):
        for role in roles.names():
            with self.subTest(role=role):
                self.client.force_login(member(role, f"a-{role}"))
                self.assertContains(self.client.get(self.address), "mandate")
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(self.address).status_code, 302)
        self.client.logout()
        self.assertEqual(self.client.get(self.address).status_code, 302)

    def test_the_list_of_roles_leads_to_it(self):
        self.client.force_login(member("administrator"))
        self.assertContains(self.client.get("/admin/auth/group/"), self.address)


class WaitingTests(TestCase):
    def test_accounts_without_a_role_are_found(self):
        head = member("administrator", "head")
        UserFactory(email="waiting@test.example", purpose="To enter a made-up practice.")
        UserFactory(email="closed@test.example", is_active=False)
        self.client.force_login(head)
        page = self.client.get("/admin/accounts/user/?waiting=yes")
        self.assertEqual([user.email for user in page.context["cl"].result_list], ["waiting@test.example"])
        page = self.client.get("/admin/accounts/user/?waiting=no")
        self.assertEqual([user.email for user in page.context["cl"].result_list], ["head@test.example"])


def written(tmp_path, declaration):
    path = tmp_path / "roles.json"
    path.write_text(json.dumps(declaration))
    return path


def test_a_role_includes_only_roles_declared_before_it(tmp_path):
    path = written(tmp_path, {"one": {"includes": ["two"], "permissions": []}, "two": {"permissions": []}})
    with pytest.raises(roles.RoleError, match="one includes two"):
        roles.declared(path)


@pytest.mark.django_db
def test_a_permission_nobody_knows_is_told_by_name(tmp_path):
    path = written(tmp_path, {"one": {"permissions": ["practices.fly_practice"]}})
    with pytest.raises(roles.RoleError, match=r"practices\.fly_practice"):
        roles.install(path)
