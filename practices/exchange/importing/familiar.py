"""Which practice a row without a code is: loaded from an equal row before, of the same title, or much alike."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practices import duplicates
from practices.exchange.importing import json_files
from practices.exchange.importing.rights import Known, Rights
from practices.exchange.importing.sheet import Record, cell, is_empty
from practices.models import Import, ImportRow, PracticeCountry, PracticeText
from practices.models.exchange import ImportStep
from practices.text import fold

SKIP = "skip"
MOST_SAME = 10  # of one title and the same countries, that a row is compared with


@dataclass(frozen=True)
class Before:
    """What became of an equal row the last time: the practice it is, or that it was left out."""

    practice: Known | None
    is_left_out: bool = False


def digest(record: Record, columns: list[str]) -> str:
    """What two equal rows share: the text of every cell that means something, and what it means."""
    rows = [record.cells, *(row.cells for row in record.parts[1:])]
    said = [
        [key, json_files.shown(value)]
        for cells in rows
        for place, key in enumerate(columns)
        if key and not is_empty(value := cell(cells, place))
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode(errors="replace")).hexdigest()


class Familiar:
    """Asked by one person, for one import."""

    def __init__(self, one: Import, rights: Rights) -> None:
        self.one, self.rights = one, rights
        self._titles = duplicates.Titles(rights.practices())
        self._by_title: dict[str, set[int]] | None = None

    def before(self, digests: Iterable[str]) -> dict[str, Before]:
        """What became of equal rows, by digest."""
        digests = set(digests)
        rows = ImportRow.objects.filter(digest__in=digests).exclude(of=self.one.pk).order_by("pk")
        left_out = rows.filter(choice=SKIP, of__person=self.one.person_id, of__step=ImportStep.DONE)
        found = {key: Before(None, True) for key in left_out.values_list("digest", flat=True)}
        codes = dict(rows.filter(practice__isnull=False).values_list("digest", "practice__code"))
        known = self.rights.by_codes(codes.values())
        return found | {key: Before(known[code]) for key, code in codes.items() if code in known}

    def of_same_titles(self, documents: list[dict]) -> list[list[Known]]:
        """For each document, practices with one of its titles and, where it names countries, the same ones.

        Of those that this person may change the first few; for all documents in the same queries.
        """
        titled = [self._titled(found) for found in documents]
        keys = set().union(*titled)
        if not keys:
            return [[] for _found in documents]
        countries: dict[int, set[str]] = {pk: set() for pk in keys}
        for pk, code in PracticeCountry.objects.filter(practice__in=keys).values_list("practice_id", "country__code"):
            countries[pk].add(code)
        known = {one.pk: one for one in self.rights.known(pk__in=keys).values() if one.may_change}
        same = []
        for found, own in zip(documents, titled, strict=True):
            wanted = {entry["country"] for entry in found["countries"]}
            there = sorted(pk for pk in own & set(known) if not wanted or countries[pk] == wanted)
            same.append([known[pk] for pk in there[:MOST_SAME]])
        return same

    def _titled(self, found: dict) -> set[int]:
        """Practices with one of the titles of a document."""
        if self._by_title is None:
            self._by_title = {}
            texts = PracticeText.objects.filter(practice__in=self.rights.practices()).order_by()
            for pk, title in texts.values_list("practice_id", "title"):
                self._by_title.setdefault(fold(title), set()).add(pk)
        return {pk for text in found["texts"].values() for pk in self._by_title.get(fold(text["title"]), ())}

    def alike(self, found: dict) -> list[dict]:
        """Practices that the document may be, the most alike first: {"code", "title", "score"}."""
        countries = {entry["country"] for entry in found["countries"]}
        years = (found["period"]["start"], found["period"]["end"])
        best: dict[str, dict] = {}
        for title in _titles(found):
            for one in self._titles.similar(title, countries=countries, years=years):
                code = one.practice.code
                if code not in best or best[code]["score"] < one.score:
                    best[code] = {"code": code, "title": one.title, "score": one.score}
        return sorted(best.values(), key=lambda one: -one["score"])[: duplicates.MOST_SHOWN]


def _titles(found: dict) -> Iterator[str]:
    """The original title; the others where there is none."""
    original = found["texts"].get(found["original_language"])
    yield from [original["title"]] if original else [text["title"] for text in found["texts"].values()]
