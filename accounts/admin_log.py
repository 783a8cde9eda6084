"""The admin's log names people by the words of the day it was written. What it says of a person who leaves is cleared."""

import json
import re

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.models import Invitation, User

FORMER = "A former member"


def forget(user: User, invitations: list[str]) -> None:
    """Take this person out of the log: their own rows, those of these invitations, and their names in any other."""
    types = ContentType.objects.get_for_models(*_about_people()).values()
    invited = ContentType.objects.get_for_model(Invitation)
    of_person = Q(content_type__in=types, object_id=str(user.pk))
    of_invitation = Q(content_type=invited, object_id__in=invitations)
    named = Q(object_repr__iexact=user.email)
    LogEntry.objects.filter(of_person | of_invitation | named).update(object_repr=FORMER)
    _clear_messages(user)


def _about_people() -> list[type]:
    """The user, and every model whose rows are known by a user's key, such as what one person may do where."""
    keys = {model: model._meta.pk for model in apps.get_models()}
    return [User, *(model for model, key in keys.items() if key.is_relation and key.related_model is User)]


def _clear_messages(user: User) -> None:
    name = user.get_full_name()
    mentions = Q(change_message__icontains=_as_stored(user.email))
    if name:
        mentions |= Q(change_message__contains=_as_stored(name))
    for entry in LogEntry.objects.filter(mentions).only("change_message"):
        LogEntry.objects.filter(pk=entry.pk).update(change_message=_cleared(entry.change_message, name, user.email))


def _as_stored(words: str) -> str:
    return json.dumps(words)[1:-1]  # with the escapes of JSON, which messages are kept as


def _cleared(message: str, name: str, email: str) -> str:
    try:
        return json.dumps(_without(json.loads(message), name, email))
    except ValueError:  # a sentence
        return _without(message, name, email)


def _without(value, name: str, email: str):
    """A name counts where it is all that stands there: Ada is no Adam. An address counts as a whole word."""
    if isinstance(value, list):
        return [_without(one, name, email) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, name, email) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    return FORMER if value == name else re.sub(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", FORMER, value, flags=re.I)
