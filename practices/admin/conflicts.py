"""Two people, one form: what the second typed is kept and laid beside what the first saved."""

import re
from dataclasses import dataclass

from django.forms import CheckboxInput
from django.utils.text import capfirst
from django.utils.translation import gettext as _

DELETE = "DELETE"


@dataclass(frozen=True)
class Difference:
    """One entry that is stored otherwise than it was typed."""

    label: str
    stored: str
    typed: str
    anchor: str  # id of the field on the page


# Telling ------------------------------------------------------------------------------------------------------------


def described(form, inlines) -> list[Difference]:
    """Every entry in which the form and what is stored now differ."""
    found = _differences(form, "")
    for inline in inlines:
        for row in inline.formset.forms:
            if row.has_changed():
                found += _differences(row, getattr(row, "heading", "") or capfirst(str(inline.opts.verbose_name)))
    return found


def _differences(form, owner: str) -> list[Difference]:
    found = []
    for name in form.changed_data:
        bound = form[name]
        if bound.is_hidden:
            continue
        label = f"{owner}: {bound.label}" if owner else str(bound.label)
        stored, typed = in_words(bound.field, bound.initial), in_words(bound.field, bound.data)
        found.append(Difference(label, stored, typed, bound.id_for_label or ""))
    return found


def in_words(field, value) -> str:
    """A value as a reader knows it: names instead of keys."""
    value = field.prepare_value(value)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    if hasattr(field, "queryset"):
        keys = [key for key in values if str(key).isdecimal()]
        return ", ".join(str(row) for row in field.queryset.filter(pk__in=keys))
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return "\n".join(labels.get(str(one), str(one)) for one in values)


# Going on from what is stored now ------------------------------------------------------------------------------------


def rebased(post, files, formsets, version: str):
    """The same entries against the rows there are now: rows that went become new ones, rows that came are shown."""
    post = post.copy()
    post["expected"] = version
    for formset in formsets:
        _Rebase(post, files, formset).carry_out()
    return post


class _Rebase:
    """The rows of one list: as typed, as stored, and which belong together."""

    def __init__(self, post, files, formset) -> None:
        self.post, self.files, self.formset, self.prefix = post, files, formset, formset.prefix
        self.key = formset.model._meta.pk.name
        self.stored = self._stored()

    def carry_out(self) -> None:
        typed = self._typed()
        old, new, seen = [], [], set()
        for index, row in typed:
            pk = self._counterpart(row, seen)
            if pk:
                seen.add(pk)
                old.append((index, self._with_marks_of(pk, row) | {self.key: [pk]}))
            elif DELETE not in row:
                new.append((index, row | {self.key: [""]}))
        old += [(None, row) for pk, row in self.stored.items() if pk not in seen]
        self._write([*old, *new], len(old))

    def _with_marks_of(self, pk: str, row: dict) -> dict:
        """The typed row with what the registry itself sets as it is stored now."""
        marks = getattr(self.formset, "set_by_registry", ())
        stored = {name: value for name, value in self.stored[pk].items() if name in marks}
        return {name: value for name, value in row.items() if name not in marks} | stored

    def _typed(self) -> list[tuple[int, dict]]:
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d+)-(.+)")
        rows: dict[int, dict] = {}
        for name in list(self.post):
            if match := pattern.fullmatch(name):
                rows.setdefault(int(match[1]), {})[match[2]] = self.post.getlist(name)
        return sorted(rows.items())

    def _stored(self) -> dict[str, dict]:
        """Rows as they are now, as a browser would send them."""
        unbound = type(self.formset)(
            instance=self.formset.instance, prefix=self.prefix, queryset=self.formset.get_queryset().all()
        )
        rows = {}
        for form in unbound.initial_forms:
            fields = {name: _sent(form[name]) for name in form.fields if name != DELETE}
            rows[str(form.instance.pk)] = {name: value for name, value in fields.items() if value is not None}
        return rows

    def _counterpart(self, row: dict, seen: set) -> str:
        """The stored row this typed one stands for: the same key, else the same natural key or content."""
        key = row.get(self.key, [""])[0]
        if key in self.stored and key not in seen:
            return key
        known_by = getattr(self.formset, "known_by", None)
        names = known_by or [name for name in row if name not in (self.key, self.formset.fk.name, DELETE)]
        if not any(row.get(name, [""])[0] for name in names):
            return ""  # an empty row is nobody's
        for pk, stored in self.stored.items():
            if pk not in seen and all(_same(row.get(name), stored.get(name)) for name in names):
                return pk
        return ""

    def _write(self, rows: list, initial: int) -> None:
        uploads = {}
        for name in [name for name in self.post if re.match(rf"{re.escape(self.prefix)}-\d+-", name)]:
            del self.post[name]
        for name in [name for name in self.files if re.match(rf"{re.escape(self.prefix)}-\d+-", name)]:
            _prefix, index, field = name[len(self.prefix) :].split("-", 2)
            uploads[int(index), field] = self.files.pop(name)
        for place, (index, row) in enumerate(rows):
            for name, values in row.items():
                self.post.setlist(f"{self.prefix}-{place}-{name}", values)
            for (source, field), content in uploads.items():
                if source == index:
                    self.files.setlist(f"{self.prefix}-{place}-{field}", content)
        self.post[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.post[f"{self.prefix}-INITIAL_FORMS"] = str(initial)


def _sent(bound) -> list[str] | None:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, CheckboxInput):
        return ["on"] if value else None
    shown = widget.format_value(value)
    if isinstance(shown, (list, tuple)):
        return [str(one) for one in shown]
    return [""] if shown is None else [str(shown)]


def _same(typed: list | None, stored: list | None) -> bool:
    return [text.replace("\r\n", "\n") for text in typed or [""]] == (stored or [""])
