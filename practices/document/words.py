"""Dates, numbers and values of closed lists in words, and the language that our own words are in."""

from datetime import date
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


@cache
def interface_language(chosen: str) -> str:
    """The language our own words are in for a reader of this one: theirs where a catalogue exists, else English.

    Without this, words that Django happens to translate ("yes", names of months) would stand between English ones.
    """
    has_catalogue = any((path / chosen / "LC_MESSAGES" / "django.mo").exists() for path in settings.LOCALE_PATHS)
    return chosen if has_catalogue else settings.LANGUAGE_CODE


def language_name(code: str) -> str:
    """A language by its name in the active language; by its code where it is a rare one."""
    try:
        return get_language_info(code.lower())["name_translated"] if code else ""
    except KeyError:
        return code


def date_words(value: str) -> str:
    """A partial date in words of the active language: 2021, June 2021 or 7 June 2021."""
    try:
        numbers = [int(part) for part in value.split("-")] if value else []
        if len(numbers) == 3:
            return date_format(date(*numbers), "DATE_FORMAT")
        if len(numbers) == 2:
            return date_format(date(*numbers, 1), "YEAR_MONTH_FORMAT")
    except ValueError:  # a day that does not exist, as documents of the past may hold: shown as it is written
        pass
    return value


def period_words(period: dict) -> str:
    """2019–2021, from 2019, until 2021; empty where neither is known."""
    start, end = period["start"], period["end"]
    if start and end:
        return f"{start}" if start == end else f"{start}–{end}"
    if start:
        return _("from %(year)s") % {"year": start}
    return _("until %(year)s") % {"year": end} if end else ""


def number_words(value: int | float) -> str:
    """A number as the active language writes it, thousands set apart."""
    exact = Decimal(str(value))
    decimals = max(0, -exact.normalize().as_tuple().exponent)
    return number_format(exact, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def choice(choices: type, code: str) -> dict | None:
    """The label of a closed list's value, in the interface's language."""
    return {"code": code, "label": str(choices(code).label)} if code else None
