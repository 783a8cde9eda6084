"""People of the admin, each with a role, and what they do there."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.urls import reverse

from practices.models import Practice
from tests.factories import UserFactory
from tests.sent_forms import sent

CHANGELIST = "/admin/practices/practice/"
ADD = "/admin/practices/practice/add/"


def member(role: str, name: str = "", **fields):
    """Somebody who may enter the admin in this role."""
    name = name or f"staff-{role}"
    user = UserFactory(email=f"{name}@test.example", first_name=name.capitalize(), is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return confirmed(user)


def confirmed(user):
    """The person, whose address needs no code any more when they sign in."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def change_address(practice: Practice) -> str:
    return reverse("admin:practices_practice_change", args=[practice.pk])


def change(client, practice: Practice, **changes):
    """Open the form, change some entries, save."""
    page = client.get(change_address(practice))
    return client.post(change_address(practice), sent(page, "practice_form", **changes))


def press(client, practice: Practice, name: str, **given):
    """Press a button of the panel, and confirm with what is given where it asks."""
    practice.refresh_from_db()
    address = reverse("admin:practices_practice_transition", args=[practice.pk, name])
    return client.post(address, {"expected": practice.revision, **given})
