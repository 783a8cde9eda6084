"""The table a writer is given: headings, rows out of documents, code lists. Rows are made when they are taken."""

import logging
from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.exchange import vocabularies
from practices.exchange.columns import Facts, Kind, Layout, Names, Reader, columns_of, names
from practices.exchange.columns.reading import Head, points
from practices.exchange.exporting import reading
from practices.exchange.exporting.addresses import Addresses
from practices.exchange.exporting.asked import Asked
from practices.exchange.exporting.orders import Order
from practices.exchange.exporting.reading import Row
from practices.exchange.formats.table import CodeList, Front, Heading, Record, Table
from practices.exchange.speaking import sheet_language

STRUCTURED = {"json", "jsonl", "geojson"}  # formats that take values; the others take cells
POINTS = {"geojson"}
KINDS = {
    Kind.TEXT: "text", Kind.LONG: "long", Kind.NUMBER: "number", Kind.INTEGER: "number", Kind.YEAR: "year", Kind.DATE: "date",
    Kind.FLAG: "flag", Kind.ADDRESS: "address", Kind.TERM: "text", Kind.TERMS: "list", Kind.LINES: "list",
    Kind.ENTRIES: "entries",
}  # fmt: skip

logger = logging.getLogger(__name__)


def table_of(order: Order, front: Front, format: str = "") -> Table:
    """The table of an order: of its editions where it names any, else of the live editions of its records."""
    if order.editions:
        return of_editions(order.editions, order.asked, order.language, front=front, format=format)
    return of_listings(order.keys, order.asked, order.language, front=front, format=format)


def of_listings(keys: Iterable[int], asked: Asked, language: str, *, front: Front, format: str = "") -> Table:
    """The live editions of these listings in this order. Where a format is named, only what it takes is made."""
    with_links = "links" in asked.columns
    return _table(reading.of_listings(keys, with_links=with_links), asked, language, front, format)


def of_editions(
    pairs: Iterable[tuple[str, int]], asked: Asked, language: str, *, front: Front, format: str = ""
) -> Table:
    """These editions, (code, number) each, of public practices in this order; their addresses are the permanent ones."""
    with_links = "links" in asked.columns
    rows = reading.of_editions(pairs, with_links=with_links)
    return _table(rows, asked, language, front, format, are_editions=True)


def of_working_copies(
    keys: Iterable[int], asked: Asked, language: str, *, front: Front, staff: bool, format: str = ""
) -> Table:
    """Working copies in this order. The caller has looked that the person may see them, and what is for staff."""
    return _table(reading.of_working_copies(keys, staff=staff), asked, language, front, format, staff=staff)


def _table(
    batches: Iterator[list[Row]], asked: Asked, language: str, front: Front, format: str, *,
    are_editions: bool = False, staff: bool = False,
) -> Table:  # fmt: skip
    known = names(language)
    columns = columns_of(asked.columns, staff=staff)
    reader = Reader(columns, known, layout=asked.layout, codes=asked.codes)
    maker = Maker(reader, language, format, are_editions)
    with translation.override(sheet_language(language)):
        return Table(
            language=language,
            name=_("Practices"),
            headings=[_heading(head) for head in reader.heads],
            rows=_records(batches, maker.records, sheet_language(language)),
            front=front,
            words=words(),
            code_lists=_code_lists(vocabularies.used_by(reader.columns), known),
            labels_as_headings=asked.labels_as_headings,
            made_at=timezone.now(),
        )


def words() -> dict[str, str]:
    """The few words that writers add, in the active language."""
    return {
        "readme": _("Read me"), "codes": _("Codes"), "long_texts": _("Long texts"), "vocabulary": _("Vocabulary"),
        "code": _("Code"), "label": _("Label"), "definition": _("Definition"), "column": _("Column"),
        "help": _("Explanation"), "key": _("Key"), "reference": _("No."), "row": _("Row"), "part": _("Part"),
        "text": _("Text"), "continued": _("continued in Long texts"),
    }  # fmt: skip


def _heading(head: Head) -> Heading:
    kind = "code" if head.is_code or head.key == "code" else KINDS[head.kind]
    label = capfirst(str(head.label))
    return Heading(head.key, f"{label} ({_('code')})" if head.is_code else label, kind, str(head.help))


def _code_lists(used: list[str], known: Names) -> Iterator[CodeList]:
    """The vocabularies of these columns; their terms are gathered when a writer wants them."""
    named = [(vocabulary, vocabularies.name_of(vocabulary)) for vocabulary in used if vocabulary != "flag"]
    return (CodeList(name, known.options(vocabulary)) for vocabulary, name in named)


def _records(batches: Iterator[list[Row]], records: Callable[[Row], list[Record]], language: str) -> Iterator[Record]:
    """The rows of all batches. Closing this closes what the batches are read from."""
    try:
        for batch in batches:
            # Never active across a yield: the thread does other things between two rows.
            with translation.override(language):
                made = [record for row in batch for record in records(row)]
            yield from made
    finally:
        batches.close()


class Maker:
    """Makes the rows of one document at a time."""

    def __init__(self, reader: Reader, language: str, format: str, are_editions: bool) -> None:
        self.reader = reader
        self.addresses = Addresses(language, are_editions)
        self.has_cells, self.has_values = format not in STRUCTURED, not format or format in STRUCTURED
        self.has_points = not format or format in POINTS
        self.is_cited = any(head.key == "citation" for head in reader.heads)
        self.places = {head.key: place for place, head in enumerate(reader.heads)}

    def records(self, row: Row) -> list[Record]:
        """The rows of a record; of one that cannot be read its code and address, and nothing lies."""
        try:
            return self._records(row)
        except Exception:
            logger.exception("The document of %s, edition %s, cannot be exported", row.code, row.number)
            return [self._bare(row)]

    def _records(self, row: Row) -> list[Record]:
        document = row.document()
        facts = self._facts(row, document)
        cells = self.reader.cells(document, facts) if self.has_cells else []
        values = self.reader.values(document, facts) if self.has_values else []
        is_several = self.reader.layout is not Layout.PRACTICES
        return [
            Record(
                row.code,
                cells[place] if cells else [],
                values[place] if values else [],
                facts.url,
                self._points(document, place) if self.has_points else (),
                place + 1 if is_several else 0,
            )
            for place in range(max(len(cells), len(values)))
        ]

    def _points(self, document: dict, place: int) -> list[tuple[float, float]]:
        """Of all countries of a record; of the row's own where each country has one."""
        if self.reader.layout is Layout.COUNTRIES:
            document = {"countries": document["countries"][place : place + 1]}
        return points(document, self.reader.names)

    def _facts(self, row: Row, document: dict) -> Facts:
        if row.number is None:
            return Facts(state=row.state)
        has_lapsed = row.grade_expires is not None and row.grade_expires < timezone.localdate()
        return Facts(
            url=self.addresses.page(row.code, row.number),
            edition=row.number,
            published=timezone.localtime(row.published_at).date().isoformat(),
            grade="" if has_lapsed else row.grade,
            citation=self.addresses.citation(document, row.number, row.published_at) if self.is_cited else "",
            state=row.state,
        )

    def _bare(self, row: Row) -> Record:
        url = self.addresses.page(row.code, row.number) if row.number is not None else ""
        bare: list = [None] * len(self.reader.heads)
        for key, value in (("code", row.code), ("url", url)):
            if key in self.places:
                bare[self.places[key]] = value
        return Record(row.code, bare, list(bare), url, ())
