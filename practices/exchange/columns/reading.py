"""Documents to rows: every chosen column's value, as a cell with labels or as a structured value."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from practices.document import parts as document_parts
from practices.document.present import chosen_language
from practices.exchange.columns import cells
from practices.exchange.columns.declared import BY_KEY, COLUMNS, part_key
from practices.exchange.columns.kinds import IN_LANGUAGE, Column, Kind, Layout, Part
from practices.exchange.columns.names import FLAG, Names

CODE_ENDING = "_code"  # of the key of a column that repeats another one as codes


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of a record beside its document. Empty where it has none."""

    url: str = ""
    edition: int | None = None
    published: str = ""  # date, ISO 8601
    grade: str = ""
    citation: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column of a sheet."""

    key: str
    label: Any
    kind: Kind
    help: Any
    vocabulary: str = ""
    is_code: bool = False


Read = Callable[[dict, str, Facts], Any]  # document, language of the row's texts, facts


class Reader:
    """Reads documents into rows of these columns. One reader for a whole export."""

    def __init__(
        self, columns: Iterable[Column], names: Names, *, layout: Layout = Layout.PRACTICES, codes: bool = False
    ) -> None:
        self.names, self.layout = names, layout
        self.apart = BY_KEY[layout.column] if layout.column else None
        chosen = [*columns]
        if self.apart and self.apart not in chosen:
            chosen = [column for column in COLUMNS if column in chosen or column is self.apart]
        self.columns = chosen
        self.heads: list[Head] = []
        self._readers: list[tuple[Column, bool, Part | None]] = []
        for column in chosen:
            for part in column.parts if column is self.apart else (None,):
                for is_code in (False, True) if codes and _is_coded(column, part) else (False,):
                    self._readers.append((column, is_code, part))
                    self.heads.append(_head(column, part, is_code))

    # Rows ------------------------------------------------------------------------------------------------------------

    def cells(self, document: dict, facts: Facts) -> list[list]:
        """The rows of a document as flat cells: one, or one an entry of the layout's column (one without, where none)."""
        if not hasattr(self, "_cells"):
            self._cells = self._compiled(_cell)
        return self._rows(self._cells, document, facts)

    def values(self, document: dict, facts: Facts) -> list[list]:
        """The same rows as structured values: lists stay lists, entries are objects of their parts."""
        if not hasattr(self, "_values"):
            self._values = self._compiled(_structured)
        return self._rows(self._values, document, facts)

    def _compiled(self, make) -> list[tuple[Callable, bool]]:
        return [
            (_of_part(part, self.names, is_code) if part else make(column, self.names, is_code), part is not None)
            for column, is_code, part in self._readers
        ]

    def _rows(self, readers: list, document: dict, facts: Facts) -> list[list]:
        language = chosen_language(document["texts"], self.names.language, document["original_language"])
        if self.apart is None:
            return [[read(document, language, facts) for read, _is_part in readers]]
        shared = [None if is_part else read(document, language, facts) for read, is_part in readers]
        return [
            [read(entry) if is_part else shared[place] for place, (read, is_part) in enumerate(readers)]
            for entry in raw(self.apart)(document, language, facts) or [{}]
        ]


def points(document: dict, names: Names) -> list[tuple[float, float]]:
    """(longitude, latitude) of the countries of a record, each once."""
    found = {}
    for entry in document["countries"]:
        known = names.snapshot.find("country", entry["country"])
        if known and known.facts["latitude"] is not None and known.facts["longitude"] is not None:
            found[known.code] = (float(known.facts["longitude"]), float(known.facts["latitude"]))
    return list(found.values())


# One column ----------------------------------------------------------------------------------------------------------


def _is_coded(column: Column, part: Part | None) -> bool:
    if part is not None:
        return bool(part.vocabulary)
    return bool(column.vocabulary) or any(one.vocabulary for one in column.parts)


def _head(column: Column, part: Part | None, is_code: bool) -> Head:
    key = part_key(column, part) if part else column.key
    kind, vocabulary = (part.kind, part.vocabulary) if part else (column.kind, column.vocabulary)
    label, about = (part or column).label, "" if part else column.help
    return Head(f"{key}{CODE_ENDING}" if is_code else key, label, kind, about, vocabulary, is_code)


def raw(column: Column) -> Read:
    """What reads a column's value with its codes: "" or None where there is none, [] for an empty list."""
    path = column.path
    if not path:
        name = column.key
        return lambda document, language, facts: getattr(facts, name)
    if column.key == "text_language":
        return lambda document, language, facts: language
    if column.key == "details":
        keys = [detail.key for detail in document_parts.DETAILS]
        return lambda document, language, facts: [key for key in keys if document[key] is not None]
    if path[0] == "texts":
        return _of_text(path[1], path[2])
    if len(path) == 1:
        key = path[0]
        return lambda document, language, facts: document[key]
    if len(path) == 2:
        first, second = path
        empty = [] if column.is_many else None
        return lambda document, language, facts: owner[second] if (owner := document.get(first)) else empty
    first, second, third = path
    return lambda document, language, facts: owner[second][third] if (owner := document.get(first)) else None


