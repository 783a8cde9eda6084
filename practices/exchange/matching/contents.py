"""What the cells of a column look like: countries, years, addresses, terms of a vocabulary, prose."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from practices.exchange.columns import Names
from practices.exchange.columns.writing import as_text
from practices.exchange.matching.forms import narrow
from practices.exchange.matching.questions import Unclear, Unread
from practices.exchange.matching.resolving import Resolver
from practices.exchange.matching.words import says_nothing
from practices.exchange.matching.years import read_period
from practices.text import clean
from practices.vocabulary import TermKind

MOST_LOOKED_AT = 40
LONGEST = 500  # characters of a cell that are looked at
LONG = 160  # characters of a cell that is prose
# Vocabularies whose words tell what a column is, by the column they speak for.
VOCABULARIES = {
    "countries": "country", "cities": "city", "organisations": "organisation", "mechanisms": "mechanism", "type": TermKind.TYPE,
    "modality": TermKind.MODALITY, "scope": TermKind.SCOPE, "status": TermKind.STATUS, "themes": TermKind.THEME,
    "beneficiary_groups": TermKind.BENEFICIARY_GROUP, "instruments": TermKind.INSTRUMENT, "sectors": TermKind.SECTOR,
    "text_language": "language",
}  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,25}")
_PERIOD = re.compile(r"[\d٠-٩]{4}|[\d٠-٩]{2}\s*$")


def texts_of(cells: Iterable[Any]) -> list[str]:
    """The cells that say something, as text."""
    found = (clean(as_text(cell)) for cell in cells if cell is None or isinstance(cell, (str, int, float, date)))
    return [narrow(text[:LONGEST]) for text in found if text and not says_nothing(text)][:MOST_LOOKED_AT]


class Contents:
    """Looks at the cells of one column at a time."""

    def __init__(self, names: Names) -> None:
        self.resolver = Resolver(names, {})

    def shares(self, cells: Iterable[Any]) -> dict[str, float]:
        """What share of the cells that say something fits each kind of column; nothing where no cell says anything."""
        texts = texts_of(cells)
        if not texts:
            return {}
        found = {
            "address": _share(texts, _ADDRESS.search),
            "email": _share(texts, _MAIL.fullmatch),
            "person": _share(texts, _MAIL.search),
            "phone": _share(texts, lambda text: _PHONE.fullmatch(text) and sum(map(str.isdigit, text)) > 6),
            "period": _share(texts, _is_period),
            "long": _share(texts, lambda text: len(text) > LONG),
            "words": _share(texts, lambda text: any(map(str.isalpha, text))),
            "numbers": _share(texts, lambda text: any(map(str.isdigit, text))),
        }
        return found | {key: self._known(vocabulary, texts) for key, vocabulary in VOCABULARIES.items()}

    def _known(self, vocabulary: str, texts: list[str]) -> float:
        """The share of cells that hold at least one name of the vocabulary, and hardly anything else."""
        hits = 0.0
        for text in texts:
            if len(text) > 400:
                continue
            named = self.resolver.share_known(vocabulary, text)
            hits += named if named >= 0.5 else 0
        return hits / len(texts)


def _share(texts: list[str], fits) -> float:
    return sum(1 for text in texts if fits(text)) / len(texts)


def _is_period(text: str) -> bool:
    if len(text) > 60 or not _PERIOD.search(text):
        return False
    try:
        read_period(text)
    except Unclear:
        return True
    except Unread:
        return False
    return True
