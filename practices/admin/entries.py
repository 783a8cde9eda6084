"""Entries of a form as a browser sends them, and a short mark of each by which a change is known again."""

import hashlib
import json
from base64 import urlsafe_b64encode

from django.forms import CheckboxInput, FileField, MultiWidget
from django.forms.models import InlineForeignKeyField

DELETE = "DELETE"
OWN = frozenset(("expected", DELETE))  # of the machinery, typed by nobody
MARK = 4  # characters: one of 16 million


def names(form) -> list[str]:
    """The fields that are compared, in the form's order; the same for every row of a list."""
    key = form._meta.model._meta.pk.name
    return [
        name for name, field in form.fields.items()
        if name not in OWN and name != key and not isinstance(field, (FileField, InlineForeignKeyField))
        and not isinstance(field.widget, MultiWidget)
    ]  # fmt: skip


def stored(form, name: str) -> list[str]:
    """What the form started from, as a browser would send it."""
    field = form.fields[name]
    value = field.prepare_value(form[name].initial)
    widget = getattr(field.widget, "widget", field.widget)
    if isinstance(widget, CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    if isinstance(shown, (list, tuple)):
        return [str(one) for one in shown]
    return [""] if shown is None else [str(shown)]


def plain(values: list[str] | None) -> list[str]:
    """The same entry in one spelling, however it was sent."""
    values = [value.replace("\r\n", "\n") for value in values or []]
    return [] if values == [""] else values


def same(one: list[str] | None, other: list[str] | None) -> bool:
    """Whether two entries say the same."""
    return plain(one) == plain(other)


def is_sent_when_empty(form, name: str) -> bool:
    """Whether a browser sends this field also where nothing is chosen, so that its absence says nothing."""
    widget = getattr(form.fields[name].widget, "widget", form.fields[name].widget)
    return not isinstance(widget, CheckboxInput) and not getattr(widget, "allow_multiple_selected", False)


def mark(values: list[str] | None) -> str:
    """A few letters that stand for an entry."""
    digest = hashlib.sha256("\x1f".join(plain(values)).encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(digest[:3]).decode()


class Marks:
    """The marks of all entries of a form when it was opened: what else is needed to know who changed what."""

    def __init__(self, text: str | None) -> None:
        try:
            found = json.loads(text or "")
        except (ValueError, RecursionError):
            found = None
        self.rows = found if isinstance(found, dict) else {}

    def knows(self, prefix: str) -> bool:
        """Whether it says anything of this list, if only that it was empty."""
        return isinstance(self.rows.get(prefix), dict)

    def of(self, prefix: str, key: str, form) -> dict[str, str] | None:
        """Mark by name of one row, or None where the form did not know it. The main form has neither prefix nor key."""
        rows = self.rows.get(prefix)
        found = rows.get(key) if isinstance(rows, dict) else None
        if not isinstance(found, str):
            return None
        return {name: found[place * MARK :][:MARK] for place, name in enumerate(names(form))}


def marks_of(form) -> dict[str, str]:
    """Mark by name of what a form starts from."""
    return {name: mark(stored(form, name)) for name in names(form)}


def marked(form, formsets) -> str:
    """What Marks reads again."""
    rows = {"": {"": "".join(marks_of(form).values())}}
    for formset in formsets:
        found = [row for row in formset.initial_forms if row.instance.pk]
        rows[formset.prefix] = {str(row.instance.pk): "".join(marks_of(row).values()) for row in found}
    return json.dumps(rows, separators=(",", ":"))
