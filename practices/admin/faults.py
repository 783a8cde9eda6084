"""Why a save was refused after its forms had been found valid, and on which form that is to be said."""

from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.document import parts
from practices.locking import DEADLOCK, LOCK_NOT_AVAILABLE
from practices.models import Practice, PracticeText

LOCKED = {LOCK_NOT_AVAILABLE, DEADLOCK}
CONFLICT = 409
DATABASE_ERRORS = (IntegrityError, DataError, OperationalError, ProtectedError, RestrictedError)


@dataclass(frozen=True)
class Fault:
    """One sentence; with the prefix of a form it belongs to that row, with a field to that field."""

    message: str
    prefix: str = ""
    field: str = ""


@dataclass(eq=False)
class Refusal(Exception):
    """Nothing was saved: everything is rolled back, and the form comes again with what was typed."""

    faults: list[Fault]
    status: int = 200
    is_stale: bool = False  # somebody else has saved since the form was opened
    events: list = field(default_factory=list)  # what they did, where that is recorded
    entries: list = field(default_factory=list)  # on which both versions differ

    def at(self, prefix: str) -> list[Fault]:
        """The faults to be told by the form of this prefix."""
        return [fault for fault in self.faults if fault.prefix == prefix]


def of_database(error: Exception) -> Refusal:
    """What a refusal by the database means to a curator. Raises the error again if it is none of theirs."""
    in_use = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", None)
    if in_use:
        names = ", ".join(sorted({str(row._meta.verbose_name) for row in in_use}))
        return Refusal([Fault(_("What you removed is still in use: %(names)s.") % {"names": names})])
    if isinstance(error, IntegrityError):
        return Refusal([Fault(_of_constraint(error))])
    if isinstance(error, DataError):
        return Refusal([Fault(_("A value is too long or out of range."))])
    if getattr(error.__cause__, "sqlstate", "") in LOCKED:
        return Refusal([Fault(_("Somebody is saving the same thing right now. Save again in a moment."))], CONFLICT)
    raise error


def _of_constraint(error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and constraint.violation_error_message:
                return str(constraint.violation_error_message)
    return _("This does not fit with what is stored already. Look at what you entered twice or removed.")


def of_document(found: list[tuple[str, str]], formsets: list) -> Refusal:
    """What is wrong with a document as a whole, each fault on the row it comes from where that can be found."""
    return Refusal([_located(path, message, formsets) for path, message in found])


def _located(path: str, message: str, formsets: list) -> Fault:
    names = path.split(".")
    form = _row(names, formsets)
    column = next((name for name in reversed(names) if form is not None and name in form.fields), "")
    if form is not None:
        return Fault(message, form.prefix, column)
    label = _label(names)
    return Fault(_("%(part)s: %(fault)s") % {"part": label, "fault": message} if label else message)


def _row(names: list[str], formsets: list):
    """The form of the row a path like texts.fr.origin or figures.3.year speaks of."""
    if names[0] == "texts" and len(names) > 1:
        return _form_of(PracticeText, formsets, lambda row: row.language == names[1])
    for part in (parts.CITATIONS, *parts.LISTS):
        if part.key in names[:-1] and (place := names[names.index(part.key) + 1]).isdecimal():
            rows = part.model.objects.filter(practice=formsets[0].instance).order_by("position", "pk")
            keys = list(rows.values_list("pk", flat=True))
            wanted = keys[int(place)] if int(place) < len(keys) else None
            return _form_of(part.model, formsets, lambda row, wanted=wanted: row.pk == wanted)
    for detail in parts.DETAILS:
        if names[0] == detail.key:
            return _form_of(detail.model, formsets, lambda row: True)
    return None


def _form_of(model: type, formsets: list, is_it):
    forms = [form for formset in formsets if formset.model is model for form in formset.forms]
    return next((form for form in forms if not form.instance._state.adding and is_it(form.instance)), None)


def _label(names: list[str]) -> str:
    """What a curator calls the part of the form where the fault is."""
    for name in names:
        if any(field.name == name for field in Practice._meta.get_fields() if hasattr(field, "verbose_name")):
            return capfirst(str(Practice._meta.get_field(name).verbose_name))
    for part in (parts.CITATIONS, *parts.LISTS):
        if part.key in names:
            return capfirst(str(part.model._meta.verbose_name_plural))
    return capfirst(str(PracticeText._meta.verbose_name_plural)) if names[0] == "texts" else ""


def tell(form, cleaned: dict | None) -> dict | None:
    """Put a form's share of the refusal onto it; the main form is told in any case, so that nothing is saved."""
    refusal = getattr(form, "refusal", None)
    if refusal is None:
        return cleaned
    own = refusal.at(form.prefix or "")
    for fault in own:
        form.add_error(fault.field if fault.field in form.fields else NON_FIELD_ERRORS, fault.message)
    if not form.prefix and not own:
        form.add_error(NON_FIELD_ERRORS, _("Nothing is saved yet: look at the entries that are marked below."))
    return cleaned
