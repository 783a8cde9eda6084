"""How much a file may ask for, and the refusal of one that asks for more."""

from dataclasses import dataclass

ENTRIES = 2_000  # files in one archive; a workbook with pictures has some hundred
RATIO = 250  # unpacked to packed, of entries above RATIO_FROM; sheets of repeated words reach 60
RATIO_FROM = 4 * 1024 * 1024
SHEETS = 200
TEXT = 100_000  # characters of a cell: Excel holds 32,767, other programs more
DEPTH = 64  # elements within each other
TOKEN = 1024 * 1024  # bytes of one tag or comment
MERGES = 20_000
FAULTS = 50_000  # cells that show errors: each is remembered
FIRST_ROWS = 30
HEADING_ROWS = 50  # title, notes and headings, above the rows that count
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """What the caller allows. `cells` bounds the area from the first cell to the last one, blank ones included."""

    packed: int
    unpacked: int
    rows: int
    columns: int
    seconds: int
    memory: int  # bytes

    @property
    def last_row(self) -> int:
        return self.rows + HEADING_ROWS

    @property
    def cells(self) -> int:
        return self.last_row * self.columns

    @property
    def elements(self) -> int:
        """Of the XML of all parts; styles, links and the like take the half million."""
        return self.cells * 2 + 500_000


class Refusal(Exception):
    """The file cannot be taken in: a code and what belongs into its sentence."""

    def __init__(self, code: str, **details: str | int):
        super().__init__(code)
        self.code = code
        self.details = details
