"""A new draft made of a practice there is: for the second of two that resemble each other."""

from django.db import transaction
from django.utils.translation import gettext as _

from practices import document, workflow
from practices.models import Practice
from practices.models.practice import LONGEST_TITLE

# Words of the record, each in the language of its text, not of the person who copies.
MARKS = {"en": "Copy of {}", "fr": "Copie de {}", "es": "Copia de {}", "pt": "Cópia de {}", "ar": "نسخة من {}"}


def clone(practice: Practice, *, by, channel: str) -> Practice:
    """A draft of this person that says what this practice says.

    Left behind is what belongs to the first one alone: its files, for which consent was given there, its focal point,
    and what staff noted. Asks no permission. Raises document.DocumentError where the original fits today's rules no more.
    """
    with transaction.atomic():
        return workflow.load_many([copy_of(practice)], by=by, channel=channel)[0]


def copy_of(practice: Practice) -> dict:
    """The document of the copy, which has no code yet."""
    copy = document.build(practice)
    del copy["code"]
    copy["attachments"] = []
    copy["texts"] = {
        language: text | {"title": MARKS[language].format(text["title"])[:LONGEST_TITLE].strip()}
        for language, text in copy["texts"].items()
    }
    source = _("A copy of %(code)s, revision %(revision)s.") % {"code": practice.code, "revision": practice.revision}
    return copy | {"staff": {"remarks": source}}
