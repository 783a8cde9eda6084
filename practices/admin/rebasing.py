"""The same entries against the rows there are now: three versions of a form brought together, nothing typed lost.

What only the other person changed is taken over; what only this one changed stays; where both did, the typed version
stays until the other is chosen. Rows that went become new ones, rows that came are shown.
"""

import re
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.admin import entries
from practices.admin.comparing import compared, put
from practices.admin.conflicts import BOTH, MINE, THEIRS, Entry, in_words
from practices.admin.entries import DELETE, mark, plain, same

WAS = "was"  # beside a row that was stored when the form was opened and is not any more


def rebased(post, files, form, formsets, version: str) -> tuple[object, list[Entry]]:
    """What to show in place of what was sent, and the entries on which it differs from what is stored.

    `form` and `formsets` are unbound, of what is stored now.
    """
    post = post.copy()
    started = entries.Marks(post.get("started_from"))
    found = _of_main_form(post, form, started)
    for formset in formsets:
        found += _Rebase(post, files, formset, started).carry_out()
    post["expected"], post["started_from"] = version, entries.marked(form, formsets)
    return post, found


def _of_main_form(post, form, started) -> list[Entry]:
    known, found = started.of("", "", form), []
    for name in entries.names(form):
        if name not in post and entries.is_sent_when_empty(form, name):
            continue
        entry = compared(form, name, post.getlist(name), known)
        if entry is None:
            continue
        if entry.holds == THEIRS:
            put(post, name, entry.theirs)
        entry.name, entry.anchor = name, form[name].id_for_label
        if not form.fields[name].widget.is_hidden:
            found.append(entry)
    return found


@dataclass
class _Line:
    """One row to be written: its entries, where its upload came from, and what is to be told of it."""

    row: dict
    source: int | None = None
    is_stored: bool = False
    told: list[tuple[str, Entry]] = field(default_factory=list)


