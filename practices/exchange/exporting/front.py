"""What a file tells of itself: what was asked for, when, how much of it, on which terms, how to get it again."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from practices import licence
from practices.exchange.columns import BY_KEY, Layout
from practices.exchange.exporting.asked import Asked
from practices.exchange.exporting.orders import Order
from practices.exchange.formats.table import Front
from practices.exchange.speaking import sheet_language
from practices.site import absolute

LONGEST_SLUG = 40
MOST_WORDS = 3  # of the values of a search in the name of a file
MOST_LISTED = 20  # codes told on the front


def front_of(order: Order, format: str) -> Front:
    """The front of an order's file, in the language of the sheet."""
    with translation.override(sheet_language(order.language)):
        return Front(title=str(settings.SITE_NAME), facts=_facts(order, format), notes=notes(format))


def front_of_working_copies(
    language: str, format: str, layout: str, total: int, narrowed: Iterable[tuple[str, str]] = ()
) -> Front:
    """The same of working copies, with what their list was narrowed by; no person is named."""
    with translation.override(sheet_language(language)):
        count = ngettext("%(total)s practice", "%(total)s practices", total) % {"total": total}
        facts = [
            (_("What"), _("Working copies, as staff see them. They are not published: do not pass them on as if they were.")),
            *narrowed,
            (_("How many"), count),
            (_("One row is"), str(Layout(layout).label)),
            (_("Made"), _made(timezone.now())),
        ]  # fmt: skip
        return Front(str(settings.SITE_NAME), facts, notes(format))


def query_in_words(order: Order) -> list[tuple[str, str]]:
    """What was asked for, a label and a value each, in the active language; empty where it is everything."""
    if order.editions:
        return [(_("Editions"), _shortened([_edition(*pair) for pair in order.editions]))]
    asked, found = order.results.asked, []
    if asked.text:
        found.append((_("Search"), f"“{asked.text}”"))
    for chip in order.results.chips():
        label, value = str(chip["facet"].label), str(chip["value"]["label"])
        if found and found[-1][0] == label:
            found[-1] = (label, f"{found[-1][1]}; {value}")
        else:
            found.append((label, value))
    if order.codes:
        found.append((_("Selected practices"), _shortened(order.codes)))
    return found


def file_name(order: Order, extension: str) -> str:
    """What the file is called on the reader's disk: what it holds and the day, in plain letters."""
    if order.editions:
        codes = {code for code, _number in order.editions}
        words = ["editions", *sorted(codes)] if len(codes) == 1 else ["editions"]
    elif len(order.codes) == 1:
        words = ["practice", order.codes[0]]
    else:
        asked = order.results.asked
        values = [asked.text, *(code for codes in asked.chosen.values() for code in codes)]
        words = ["practices", *(["selected"] if order.codes else []), *values[: MOST_WORDS + 1]]
    slug = slugify(" ".join(words))[:LONGEST_SLUG].strip("-_") or "practices"
    return f"{slug}-{timezone.now():%Y-%m-%d}.{extension}"


def again(order: Order, format: str, language: str = "") -> str:
    """The address that makes this file again, of the state of that day; in another language where one is named."""
    with translation.override(language or order.language):
        path = reverse("practices:export", args=[format])
    query = order.query()
    return absolute(f"{path}?{query}" if query else path)


def _facts(order: Order, format: str) -> list[tuple[str, str]]:
    asked = order.asked
    now = timezone.now()
    count = ngettext("%(total)s practice", "%(total)s practices", order.total)
    if order.editions:
        count = ngettext("%(total)s edition", "%(total)s editions", order.total)
    query = query_in_words(order)
    return [
        *(
            [(_("What"), "; ".join(f"{label}: {value}" for label, value in query))]
            if query
            else [(_("What"), _("Every public practice"))]
        ),
        (_("How many"), count % {"total": order.total}),
        (_("One row is"), str(asked.layout.label)),
        *([] if order.editions or order.codes else [(_("Order"), str(order.results.sort.label))]),
        (_("Made"), _made(now)),
        (_("Language"), get_language_info(order.language)["name_local"]),
        # A workbook explains each of them below.
        *([] if format == "xlsx" else [(_("Columns"), _columns(asked))]),
        (_("Licence"), licence.in_words()),
        (_("How to cite"), _citation(f"{now:%Y-%m-%d}", again(order, format))),
        (_("The same, as it stands on the day"), again(order, format)),
        *([(_("Contact"), settings.CONTACT_EMAIL)] if settings.CONTACT_EMAIL else []),
    ]


def _made(now: datetime) -> str:
    return _("%(moment)s UTC") % {"moment": f"{now:%Y-%m-%d %H:%M}"}


def _columns(asked: Asked) -> str:
    return ", ".join(capfirst(str(BY_KEY[key].label)) for key in asked.columns)


def _citation(day: str, address: str) -> str:
    return _("%(site)s, data of %(day)s, %(address)s") % {"site": settings.SITE_NAME, "day": day, "address": address}


def notes(format: str) -> list[str]:
    """What has to be known to read the file, in the active language."""
    common = [
        _("The column “code” names a record for good: keep it when you send corrections back, and leave it empty for a new practice."),
        _("A text marked as a machine translation has not been checked by a person."),
        _("Records say what their sources say. What is not known is empty; that is no “no” and no zero."),
        _("Dates are as exact as they are known: 2019, 2019-05 or 2019-05-07."),
        _("Several values in a cell are separated by semicolons; entries of several parts stand one a line, their parts separated by |."),
    ]  # fmt: skip
    if format == "xlsx":
        common += [
            _("The first row of the sheet, which is hidden, has the keys by which the columns are read again."),
            _("Texts longer than a cell may hold are continued on the sheet of long texts."),
            _("Text is never run as a formula."),
        ]
    if format == "csv":
        common.append(
            _(
                "A text that a spreadsheet would run as a formula has an apostrophe before it, which is taken off when it is read again."
            )
        )
    return common


def _edition(code: str, number: int) -> str:
    return _("%(code)s, edition %(number)s") % {"code": code, "number": number}


def _shortened(names: list[str]) -> str:
    shown = "; ".join(names[:MOST_LISTED])
    rest = len(names) - MOST_LISTED
    return (
        shown if rest <= 0 else shown + " " + ngettext("and %(rest)s more", "and %(rest)s more", rest) % {"rest": rest}
    )
