"""What may be named in one vocabulary: labels, codes, other names in five languages, and which of them a word means."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils import translation

from practices import models
from practices.exchange.columns import Names
from practices.exchange.columns.names import CLOSED
from practices.exchange.matching.forms import key, loose
from practices.exchange.matching.likeness import Likenesses
from practices.exchange.matching.questions import MOST_CANDIDATES, Candidate
from practices.exchange.matching.words import LANGUAGE_NAMES
from practices.kept import Kept
from practices.reference import Entry, Snapshot
from practices.vocabulary import NUMBERED_KINDS, Acceptance, AliasKind, Language, TermKind

LEAST = 60  # of 100, for a candidate
ORDERED = frozenset({TermKind.THEME, TermKind.TYPE, TermKind.TAG})  # "migrant health" is not "health of migrants"
TABLES = ("country", "organisation", "city", "mechanism", "group")
_kept = Kept(60)


class Meaning(NamedTuple):
    """One name of one value."""

    code: str
    text: str
    language: str  # empty: of all languages
    is_sure: bool  # False: it may be shown as a candidate and is never taken without asking
    is_label: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a word means: one code for certain, or candidates."""

    code: str = ""
    candidates: tuple[Candidate, ...] = ()
    is_exact: bool = False  # the word is a name of each candidate


class Lexicon:
    """The names of one vocabulary at one version of the reference tables."""

    def __init__(self, vocabulary: str, snapshot: Snapshot) -> None:
        self.vocabulary, self.snapshot = vocabulary, snapshot
        self.by_key: dict[str, list[Meaning]] = defaultdict(list)
        self.by_loose: dict[str, set[str]] = defaultdict(set)
        self.entries: dict[str, Entry] = {}
        for meaning in self._meanings():
            if form := key(meaning.text):
                self.by_key[form].append(meaning)
                if not meaning.language.startswith("="):
                    self.by_loose[loose(meaning.text)].add(meaning.code)
        self.by_loose.pop("", None)

    @cached_property
    def likenesses(self) -> Likenesses:
        """All names but codes, which are like too many words: "and" is Andorra."""
        meant = (one for meanings in self.by_key.values() for one in meanings if not one.language.startswith("="))
        return Likenesses((one.text, one.code) for one in meant)

    # What a word means -----------------------------------------------------------------------------------------------

    def find(self, text: str, names: Names) -> Found:
        """What a text means as a whole: a certain code, or several by the same name; nothing where no name is that."""
        meant = [one for one in self.by_key.get(key(text), ()) if self._is_written_so(one, text)]
        meant = self._told_apart(meant, names.language)
        codes = list(dict.fromkeys(one.code for one in sorted(meant, key=lambda one: not one.is_label)))
        if not codes and self.vocabulary not in ORDERED:
            codes = sorted(self.by_loose.get(loose(text), ()))
            meant = [Meaning(code, text, "", True, False) for code in codes]
        if len(codes) == 1 and any(one.is_sure for one in meant) and self.is_sure(codes[0], text, meant):
            return Found(codes[0], is_exact=True)
        score = 100 if len(codes) > 1 else 95
        return Found("", tuple(self.candidate(code, score, names) for code in codes[:MOST_CANDIDATES]), bool(codes))

    def is_sure(self, code: str, text: str, meant: list[Meaning]) -> bool:
        """Whether a unique name is enough."""
        return True

    def _is_written_so(self, meaning: Meaning, text: str) -> bool:
        """Codes of countries and forms that are ordinary words as well count with their capitals only."""
        return not meaning.language.startswith("=") or meaning.text.strip(" .*") == text.strip(" .*")

    def _told_apart(self, meant: list[Meaning], language: str) -> list[Meaning]:
        """A word that means several things, cut to those which speakers of the sheet's language mean."""
        if len({one.code for one in meant}) < 2 or not language:
            return meant
        own = [one for one in meant if one.language.lstrip("=") in ("", language)]
        return own or meant

    def alike(self, text: str, names: Names) -> tuple[Candidate, ...]:
        """The values whose names are most like a text, best first."""
        scores = {code: self.weighed(code, score, text) for code, score in self.likenesses.of(text).items()}
        best = sorted((item for item in scores.items() if item[1] > LEAST), key=lambda item: (-item[1], item[0]))
        return tuple(self.candidate(code, round(score), names) for code, score in best[:MOST_CANDIDATES])

    def weighed(self, code: str, score: float, text: str) -> float:
        """A likeness after what else is known of the value."""
        return score

    def candidate(self, code: str, score: int, names: Names) -> Candidate:
        """A value to be offered, with the label of today's language."""
        return Candidate(code, names.label(self.vocabulary, code), score)

    # What names there are --------------------------------------------------------------------------------------------

    def _meanings(self) -> Iterator[Meaning]:
        for entry in self.snapshot.of_kind(self.vocabulary):
            now = self.snapshot.resolve(self.vocabulary, entry.code) or entry
            if now.acceptance == Acceptance.RETIRED:
                continue
            self.entries[now.code] = now
            yield Meaning(now.code, entry.code, "=" if self.vocabulary == "country" else "", True, False)
            for language, label in entry.labels.items():
                yield Meaning(now.code, label, language, True, True)
                if self.vocabulary in NUMBERED_KINDS:
                    yield Meaning(now.code, f"{entry.code} {label}", language, True, True)
            if acronym := entry.facts.get("acronym"):
                yield Meaning(now.code, acronym, "", True, False)
        yield from self._aliases()

    def _aliases(self) -> Iterator[Meaning]:
        table = self.vocabulary if self.vocabulary in TABLES else "term"
        only = {f"{table}__isnull": False} | ({"term__kind": self.vocabulary} if table == "term" else {})
        rows = models.Alias.objects.filter(**only).values_list(
            f"{table}__code", "text", "language", "kind", "is_doubtful", "is_as_written"
        )
        for code, text, language, kind, is_doubtful, is_as_written in rows:
            entry = self.snapshot.resolve(self.vocabulary, code)
            if entry is not None and entry.code in self.entries:
                # Without a language: a name that several things share, whatever the sheet's language.
                spoken = f"={language}" if is_as_written else language
                yield Meaning(entry.code, text, spoken, not is_doubtful and bool(kind), kind == AliasKind.NAME)


