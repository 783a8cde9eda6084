"""The people of the tests, and the vocabulary they share."""

from django.contrib.auth.models import Permission
from django.test import TestCase

from practices import workflow
from practices.models import Practice
from practices.vocabulary import Channel
from tests.factories import UserFactory, make_practice, make_reference

REVIEWER = ("review_practice", "publish_practice", "view_practice")
EDITOR = (*REVIEWER, "add_practice", "change_practice", "archive_practice", "merge_term")
ADMINISTRATOR = (*EDITOR, "publish_alone_practice", "delete_practice", "redact_practice")


def person(name: str, *permissions: str, **fields):
    """Somebody who holds these permissions of the practices app."""
    user = UserFactory(email=f"{name}@test.example", first_name=name.capitalize(), **fields)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="practices", codename__in=permissions))
    return user


class RegistryTestCase(TestCase):
    """Reference data and people made once a class: author, reviewer, editor, administrator, stranger."""

    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.author = person("author")
        cls.reviewer = person("reviewer", *REVIEWER)
        cls.editor = person("editor", *EDITOR)
        cls.administrator = person("administrator", *ADMINISTRATOR)
        cls.stranger = person("stranger")


def bring_to(practice: Practice, *names: str, channel: str = Channel.COMMAND) -> Practice:
    """Take a practice through transitions as the registry itself."""
    for name in names:
        workflow.perform(name, practice, by=None, channel=channel, note="A made-up note.")
    practice.refresh_from_db()
    return practice


def published(author=None, **changes) -> Practice:
    """A public practice."""
    return bring_to(make_practice(author, **changes), "submit", "take", "publish")


def in_review(author=None, **changes) -> Practice:
    """A practice a reviewer is looking at."""
    return bring_to(make_practice(author, **changes), "submit", "take")
