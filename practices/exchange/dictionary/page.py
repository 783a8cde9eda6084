"""The data dictionary as a page of the documentation, in English. It tells nothing that curators can change."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils import translation

from practices.exchange import vocabularies
from practices.exchange.columns import COLUMNS, Layout
from practices.exchange.columns.kinds import Group
from practices.exchange.columns.names import CLOSED
from practices.exchange.dictionary.entries import Entry, entries
from practices.exchange.dictionary.sheet import notes
from practices.vocabulary import CountryRole, Language, Modality, OrganisationRole, TermKind

IN_LANGUAGES = [Group(language) for language in Language.values]
# Closed by the code as well; curators may only word them.
FIXED = CLOSED | {
    TermKind.MODALITY: Modality, TermKind.COUNTRY_ROLE: CountryRole, TermKind.ORGANISATION_ROLE: OrganisationRole,
}  # fmt: skip
INTRODUCTION = """\
# Data dictionary

Every column of the sheets that the registry writes and reads: exports, the template, the import. This page is made by
`manage.py build_data_dictionary` of the declaration in `practices/exchange/columns`; change that, never this page. The
same dictionary, in five languages and with the values that can be chosen today, is at `/en/data-dictionary.xlsx` and
`/en/data-dictionary.csv`; an empty workbook with drop-downs is at `/en/practices/template.xlsx`.

"""
HEAD = ("Key", "Label", "Kind", "How it is written", "Place in the document")


def markdown() -> str:
    """The whole page."""
    with translation.override("en"):
        return "".join(_lines())


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    yield "".join(f"- {note}\n" for note in notes())
    yield "- Columns marked * go out and never come in; columns in **bold** are among the usual ones.\n"
    yield "- Where each entry has a row of its own, its parts are columns: " + _layouts() + ".\n"
    yield "- Exports with codes repeat a column of names under its key and `_code`.\n"
    for group in Group:
        if group not in IN_LANGUAGES:
            yield from _section(group.label, _of(group))
        elif group is IN_LANGUAGES[0]:
            yield from _section("The text in a named language", _any_language(group))
    yield from _vocabularies()


def _layouts() -> str:
    return ", ".join(f"`{layout.column}` ({str(layout.label).lower()})" for layout in Layout if layout.column)


def _of(group: Group) -> list[Entry]:
    return [*entries(tuple(column for column in COLUMNS if column.group == group))]


def _any_language(group: Group) -> Iterator[Entry]:
    """One row for the columns of five languages."""
    language, name = group.value, str(Language(group.value).label)
    for entry in _of(group):
        yield replace(
            entry,
            key=f"{entry.key.removesuffix(f'_{language}')}_<language>",
            label=entry.label.removesuffix(f" – {name}"),
            path=entry.path.replace(f"texts.{language}.", "texts.<language>."),
        )


def _section(title: str, found: Iterable[Entry]) -> Iterator[str]:
    yield f"\n## {title}\n\n"
    yield _row(HEAD) + _row(["---"] * len(HEAD))
    for entry in found:
        yield _row([_key(entry), _label(entry), _kind(entry), f"{entry.how} {entry.limits}", _code(entry.path)])


def _key(entry: Entry) -> str:
    mark = "" if entry.comes_in == "yes" else " *"
    return f"**`{entry.key}`**{mark}" if entry.is_default == "yes" else f"`{entry.key}`{mark}"


def _label(entry: Entry) -> str:
    return f"{entry.label}. {entry.about}" if entry.about else entry.label


def _kind(entry: Entry) -> str:
    return f"{entry.kind}: {entry.vocabulary} (`{entry.vocabulary_key}`)" if entry.vocabulary else entry.kind


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.strip().replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def _vocabularies() -> Iterator[str]:
    yield "\n## Vocabularies\n\n"
    yield "Curators keep most of them; what may be chosen today stands in the downloads above. These are closed:\n\n"
    yield _row(("Key", "Name", "Codes")) + _row(["---"] * 3)
    for vocabulary in vocabularies.used_by(COLUMNS):
        if vocabulary in FIXED:
            codes = ", ".join(f"`{code}` {label}" for code, label in FIXED[vocabulary].choices if code)
            yield _row((f"`{vocabulary}`", vocabularies.name_of(vocabulary), codes))