class ClosedLexicon(Lexicon):
    """A list that the code closes: its labels in the five languages."""

    def _meanings(self) -> Iterator[Meaning]:
        for language in Language.values:
            with translation.override(language):
                for code, label in CLOSED[self.vocabulary].choices:
                    if code:
                        yield Meaning(code, code, "", True, False)
                        yield Meaning(code, code.replace("_", " "), "", True, False)
                        yield Meaning(code, str(label), "", True, True)
        if self.vocabulary == "language":
            for name, code in LANGUAGE_NAMES.items():
                yield Meaning(code, name, "", True, True)


class CountryLexicon(Lexicon):
    """Countries: their names at the UN and their codes of three letters as well."""

    def _meanings(self) -> Iterator[Meaning]:
        yield from super()._meanings()
        for code, iso3, *un_names in models.Country.objects.values_list(
            "code", "iso3", "un_name_en", "un_name_fr", "un_name_es"
        ):
            if code in self.entries:
                yield Meaning(code, iso3, "=", True, False)
                for name, language in zip(un_names, ("en", "fr", "es"), strict=True):
                    if name:
                        yield Meaning(code, name, language, True, True)


class OrganisationLexicon(Lexicon):
    """Organisations. "Ministry of Labour" is a name in every country: one is taken only where its country is named."""

    def __init__(self, vocabulary: str, snapshot: Snapshot) -> None:
        super().__init__(vocabulary, snapshot)
        self.countries = of("country", snapshot)
        self._words: dict[str, frozenset[str]] = {}

    def is_sure(self, code: str, text: str, meant: list[Meaning]) -> bool:
        """Whether the text says which country's body it is, or there is but one in the world."""
        entry = self.entries[code]
        country = self._country(entry)
        if not country or self._names_country(text, country):
            return True
        # A body whose full name never tells its country is one of a kind; an acronym hardly ever is.
        is_label = any(one.is_label for one in meant)
        return is_label and not any(self._names_country(label, country) for label in entry.labels.values())

    def weighed(self, code: str, score: float, text: str) -> float:
        """The like body of another country is no candidate."""
        country = self._country(self.entries[code])
        others = self._countries_in(text)
        return score - 40 if country and others and country not in others else score

    def _country(self, entry: Entry) -> str:
        key_of = entry.facts.get("country")
        found = self.snapshot.get("country", key_of) if key_of else None
        return found.code if found else ""

    def _names_country(self, text: str, country: str) -> bool:
        return country in self._countries_in(text)

    def _countries_in(self, text: str) -> frozenset[str]:
        """The countries that a name names, by their own names or adjectives."""
        form = key(text)
        if form not in self._words:
            parts, found = form.split()[:40], set()
            for size in range(1, 5):
                for start in range(len(parts) - size + 1):
                    run = " ".join(parts[start : start + size])
                    if len(run) > 3:
                        meanings = self.countries.by_key.get(run, ())
                        found |= {one.code for one in meanings if not one.language.startswith("=")}
            self._words[form] = frozenset(found)
        return self._words[form]


def of(vocabulary: str, snapshot: Snapshot) -> Lexicon:
    """The names of a vocabulary, kept while no name changes."""
    kind = {"country": CountryLexicon, "organisation": OrganisationLexicon}.get(vocabulary)
    kind = kind or (ClosedLexicon if vocabulary in CLOSED else Lexicon)
    return _kept.get((snapshot.version, snapshot.day, vocabulary), lambda: kind(vocabulary, snapshot))