class _Rebase:
    """The rows of one list: as typed, as stored, and which belong together."""

    def __init__(self, post, files, formset, started) -> None:
        self.post, self.files, self.formset, self.prefix, self.started = post, files, formset, formset.prefix, started
        self.place = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,6}})-(.+)")
        self.key = formset.model._meta.pk.name
        self.known_by = getattr(formset, "known_by", None)
        self.is_ours = hasattr(formset, "known_by")  # its rows say when they are ticked to go
        self.stored = self._stored()
        self.empty = formset.empty_form
        self.only_told: list[Entry] = []  # entries that leave no choice

    def carry_out(self) -> list[Entry]:
        old, gone, new, seen = [], [], [], set()
        for index, row in self._typed():
            counterpart = self._counterpart(row, seen)
            if counterpart:
                seen.add(counterpart)
                old.append(self._merged(index, row, counterpart))
            elif self._was_stored(row):
                gone += self._without_counterpart(index, row)
            elif DELETE not in row:
                new.append(_Line(self._as_new(row), index))
        old += [self._came(key) for key in self.stored if key not in seen]
        # Rows that are stored come first, as the form wants it.
        old.sort(key=lambda line: not line.is_stored)
        lines = [*old, *gone, *new]
        self._write(lines, sum(line.is_stored for line in lines))
        return self.only_told + [entry for line in lines for _name, entry in line.told]

    # Rows there are -----------------------------------------------------------------------------------------------

    def _typed(self) -> list[tuple[int, dict]]:
        rows: dict[int, dict] = {}
        for name in list(self.post):
            if match := self.place.fullmatch(name):
                rows.setdefault(int(match[1]), {})[match[2]] = self.post.getlist(name)
        for row in rows.values():
            if was := row.pop(WAS, None):
                row[self.key] = was
        return sorted(rows.items())

    def _stored(self) -> dict[str, object]:
        """Forms of the rows as they are now; of lists that ask fixed questions also those without an answer."""
        forms = {str(form.instance.pk): form for form in self.formset.initial_forms}
        if not self.formset.can_delete:
            forms |= {f"new {place}": form for place, form in enumerate(self.formset.extra_forms)}
        return forms

    def _row(self, key: str) -> dict:
        form = self.stored[key]
        row = {name: entries.stored(form, name) for name in entries.names(form)}
        row = {name: values for name, values in row.items() if values}
        return self._as_new(row) if form.instance._state.adding else row | {self.key: [str(form.instance.pk)]}

    def _as_new(self, row: dict) -> dict:
        """A row without a key of its own; one that has its practice's is left as it is."""
        return row if self.key == self.formset.fk.name else row | {self.key: [""]}

    def _was_stored(self, row: dict) -> bool:
        """Whether this typed row was there when the form was opened."""
        key = row.get(self.key, [""])[0]
        if self.started.knows(self.prefix):
            return self.started.of(self.prefix, key, self.empty) is not None
        return bool(key) and self.key != self.formset.fk.name

    def _counterpart(self, row: dict, seen: set) -> str:
        """The stored row this typed one stands for: the same key, else the same natural key, content or beginning."""
        key = row.get(self.key, [""])[0]
        if key in self.stored and key not in seen:
            return key
        if self.formset.max_num == 1 and len(self.stored) == 1 and not seen:
            return next(iter(self.stored))
        names = self.known_by or [name for name in entries.names(self.empty) if name in row]
        if any(row.get(name, [""])[0] for name in names):  # an empty row is nobody's
            for other, form in self.stored.items():
                if other not in seen and all(same(row.get(name), entries.stored(form, name)) for name in names):
                    return other
        known = self.started.of(self.prefix, key, self.empty)
        for other, form in self.stored.items():
            if known and other not in seen and entries.marks_of(form) == known:
                return other
        return ""

    # What becomes of them -----------------------------------------------------------------------------------------

    def _merged(self, index: int, row: dict, key: str) -> _Line:
        """A row that both versions have."""
        form = self.stored[key]
        line = _Line(self._row(key), index, is_stored=not form.instance._state.adding)
        known = self.started.of(self.prefix, row.get(self.key, [""])[0], form)
        if known is None and not self._was_stored(row):
            known = entries.marks_of(self.empty)
        marks = getattr(self.formset, "set_by_registry", ())
        for name in entries.names(form):
            if name in (self.known_by or ()) or (name not in row and entries.is_sent_when_empty(form, name)):
                continue
            entry = compared(form, name, row.get(name, []), known, name in marks)
            if entry is None:
                continue
            if entry.holds == MINE:
                line.row[name] = entry.mine
            is_beside_the_point = name in marks and entry.who == THEIRS
            if not form.fields[name].widget.is_hidden and not is_beside_the_point:
                self._tell(line, name, entry, self._heading(form))
        # What is no entry of the form, as a file that waits, stays with its row.
        line.row = {name: values for name, values in row.items() if name not in entries.names(form)} | line.row
        if DELETE in row:
            line.told = []
            who = BOTH if known is None or known != entries.marks_of(form) else MINE
            self._tell(line, DELETE, self._removal(who, form, row, stays_stored=True), "")
        return line

    def _without_counterpart(self, index: int, row: dict) -> list[_Line]:
        """A row the other person has removed."""
        if DELETE in row:
            return []
        key = row[self.key][0]
        known = self.started.of(self.prefix, key, self.empty)
        is_mine = known is None or any(
            mark(row.get(name)) != known[name] for name in entries.names(self.empty)
            if name in row or not entries.is_sent_when_empty(self.empty, name)
        )  # fmt: skip
        entry = self._removal(BOTH if is_mine else THEIRS, self.empty, row, stays_stored=False)
        line = _Line(self._as_new(row) | {WAS: [key]}, index)
        if not self.is_ours:
            self.only_told.append(entry)
            return [_Line(self._as_new(row), index)] if is_mine else []
        if not is_mine:
            line.row[DELETE] = ["on"]
        self._tell(line, DELETE, entry, "")
        return [line]

    def _came(self, key: str) -> _Line:
        """A row the other person has added."""
        form = self.stored[key]
        line = _Line(self._row(key), is_stored=not form.instance._state.adding)
        if self.formset.can_delete and line.is_stored:
            entry = Entry(THEIRS, self._heading(form), self._content(form, line.row), _("not there"), theirs=[],
                          mine=["on"], holds=THEIRS)  # fmt: skip
            self._tell(line, DELETE, entry, "")
        return line

    def _removal(self, who: str, form, row: dict, *, stays_stored: bool) -> Entry:
        if stays_stored:  # I removed what is stored
            content = self._content(form, self._row(str(form.instance.pk)))
            return Entry(who, self._heading(form), content, _("removed"), mine=["on"], theirs=[], holds=MINE)
        content, holds = self._content(form, row), MINE if who == BOTH else THEIRS
        return Entry(who, self._heading(form), _("removed"), content, mine=[], theirs=["on"], holds=holds)

    # Telling ------------------------------------------------------------------------------------------------------

    def _heading(self, form) -> str:
        return getattr(form, "called", "") or capfirst(str(self.formset.model._meta.verbose_name))

    def _content(self, form, row: dict) -> str:
        fields = [name for name in entries.names(form) if not form.fields[name].widget.is_hidden]
        words = [in_words(form.fields[name], plain(row.get(name))) for name in fields if plain(row.get(name))]
        return " · ".join(filter(None, words))

    def _tell(self, line: _Line, name: str, entry: Entry, owner: str) -> None:
        entry.owner = owner
        line.told.append((name, entry))

    # Writing ------------------------------------------------------------------------------------------------------

    def _write(self, lines: list[_Line], initial: int) -> None:
        uploads = self._emptied()
        for place, line in enumerate(lines):
            for name, values in line.row.items():
                put(self.post, f"{self.prefix}-{place}-{name}", values)
            for name, entry in line.told:
                entry.name = f"{self.prefix}-{place}-{name}"
                entry.anchor = f"{self.prefix}-{place}" if name == DELETE else f"id_{entry.name}"
            for (source, name), content in uploads.items():
                if source == line.source:
                    self.files.setlist(f"{self.prefix}-{place}-{name}", content)
        self.post[f"{self.prefix}-TOTAL_FORMS"] = str(len(lines))
        self.post[f"{self.prefix}-INITIAL_FORMS"] = str(initial)

    def _emptied(self) -> dict[tuple[int, str], list]:
        """Takes all rows of the list out of what was sent; returns the files by row and field."""
        uploads = {}
        for name in [name for name in self.post if self.place.fullmatch(name)]:
            del self.post[name]
        for name in list(self.files):
            if match := self.place.fullmatch(name):
                uploads[int(match[1]), match[2]] = self.files.pop(name)
        return uploads
