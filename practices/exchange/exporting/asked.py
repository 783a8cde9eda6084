"""What a reader asks of a sheet beside its records: columns, what one row is, codes, headings. All of it in the address."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.exchange.columns import BY_KEY, COLUMNS, DEFAULT, Layout, columns_of
from practices.text import clean

LABELS = "labels"  # the value of `headings`
YES = "1"
ALL = "all"  # the value of `columns` for every one that may be chosen
MOST_NAMED = 5  # unknown values told in one message
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Asked:
    """Columns by their keys, in the order of a sheet; what one row is; whether codes stand beside labels."""

    columns: tuple[str, ...] = DEFAULT
    layout: Layout = Layout.PRACTICES
    codes: bool = False
    labels_as_headings: bool = False  # CSV only


def asked_of(parameters: QueryDict, *, staff: bool = False) -> tuple[Asked, list[str]]:
    """What these parameters ask for, and in sentences what of them cannot be used."""
    keys, unknown = _columns(parameters.getlist("columns"), staff)
    problems = []
    if unknown:
        problems.append(
            ngettext(
                "There is no column %(named)s; it was left out.", "There are no columns %(named)s; they were left out.",
                len(unknown),
            ) % {"named": _named(unknown)}
        )  # fmt: skip
    layout = parameters.get("layout", "") or Layout.PRACTICES
    if layout not in Layout.values:
        problems.append(_("There is no layout %(named)s; there is one row per practice.") % {"named": _named([layout])})
        layout = Layout.PRACTICES
    for name, allowed in (("codes", YES), ("headings", LABELS)):
        if parameters.get(name, "") not in ("", allowed):
            problems.append(
                _("“%(name)s” can be %(allowed)s and nothing else; it was left out.")
                % {"name": name, "allowed": f"“{allowed}”"}
            )
    asked = Asked(
        columns=keys,
        layout=Layout(layout),
        codes=parameters.get("codes") == YES,
        labels_as_headings=parameters.get("headings") == LABELS,
    )
    return asked, problems


def parameters_of(asked: Asked) -> list[tuple[str, str]]:
    """The parameters that ask for this, in one order; what is usual is left out."""
    found = []
    if asked.columns != DEFAULT:
        is_all = asked.columns in (tuple(offered()), tuple(offered(staff=True)))
        found.append(("columns", ALL if is_all else ",".join(asked.columns)))
    if asked.layout is not Layout.PRACTICES:
        found.append(("layout", asked.layout.value))
    if asked.codes:
        found.append(("codes", YES))
    if asked.labels_as_headings:
        found.append(("headings", LABELS))
    return found


def offered(*, staff: bool = False) -> list[str]:
    """The keys of all columns that may be chosen."""
    return [column.key for column in COLUMNS if staff or not column.is_for_staff]


def _columns(given: list[str], staff: bool) -> tuple[tuple[str, ...], list[str]]:
    """Keys in the order of a sheet, and what is no column. They come one a parameter, or several set apart by commas."""
    names = list(dict.fromkeys(key for value in given for one in value.split(",") if (key := clean(one).strip())))
    unknown = [name for name in names if name not in BY_KEY or (BY_KEY[name].is_for_staff and not staff)]
    if ALL in names:
        return tuple(offered(staff=staff)), [name for name in unknown if name != ALL]
    known = set(names) - set(unknown)
    return tuple(column.key for column in columns_of(known, staff=staff)) if known else DEFAULT, unknown


def _named(values: list[str]) -> str:
    return ", ".join(f"“{clean(value)[:LONGEST_SHOWN]}”" for value in values[:MOST_NAMED])
