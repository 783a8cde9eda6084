"""What a partner's cell says: values for columns, questions about words, faults. Nothing in it is passed over."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange.columns import BY_KEY, CellFault, Column, Kind, Names, cells, parse
from practices.exchange.columns import names as names_of
from practices.exchange.columns.writing import as_text
from practices.exchange.matching import numbered, whole_cells
from practices.exchange.matching.figures import Figures
from practices.exchange.matching.forms import folded, tidy
from practices.exchange.matching.lengths import longest
from practices.exchange.matching.numbers import read_flag
from practices.exchange.matching.questions import MOST_CANDIDATES, Question, Reading, Unread
from practices.exchange.matching.resolving import Resolver
from practices.exchange.matching.targets import LONGEST_HEADING, PARTICULAR, target_of
from practices.exchange.matching.words import says_nothing
from practices.text import clean
from practices.vocabulary import NUMBERED_KINDS, CountryRole, OrganisationRole

# Columns of names with a role: the part that is named, and the role of a bare name.
ROLES = {
    "countries": ("country", CountryRole.PARTICIPANT.value),
    "organisations": ("organisation", OrganisationRole.PARTNER.value),
    "cities": ("city", ""),
}
WHOLE = frozenset({"source_addresses", "focal_point", "citations"})
LONGEST_CELL = 100_000
LONGEST_LIST = 20_000  # of a cell whose words are looked up
LONGEST_KEPT = 300  # longer cells hardly come twice


class Matcher:
    """Reads the cells of one sheet. `decisions`: vocabulary → folded word → code, "" to leave it out, "+" to propose it.

    `is_own`: a sheet that we wrote, where each cell means exactly what it says.
    """

    def __init__(
        self, language: str, *, decisions: Mapping[str, Mapping[str, str]] | None = None, names: Names | None = None,
        is_own: bool = False,
    ) -> None:  # fmt: skip
        self.language, self.is_own = language, is_own
        self.names = names or names_of(language)
        self.resolver = Resolver(self.names, decisions or {})
        self.figures = Figures(self.resolver, language)
        self._read: dict[tuple, Reading] = {}

    def read(self, target: str, cell: Any) -> Reading:
        """What a cell of a column with this meaning says. The answer is kept: copy before changing it."""
        place = target, type(cell), cell if isinstance(cell, (str, int, float, date)) else id(cell)
        found = self._read.get(place)
        if found is None:
            found = self._read_now(target, cell)
            if (
                cell is None
                or isinstance(cell, (int, float, date))
                or (isinstance(cell, str) and len(cell) <= LONGEST_KEPT)
            ):
                self._read[place] = found
        return found

    def _read_now(self, target: str, cell: Any) -> Reading:
        if target_of(target) is None:
            raise KeyError(target)
        found = Reading()
        if cell is not None and not isinstance(cell, (str, int, float, date)):
            found.faults.append(
                _("The sheet itself shows an error here: %(text)s") % {"text": str(getattr(cell, "text", cell))[:100]}
            )
            return found
        text = clean(as_text(cell))
        if len(text) > LONGEST_CELL:
            found.faults.append(_("This cell is too long to be read."))
        elif not text or (not self.is_own and self._is_nothing(target, text)):
            found.is_empty = True
        else:
            try:
                self._take(found, target, cell, text)
            except (Unread, CellFault) as fault:
                found.faults.append(str(fault))
        return found

    def _is_nothing(self, target: str, text: str) -> bool:
        """Whether a cell says that there is no value. NA is also a country, and "unknown" a stage."""
        if not says_nothing(text):
            return False
        column = BY_KEY.get(target)
        if target.partition(":")[0] in ("countries", "cities") or (column and column.vocabulary):
            vocabulary = column.vocabulary if column and column.vocabulary else "country"
            return not self.resolver.is_known(vocabulary, text)
        return not (column and column.kind is Kind.FLAG and text in "01")

    def _take(self, found: Reading, target: str, cell: Any, text: str) -> None:
        key, colon, rest = target.partition(":")
        column = BY_KEY.get(key)
        if len(text) > LONGEST_LIST and (key in ROLES or key in WHOLE or (column and column.vocabulary)):
            raise Unread(_("This cell is too long to be read."))
        if self.is_own and column and not colon:
            found.values.append((key, parse(column, cell, self.names), False))
        elif target.startswith(PARTICULAR):
            self._text(found, "particulars", text, {"label": (rest or "?")[:LONGEST_HEADING]})
        elif key in ROLES:
            self._in_roles(found, key, text, rest)
        elif target == "period":
            self.figures.period(found, cell, text)
        elif target == "source_addresses" or (target == "citations" and "|" not in text):
            found.values.append(("citations", whole_cells.sources(text, self.names), True))
        elif target == "focal_point":
            self._person(found, text)
        else:
            self._of_kind(found, column, cell, text)

    def _of_kind(self, found: Reading, column: Column, cell: Any, text: str) -> None:
        value: Any = None
        match column.kind:
            case Kind.TERM:
                value = self._term(found, column, cell, text)
            case Kind.TERMS if column.vocabulary in NUMBERED_KINDS and (given := numbered.numbers_of(text)):
                self._numbered(found, column, given)
            case Kind.TERMS:
                value = self._terms(found, column.vocabulary, text)
            case Kind.YEAR:
                self.figures.year(found, column, cell, text)
            case Kind.DATE:
                value = self.figures.day(found, cell, text)
            case Kind.NUMBER | Kind.INTEGER:
                value = self.figures.number(found, column, cell, text)
            case Kind.FLAG:
                value = read_flag(cell)
            case Kind.ADDRESS:
                value = self._address(text)
            case Kind.LINES:
                value = self._lines(column, text)
            case Kind.ENTRIES:
                value = parse(column, cell, self.names)
            case _:
                self._text(found, column.key, text)
        if value not in (None, "", []):
            found.values.append((column.key, value, column.vocabulary in NUMBERED_KINDS))

    # Words -----------------------------------------------------------------------------------------------------------

    def _code(self, found: Reading, vocabulary: str, text: str) -> str:
        """The code of a name; a question where it is not certain."""
        if says_nothing(text) and not self.resolver.is_known(vocabulary, text):
            return ""
        code, question = self.resolver.resolve(vocabulary, text)
        if question is not None:
            found.questions.append(question)
        return code

    def _terms(self, found: Reading, vocabulary: str, text: str) -> list[str]:
        codes = [self._code(found, vocabulary, piece) for piece in self.resolver.split(vocabulary, text)]
        return list(dict.fromkeys(code for code in codes if code))

    def _term(self, found: Reading, column: Column, cell: Any, text: str) -> str:
        whole = tidy(text) if not self.resolver.is_known(column.vocabulary, text) else text
        if column.vocabulary == "cost_band" and not self.resolver.is_known("cost_band", whole):
            return self.figures.cost(found, cell, text)
        if column.vocabulary in NUMBERED_KINDS and (given := numbered.numbers_of(text)) and len(given) == 1:
            whole = given[0]
        if not self.resolver.is_known(column.vocabulary, whole):
            several = self._several(column.vocabulary, whole)
            if several is not None:
                found.questions.append(several)
                return ""
        return self._code(found, column.vocabulary, whole)

    def _several(self, vocabulary: str, text: str) -> Question | None:
        """Where one value belongs and the cell names several: which of them."""
        names = [piece for piece in self.resolver.split(vocabulary, text) if self.resolver.is_known(vocabulary, piece)]
        if len(names) < 2:
            return None
        codes = dict.fromkeys(code for code in (self.resolver.resolve(vocabulary, piece)[0] for piece in names) if code)
        candidates = tuple(self.resolver.lexicon(vocabulary).candidate(code, 90, self.names) for code in codes)
        return Question(str(vocabulary), text, folded(text), candidates[:MOST_CANDIDATES])

    def _numbered(self, found: Reading, column: Column, given: list[str]) -> None:
        values: dict[str, list[str]] = {}
        for number in given:
            for key, vocabulary, wanted in numbered.kinds_of(column.vocabulary, number):
                if code := self._code(found, vocabulary, wanted):
                    values.setdefault(key, []).append(code)
        found.values += [(key, list(dict.fromkeys(codes)), True) for key, codes in values.items()]

    def _in_roles(self, found: Reading, key: str, text: str, role: str) -> None:
        """Names with the role of the column, with roles of their own ("name | role"), or in the usual role."""
        part, usual = ROLES[key]
        vocabulary = BY_KEY[key].parts[0].vocabulary
        entries = []
        if "|" in text and not role:
            pairs = [(line[0], line[1] if len(line) > 1 else "") for line in cells.split_entries(text)]
        else:
            pairs = [(piece, "") for piece in self.resolver.split(vocabulary, text)]
        for name, given in pairs:
            own = self._code(found, BY_KEY[key].parts[1].vocabulary, given) if given else role or usual
            if (code := self._code(found, vocabulary, name)) and (own or not given):
                entries.append({part: code, "role": own})
        entries = [one for place, one in enumerate(entries) if one not in entries[:place]]
        if entries:
            found.values.append((key, entries, True))

    # Texts -----------------------------------------------------------------------------------------------------------

    def _text(self, found: Reading, key: str, text: str, particular: dict | None = None) -> None:
        most = longest(BY_KEY[key]) if particular is None else longest(BY_KEY[key], "value")
        if most and len(text) > most:
            raise Unread(
                _("This text has %(length)s characters; there is room for %(most)s.")
                % {"length": len(text), "most": most}
            )
        found.values.append((key, text, False) if particular is None else (key, [particular | {"value": text}], True))

    def _address(self, text: str) -> str:
        if found := whole_cells.address_of(text):
            return found
        raise Unread(_("“%(text)s” is not an http or https address.") % {"text": text[:100]})

    def _lines(self, column: Column, text: str) -> list[str]:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) == 1:
            lines = text.split(";")
        lines = [line for line in (tidy(line) for line in lines) if line]
        most = longest(column)
        if most and any(len(line) > most for line in lines):
            raise Unread(_("One of these texts is longer than %(most)s characters.") % {"most": most})
        return lines

    def _person(self, found: Reading, text: str) -> None:
        for part, value in whole_cells.person(text).items():
            self._text(found, f"focal_point_{part}", value)