def _of_text(language: str, field: str) -> Read:
    if language == IN_LANGUAGE:
        return lambda document, own, facts: text[field] if (text := document["texts"].get(own)) else None
    return lambda document, own, facts: text[field] if (text := document["texts"].get(language)) else None


def _shown(vocabulary: str, names: Names, is_code: bool) -> Callable[[str], str]:
    if is_code:
        return str
    return lambda code: names.label(vocabulary, code)


def _cell(column: Column, names: Names, is_code: bool) -> Read:
    read, kind = raw(column), column.kind
    if kind is Kind.TERM:
        shown = _shown(column.vocabulary, names, is_code)
        return lambda *given: shown(value) if (value := read(*given)) else None
    if kind is Kind.TERMS:
        shown = _once(_shown(column.vocabulary, names, is_code), cells.in_list)
        return lambda *given: "; ".join([shown(code) for code in value]) if (value := read(*given)) else None
    if kind is Kind.LINES:
        return lambda *given: cells.lines(map(cells.in_lines, value)) if (value := read(*given)) else None
    if kind is Kind.ENTRIES:
        line = _line(column.parts, names, is_code)
        return lambda *given: "\n".join([line(entry) for entry in value]) if (value := read(*given)) else None
    return lambda *given: None if (value := read(*given)) == "" else value


def _once(label: Callable[[str], str], written: Callable[[str], str]) -> Callable[[str], str]:
    """A code's label as it is written; made once an export."""
    known: dict[str, str] = {}

    def shown(code: str) -> str:
        found = known.get(code)
        if found is None:
            found = known[code] = written(label(code))
        return found

    return shown


def _line(parts: tuple[Part, ...], names: Names, is_code: bool) -> Callable[[dict], str]:
    """What writes one entry. In one function, and codes looked up in place: most of an export's time goes into entries."""
    plan = [(part.place[0], part.place[1:], *_writer(part, names, is_code)) for part in parts]

    def line(entry: dict) -> str:
        found = []
        for key, further, known, write in plan:
            value = entry.get(key)
            if further:
                value = (value or {}).get(further[0])
            if known is not None:
                text = known.get(value)
                if text is None:
                    text = known[value] = write(value)
            elif value is None or value == "":
                text = ""
            else:
                text = write(value)
            found.append(text)
        while found and not found[-1]:
            found.pop()
        return " | ".join(found)

    return line


def _writer(part: Part, names: Names, is_code: bool) -> tuple[dict | None, Callable[[Any], str]]:
    """How one part is written, and, where its values are few, what has been written before."""
    if part.kind is Kind.FLAG:
        return {}, lambda value: _flag(value, names)
    if part.vocabulary:
        shown = _shown(part.vocabulary, names, is_code)
        return {}, lambda code: cells.in_entry(shown(code or ""))
    return None, lambda value: cells.in_entry(value if type(value) is str else str(value))


def _flag(value: bool | None, names: Names) -> str:
    return "" if value is None else names.label(FLAG, "true" if value else "false")


def part_value(part: Part) -> Callable[[dict], Any]:
    """What reads one part of an entry, with its code; None where it has none."""
    place = part.place
    if len(place) == 1:
        key = place[0]
        return lambda entry: entry.get(key)
    first, second = place
    return lambda entry: (entry.get(first) or {}).get(second)


def _of_part(part: Part, names: Names, is_code: bool) -> Callable[[dict], Any]:
    """A part of an entry that has a row of its own: as a cell and as a value it is the same."""
    value = part_value(part)
    if part.vocabulary:
        shown = _shown(part.vocabulary, names, is_code)
        return lambda entry: shown(found) if (found := value(entry)) else None
    return lambda entry: None if (found := value(entry)) == "" else found


def _structured(column: Column, names: Names, is_code: bool) -> Read:
    read, kind = raw(column), column.kind
    if kind is Kind.TERM:
        return _cell(column, names, is_code)
    if kind is Kind.TERMS:
        shown = _shown(column.vocabulary, names, is_code)
        return lambda *given: [shown(code) for code in read(*given) or ()]
    if kind is Kind.ENTRIES:
        readers = [(part.key, _of_part(part, names, is_code)) for part in column.parts]
        return lambda *given: [dict(_filled(readers, entry)) for entry in read(*given) or ()]
    if kind is Kind.LINES:
        return lambda *given: read(*given) or []
    return lambda *given: None if (value := read(*given)) == "" else value


def _filled(readers: list, entry: dict) -> Iterator[tuple[str, Any]]:
    for key, read in readers:
        if (value := read(entry)) is not None:
            yield key, value
