"""Rows of an import in words: what a new practice would be, what would change, what is wrong, what it resembles."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from practices import completeness, document
from practices.admin.importing.samples import letter
from practices.exchange import importing
from practices.exchange.columns import BY_KEY, PARTS, Names
from practices.models import ImportRow, Practice
from practices.models.exchange import RowOutcome
from practices.vocabulary import TermKind

LONGEST_CELL = 600
MOST_NAMES = 6
MOST_PROBLEMS = 10  # of one row
ASKED = (RowOutcome.ALIKE, RowOutcome.SKIPPED)  # shown beside what they resemble
WITH_FACTS = (RowOutcome.NEW, RowOutcome.ALIKE, RowOutcome.SKIPPED)  # of the others no document is loaded
COMES_IN = (RowOutcome.NEW, RowOutcome.ALIKE)
MOST_SAME = 1_000  # rows whose titles stand on a page
PROPOSED = "+"  # before a name that has no code yet


@dataclass(frozen=True)
class Change:
    """One cell that would change."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row."""

    cell: str  # as the spreadsheet names it; empty where the whole row is meant
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Resemblance:
    """A practice that is there already and may be the same."""

    code: str
    title: str
    address_key: int | None
    facts: list[tuple[str, str]]
    state: str


@dataclass
class Line:
    """One row, ready for the page."""

    row: ImportRow
    facts: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0  # problems that are not shown
    alike: list[Resemblance] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)  # what keeps a new practice from being submitted
    same: str = ""  # the numbers of other rows with this title

    @property
    def height(self) -> int:
        """How many lines its problems take."""
        return len(self.problems) + bool(self.more)


def lines(rows: list[ImportRow], known: Names, user) -> list[Line]:
    """The rows with their words; what they resemble is read at once for all of them."""
    asks = [row for row in rows if row.outcome in ASKED]
    there = _practices({entry["code"] for row in asks for entry in row.alike}, known, user)
    titled = _numbers_by_title(rows)
    return [
        Line(
            row,
            facts=facts_of(row.document, known) if row.outcome in WITH_FACTS else [],
            changes=[_change(entry) for entry in row.changes],
            problems=[_problem(entry) for entry in _shown(row.problems)],
            more=importing.problem_count(row.problems) - len(_shown(row.problems)),
            alike=[there[entry["code"]] for entry in row.alike if row.outcome in ASKED and entry["code"] in there],
            gaps=_gaps(row),
            same=_others(titled.get(row.title, []), row.number),
        )
        for row in rows
    ]


def _gaps(row: ImportRow) -> list[str]:
    if row.outcome != RowOutcome.NEW:
        return []
    built = document.empty() | row.document
    return [gap.sentence for gap in completeness.keeps_from_publication(built)]


def _numbers_by_title(rows: list[ImportRow]) -> dict[str, list[int]]:
    """Of the titles that come in, the numbers of all rows of the sheet that have them."""
    titles = {row.title for row in rows if row.title and row.outcome in COMES_IN}
    found: dict[str, list[int]] = {}
    if titles:
        same = ImportRow.objects.filter(of=rows[0].of_id, title__in=titles).order_by("number")
        for title, number in same.values_list("title", "number")[:MOST_SAME]:
            found.setdefault(title, []).append(number)
    return found


def _others(numbers: list[int], own: int) -> str:
    others = [str(number) for number in numbers if number != own]
    return ", ".join(others[:MOST_NAMES]) + ("…" if len(others) > MOST_NAMES else "")


def facts_of(built: dict, known: Names) -> list[tuple[str, str]]:
    """The few facts by which a practice is known: what it is, who takes part, and when."""
    countries = [known.label("country", entry.get("country", "")) for entry in built.get("countries") or []]
    organisations = [_organisation(entry.get("organisation", ""), known) for entry in built.get("organisations") or []]
    period = built.get("period") or {}
    years = [str(year) for year in (period.get("start"), period.get("end")) if year]
    found = [
        (_("Type"), known.label(TermKind.TYPE, built.get("type") or "")),
        (_("Countries"), _named(countries)),
        (_("Organisations"), _named(organisations)),
        (_("Years"), "–".join(dict.fromkeys(years))),
    ]
    return [(name, words) for name, words in found if words]


def column_in_words(key: str) -> str:
    """What a column is called; a heading of the sheet as it stands."""
    if key in PARTS:
        column, part = PARTS[key]
        return f"{column.label}: {part.label}"
    return str(BY_KEY[key].label) if key in BY_KEY else key


def _organisation(code: str, known: Names) -> str:
    """The name of an organisation; of one that comes into being with the import the name it is proposed under."""
    if code.startswith(PROPOSED):
        return _("%(name)s (new)") % {"name": code.removeprefix(PROPOSED)}
    return known.label("organisation", code)


def _named(names: list[str]) -> str:
    shown = list(dict.fromkeys(names))
    words = "; ".join(shown[:MOST_NAMES])
    if len(shown) <= MOST_NAMES:
        return words
    return _("%(names)s and %(count)s more") % {"names": words, "count": len(shown) - MOST_NAMES}


def _change(entry: dict) -> Change:
    old, new = (_text(entry.get(name)) for name in ("old", "new"))
    return Change(column_in_words(str(entry.get("column", ""))), old, new)


def _shown(problems: list[dict]) -> list[dict]:
    """The first ones that say something themselves."""
    return [entry for entry in problems if "more" not in entry][:MOST_PROBLEMS]


def _problem(entry: dict) -> Problem:
    place = entry.get("place")
    cell = f"{letter(place)}{entry.get('row', '')}" if isinstance(place, int) else ""
    column = column_in_words(str(entry.get("column") or ""))
    return Problem(cell, column, _text(entry.get("value")), str(entry.get("message") or ""))


def _text(value) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _practices(codes: set[str], known: Names, user) -> dict[str, Resemblance]:
    """What the person may see of these practices, by code: in few queries, for only a few facts are shown."""
    if not codes:
        return {}
    found = Practice.objects.visible_to(user).filter(code__in=codes).select_related("type")
    found = list(found.prefetch_related("practicecountry_set__country", "practiceorganisation_set__organisation"))
    return {
        practice.code: Resemblance(
            practice.code, str(practice), practice.pk, facts_of(_in_part(practice), known), practice.get_state_display()
        )
        for practice in found
    }


def _in_part(practice: Practice) -> dict:
    """Of its document what facts are made of."""
    return {
        "type": practice.type.code if practice.type else "",
        "countries": [{"country": row.country.code} for row in practice.practicecountry_set.all()],
        "organisations": [{"organisation": row.organisation.code} for row in practice.practiceorganisation_set.all()],
        "period": {"start": practice.start_year, "end": practice.end_year},
    }
