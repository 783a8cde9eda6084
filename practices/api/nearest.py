"""What somebody means who writes what there is not: values that are nearly ours, and names that other APIs use."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from practices.text import clean

LIKE_ENOUGH = 60  # of 100
MOST_LISTED = 20  # values told all together
LONGEST_SHOWN = 60
# Names of other APIs, of fields of records and of columns, with those that do the same here; the first that there is counts.
_ELSEWHERE = {
    ("per_page", "perpage", "pagesize", "limit", "size", "rows", "max_results"): ("page_size",),
    ("offset", "start", "skip", "after", "page_number"): ("page", "cursor"),
    ("search", "query", "text", "keyword", "term", "name"): ("q",),
    ("ordering", "order", "order_by", "orderby", "sort_by", "sortby"): ("sort",),
    ("locale", "hl", "lang", "language"): ("lang",),
    ("select", "columns", "attributes"): ("fields", "columns"),
    ("year_from", "since", "start_year", "from_year"): ("from",),
    ("year_to", "until", "end_year", "to_year"): ("to",),
    ("gcm_objective",): ("gcm",),
    ("sdg_target",): ("sdg",),
    ("beneficiary_group",): ("beneficiary",),
    ("evidence_level",): ("evidence",),
    ("kind", "practice_type"): ("type", "category"),
    ("iso", "iso2", "iso3", "country_code"): ("country",),
}
_OURS = {name: ours for names, ours in _ELSEWHERE.items() for name in names}
FORMAT = ("format", "output", "f")


def parameter(name: str, known: Iterable[str]) -> str:
    """A sentence on a parameter that there is not."""
    known = sorted(known)
    shown = shortened(name)
    if name.lower() in FORMAT:
        words = _("There is no parameter “%(name)s”. Put an ending at the address, as “.csv”, or send an Accept.")
        return words % {"name": shown}
    if near := _called_elsewhere(name.lower(), known) or near_to(name, known):
        return _("There is no parameter “%(name)s”. Did you mean “%(near)s”?") % {"name": shown, "near": near}
    words = _("There is no parameter “%(name)s”. There are: %(known)s.")
    return words % {"name": shown, "known": ", ".join(known)}


def _called_elsewhere(name: str, known: list[str]) -> str | None:
    for one in _forms(name.replace("-", "_")):
        if one in known:
            return one
        if found := next((ours for ours in _OURS.get(one, ()) if ours in known), None):
            return found
    return None


def _forms(name: str) -> tuple[str, ...]:
    """The name as it is, in the singular and in the plural."""
    if name.endswith("ies"):
        return name, f"{name[:-3]}y"
    return (name, name[:-1]) if name.endswith("s") else (name, f"{name}s")


def value(
    given: str, codes: Iterable[str], others: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> str:
    """A sentence on a value that there is not: the nearest of these codes, and all where they are few.

    `others` are further names with the codes they stand for; `labels` say what codes mean that tell nothing themselves.
    """
    codes = [code for code in codes if code]
    sentences = [_("There is no “%(value)s” here.") % {"value": shortened(given)}]
    if near := near_to(given, codes, others):
        label = (labels or {}).get(near)
        words = _("Did you mean “%(near)s” (%(label)s)?") if label else _("Did you mean “%(near)s”?")
        sentences.append(words % {"near": near, "label": label})
    if codes and len(codes) <= MOST_LISTED:
        sentences.append(_("There are: %(known)s.") % {"known": ", ".join(codes)})
    return " ".join(sentences)


def near_to(given: str, codes: Iterable[str], others: Mapping[str, str] | None = None) -> str | None:
    """The code that is meant, most likely."""
    named = {code.casefold(): code for code in codes}
    named = {name.casefold(): code for name, code in (others or {}).items()} | named
    asked = clean(given)[:LONGEST_SHOWN].casefold()
    if asked in named:
        return named[asked]
    # Numbers that look alike mean nothing like each other.
    alike = [name for name in named if not name.isdecimal()]
    found = None if asked.isdecimal() else process.extractOne(asked, alike, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return named[found[0]] if found else None


def shortened(text: str) -> str:
    """What was given, as far as anybody reads it."""
    return clean(text)[:LONGEST_SHOWN]
