"""Constraints of the record: the database holds the rules too, each with a sentence for the curator."""

from datetime import timedelta
from unittest import mock

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from accounts.models import User
from practices import reference
from practices.models import (
    Alias,
    Citation,
    Country,
    CountryClassification,
    CountryGroup,
    Exchange,
    Figure,
    LabourAgreement,
    Link,
    PracticeCountry,
    PracticeText,
    Standing,
    StudyTour,
    Term,
)  # fmt: skip
from practices.models.fields import LinesFormField, is_web_address
from tests.cast import RegistryTestCase, person
from tests.factories import TermFactory, make_practice


def not_a_number(practice):
    """What PostgreSQL would keep, though Django itself would not send it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE practices_figure SET value = 'NaN' WHERE practice_id = %s", [practice.pk])


class ConstraintTests(RegistryTestCase):
    def refused(self, make):
        with self.assertRaises(DatabaseError), transaction.atomic():
            make()

    def test_the_database_refuses_what_cannot_be(self):
        figure = {"label": {"en": "People"}, "value": 1, "unit": "people"}
        practice = make_practice(figures=[figure])
        country, other = Country.objects.order_by("code")[:2]
        term = Term.objects.get(code="alpha")
        Standing.objects.create(practice=practice)
        rows = {
            "years in order": lambda: practice.__class__.objects.filter(pk=practice.pk).update(
                start_year=2021, end_year=2020
            ),
            "a year we know": lambda: practice.__class__.objects.filter(pk=practice.pk).update(start_year=20),
            "unknown state": lambda: practice.__class__.objects.filter(pk=practice.pk).update(state="lost"),
            "same role twice": lambda: PracticeCountry.objects.create(
                practice=practice, country=country, role="provider"
            ),
            "unknown role": lambda: PracticeCountry.objects.create(practice=practice, country=country, role="boss"),
            "second text of a language": lambda: PracticeText.objects.create(
                practice=practice, language="en", title="Two"
            ),
            "text without title": lambda: PracticeText.objects.create(
                practice=practice, language="fr", title="", origin="human"
            ),
            "outdated original": lambda: PracticeText.objects.create(
                practice=practice, language="fr", title="x", is_outdated=True
            ),
            "figure without label": lambda: Figure.objects.create(practice=practice, value=1, unit="people"),
            "figure that is no number": lambda: not_a_number(practice),
            "source nobody can find": lambda: Citation.objects.create(practice=practice, key="s9"),
            "source key twice": lambda: Citation.objects.create(practice=practice, key="s1", title="x"),
            "exchange with oneself": lambda: Exchange.objects.create(
                practice=practice, provider=other, beneficiary=other
            ),
            "link to itself": lambda: Link.objects.create(practice=practice, target=practice),
            "more women than people": lambda: StudyTour.objects.create(practice=practice, delegation_size=2, women=3),
            "wage without currency": lambda: LabourAgreement.objects.create(practice=practice, wage_floor=5),
            "archived without reason": lambda: Standing.objects.update(archived_at="2020-01-01T00:00Z"),
            "contact without consent": lambda: Standing.objects.update(contact_name="Somebody"),
            "term twice": lambda: models.Model.save(Term(kind="theme", code="alpha", label_en="x")),
            "term its own parent": lambda: Term.objects.filter(pk=term.pk).update(parent=term),
            "merged but not retired": lambda: Term.objects.filter(pk=term.pk).update(replaced_by=TermFactory()),
            "alias of nothing": lambda: Alias.objects.create(text="x"),
            "alias of two things": lambda: Alias.objects.create(text="x", term=term, country=country),
            "country off the map": lambda: Country.objects.filter(pk=country.pk).update(latitude=91),
            "address in use in other capitals": lambda: User.objects.create_user("AUTHOR@test.example"),
        }
        for rule, make in rows.items():
            with self.subTest(rule):
                self.refused(make)

    def test_rules_come_with_a_sentence(self):
        practice = make_practice()
        practice.start_year, practice.end_year = 2021, 2020
        with self.assertRaisesMessage(ValidationError, "A practice cannot end before it starts."):
            practice.validate_constraints()

    def test_every_check_has_a_name_of_its_table(self):
        from django.apps import apps

        for model in apps.get_app_config("practices").get_models():
            for constraint in model._meta.constraints:
                self.assertTrue(constraint.name.startswith("practices_"), constraint.name)

    def test_classifications_are_dated(self):
        group = CountryGroup.objects.create(code="made_up_group", label_en="Group", kind="classification")
        country = Country.objects.get(code="XA")
        CountryClassification.objects.create(country=country, group=group, since="2000-01-01", until="2010-01-01")
        self.assertNotIn("made_up_group", reference.current().groups_of.get("XA", []))
        CountryClassification.objects.create(country=country, group=group, since="2015-01-01")
        self.assertIn("made_up_group", reference.current().groups_of["XA"])
        self.refused(lambda: CountryClassification.objects.create(country=country, group=group, since="2015-01-01"))


class ReferenceTests(RegistryTestCase):
    def test_an_other_name_has_something_to_look_for(self):
        term = Term.objects.get(code="alpha")
        for text, is_fine in (("!!!", False), ("ـ", False), ("U.A.E.", True), ("8.7", True), ("جولة", True)):
            alias = Alias(term=term, text=text)
            with self.subTest(text):
                if is_fine:
                    alias.full_clean(exclude=["folded"])
                else:
                    with self.assertRaisesMessage(ValidationError, "write at least one word"):
                        alias.full_clean(exclude=["folded"])

    def test_a_warm_snapshot_costs_one_query_and_a_change_is_seen_at_once(self):
        reference.current()
        with self.assertNumQueries(1):
            first = reference.current()
        Term.objects.filter(code="alpha").update(label_en="Renamed")
        self.assertIsNot(reference.current(), first)
        self.assertEqual(reference.current().find("theme", "alpha").label("fr"), ("Renamed", "en"))

    def test_a_change_that_is_taken_back_is_not_remembered(self):
        try:
            with transaction.atomic():
                Term.objects.filter(code="alpha").update(label_en="Never")
                self.assertEqual(reference.current().find("theme", "alpha").labels["en"], "Never")
                raise ValueError
        except ValueError:
            pass
        Term.objects.filter(code="beta").update(label_en="Renamed")
        self.assertEqual(reference.current().find("theme", "alpha").labels["en"], "Made-up theme alpha")

    def test_a_new_day_is_a_new_snapshot(self):
        group = CountryGroup.objects.create(code="ends_today", label_en="Group", kind="classification")
        country = Country.objects.get(code="XA")
        CountryClassification.objects.create(country=country, group=group, until=timezone.localdate() + timedelta(1))
        self.assertIn("ends_today", reference.current().groups_of["XA"])
        with mock.patch("django.utils.timezone.localdate", return_value=timezone.localdate() + timedelta(1)):
            self.assertNotIn("ends_today", reference.current().groups_of.get("XA", []))

    def test_labels_fall_back_to_english_visibly(self):
        entry = reference.current().find("country", "XA")
        self.assertEqual(entry.label("ar"), ("بلد XA", "ar"))
        self.assertEqual(entry.label("pt"), ("Country XA", "en"))

    def test_triggers_listen_to_every_reference_table(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'practices_%%_heard' AND NOT tgisinternal"
            )
            self.assertEqual(cursor.fetchone()[0], 9)


class FieldTests(RegistryTestCase):
    def test_only_web_addresses_become_links(self):
        for good in ("https://a.example/x", "http://a.example:8080/?q=ü"):
            self.assertTrue(is_web_address(good), good)
        for bad in (
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example",
            "//a.example",
            "https://" + "a" * 3000,
        ):
            self.assertFalse(is_web_address(bad), bad)

    def test_lists_are_typed_one_entry_a_line(self):
        field = LinesFormField(required=False)
        self.assertEqual(field.clean(" One \r\n\r\n Two\x00 "), ["One", "Two"])
        self.assertEqual(field.prepare_value(["One", "Two"]), "One\nTwo")
        self.assertFalse(field.has_changed(["One"], "One\n"))


class UserTests(RegistryTestCase):
    def test_people_are_found_by_address_in_any_capitals(self):
        self.assertEqual(User.objects.get_by_natural_key("Author@TEST.example"), self.author)

    def test_a_user_needs_an_address(self):
        with self.assertRaises(ValueError):
            User.objects.create_user("")

    def test_holders_of_a_permission_by_role_by_hand_and_as_administrators(self):
        from django.contrib.auth.models import Group, Permission

        group = Group.objects.create(name="Made-up role")
        group.permissions.add(Permission.objects.get(codename="review_practice"))
        self.stranger.groups.add(group)
        root = User.objects.create_superuser("root@test.example", "x")
        person("gone", "review_practice", is_active=False)
        holders = set(User.objects.with_perm("practices.review_practice"))
        self.assertEqual(holders, {self.stranger, self.reviewer, self.editor, self.administrator, root})
