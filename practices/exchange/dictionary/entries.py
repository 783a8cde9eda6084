"""Every column in words of the active language."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from practices.exchange import vocabularies
from practices.exchange.columns import COLUMNS, Column, Part, part_key
from practices.exchange.columns.kinds import IN_LANGUAGE, Kind
from practices.exchange.limits import Limits, limits

KINDS = {
    Kind.TEXT: gettext_lazy("text"),
    Kind.LONG: gettext_lazy("long text"),
    Kind.NUMBER: gettext_lazy("number"),
    Kind.INTEGER: gettext_lazy("whole number"),
    Kind.YEAR: gettext_lazy("year"),
    Kind.DATE: gettext_lazy("date"),
    Kind.FLAG: gettext_lazy("yes or no"),
    Kind.ADDRESS: gettext_lazy("address"),
    Kind.TERM: gettext_lazy("one value of a vocabulary"),
    Kind.TERMS: gettext_lazy("values of a vocabulary"),
    Kind.LINES: gettext_lazy("several texts"),
    Kind.ENTRIES: gettext_lazy("several entries"),
}
WRITTEN = {
    Kind.TEXT: gettext_lazy("One line of text."),
    Kind.LONG: gettext_lazy("Text; lines may be broken."),
    Kind.NUMBER: gettext_lazy("A number with at most twelve digits and three decimals, without signs for thousands."),
    Kind.INTEGER: gettext_lazy("A whole number, without signs for thousands."),
    Kind.YEAR: gettext_lazy("Four digits."),
    Kind.DATE: gettext_lazy("To the day, the month or the year: 2019-05-07, 2019-05 or 2019."),
    Kind.FLAG: gettext_lazy("Yes or no; empty where it is not known."),
    Kind.ADDRESS: gettext_lazy("An http or https address."),
    Kind.TERM: gettext_lazy("A name in any language of the registry, or a code."),
    Kind.TERMS: gettext_lazy("Names or codes, separated by semicolons."),
    Kind.LINES: gettext_lazy("One text a line."),
    Kind.ENTRIES: gettext_lazy("One entry a line; its parts in this order, separated by “ | ”: %(parts)s."),
}
IN_JSON = {
    Kind.NUMBER: "number", Kind.INTEGER: "number", Kind.YEAR: "number", Kind.FLAG: "true, false, null",
    Kind.TERMS: "array of strings", Kind.LINES: "array of strings", Kind.ENTRIES: "array of objects",
}  # fmt: skip
PATTERNS = {
    r"^[A-Za-z0-9_-]{1,20}$": gettext_lazy("Up to 20 letters, digits, hyphens and underscores."),
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": gettext_lazy("A language code such as en or pt-BR."),
    r"^[A-Z]{3}$": gettext_lazy("Three capital letters, such as EUR."),
    r"^[0-9a-f]{64}$": gettext_lazy("64 digits and letters from a to f."),
}


@dataclass(frozen=True)
class Entry:
    """One column, or one part of the entries of a column, in words of the active language."""

    key: str
    label: str
    group: str
    kind: str
    help: str
    vocabulary: str  # its name
    vocabulary_key: str
    written: str
    limits: str
    comes_in: str
    is_default: str
    path: str  # in the JSON of a document
    json: str

    @property
    def about(self) -> str:
        """Its help, but for a list, where that says how it is written."""
        return "" if self._is_many else self.help

    @property
    def how(self) -> str:
        """How it is written, in the best words there are."""
        return self.help if self._is_many and self.help else self.written

    @property
    def _is_many(self) -> bool:
        return self.json.startswith("array")


def entries(columns: tuple[Column, ...] = COLUMNS) -> Iterator[Entry]:
    """Every column, each followed by the parts of its entries."""
    for column in columns:
        yield _entry(column)
        for part in column.parts:
            yield _entry(column, part)


def headings() -> dict[str, str]:
    """What each field of an entry is called."""
    return {
        "key": _("key"),
        "label": _("label"),
        "group": _("group"),
        "kind": _("kind"),
        "help": _("help"),
        "vocabulary": _("vocabulary"),
        "vocabulary_key": _("key of the vocabulary"),
        "written": _("how it is written in a cell"),
        "limits": _("limits"),
        "comes_in": _("comes in"),
        "is_default": _("among the usual columns"),
        "path": _("place in the document"),
        "json": _("in JSON"),
    }


NAMES = tuple(field.name for field in fields(Entry))


def _entry(column: Column, part: Part | None = None) -> Entry:
    one = part or column
    found = limits(column, part) if column.path else Limits()
    return Entry(
        key=part_key(column, part) if part else column.key,
        label=capfirst(str(one.label)),
        group=str(column.group.label),
        kind=str(KINDS[one.kind]),
        help=(_("Required.") if part.is_required else "") if part else str(column.help),
        vocabulary=vocabularies.name_of(one.vocabulary) if one.vocabulary else "",
        vocabulary_key=one.vocabulary,
        written=str(WRITTEN[one.kind]) % {"parts": " | ".join(str(each.label) for each in column.parts)},
        limits=in_words(one.kind, found),
        comes_in=_("yes") if column.is_written else _("no"),
        is_default=_("yes") if column.is_default and part is None else _("no"),
        path=_place(column, part),
        json=IN_JSON.get(one.kind, "string"),
    )


def in_words(kind: Kind, found: Limits) -> str:
    """The limits of a value as sentences; empty where there are none that its kind does not tell."""
    said = []
    if found.pattern in PATTERNS:
        said.append(str(PATTERNS[found.pattern]))
    elif found.longest and kind in (Kind.TEXT, Kind.LONG, Kind.ADDRESS):
        said.append(_("At most %(most)s characters.") % {"most": found.longest})
    elif found.longest and kind is Kind.LINES:
        said.append(_("At most %(most)s characters each.") % {"most": found.longest})
    if found.most is not None:
        said.append(_("From %(least)s to %(most)s.") % {"least": found.least, "most": found.most})
    if found.most_entries is not None:
        most = ngettext("At most %(most)s value.", "At most %(most)s values.", found.most_entries)
        said.append(most % {"most": found.most_entries})
    return " ".join(said)


def _place(column: Column, part: Part | None) -> str:
    """Where a value stands in the JSON of a document; empty for what no document holds."""
    if not column.path:
        return ""
    language = pgettext("in a path", "language")
    path = [f"<{language}>" if step == IN_LANGUAGE else step for step in column.path]
    return ".".join([*path[:-1], f"{path[-1]}[]", *part.place] if part else path)
