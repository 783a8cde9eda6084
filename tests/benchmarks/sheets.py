"""The sheets that are measured: forty columns out, and forty in."""

import random
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

from practices import document
from practices.document import Document
from practices.exchange.columns import BY_KEY, DEFAULT, Facts, Reader, columns_of, names
from practices.exchange.exporting.tables import KINDS
from practices.exchange.formats import Front, Heading, Record, Table, write
from practices.models import PracticeText
from tests.benchmarks import generator

LANGUAGE = "en"
# All that a reader gets who chooses nothing, but for four short ones.
LEFT_OUT = ("text_language", "text_origin", "text_is_outdated", "grade")
OUT = tuple(key for key in DEFAULT if key not in LEFT_OUT)
# Those of them that can come in, but for the code, which nobody has yet, and three more of the long texts.
NOT_IN = ("code", "text_origin", "text_is_outdated")
IN = (*(key for key in DEFAULT if BY_KEY[key].is_written and key not in NOT_IN), "why", "objectives", "difficulties")
FIRST = 2_000_000  # number of the first document that comes in: none of these is in the database


def write_incoming(path: Path, count: int) -> None:
    """A workbook of so many new practices, as our own export would write it."""
    reader = Reader(columns_of(IN), names(LANGUAGE))
    headings = [Heading(head.key, str(head.label), KINDS[head.kind], str(head.help)) for head in reader.heads]
    rows = (Record("", cells, []) for made in incoming(count) for cells in reader.cells(made, Facts()))
    table = Table(LANGUAGE, "Practices", headings, rows, Front("Made-up practices"))
    if (written := write("xlsx", table, path)) != count:
        raise AssertionError(f"{count} rows were to be written, {written} are.")


def incoming(count: int) -> Iterator[dict]:
    """New documents without code, of what these columns can say: the original text alone, no form, no links."""
    told = {column.path[0] for column in columns_of(IN)}
    for number in range(FIRST, FIRST + count):
        made = Document.model_validate(generator.document(number)).model_dump(by_alias=True)
        text = made["texts"][made["original_language"]]
        text |= {field: "" for field in PracticeText.FIELDS if field not in IN} | {
            "title": _title(text["title"], number)
        }
        kept = {key: value for key, value in made.items() if key in told}
        yield document.empty() | kept | {"texts": {made["original_language"]: text}}


def _title(made: str, number: int) -> str:
    """A title with words that many have and words that none has: the generator's own are too much alike by chance."""
    chance = random.Random(f"title {number}")
    common = made.split()
    unlike = ("".join(chance.choices(ascii_lowercase, k=chance.randint(3, 9))) for _word in common[len(common) // 2 :])
    return " ".join([*common[: len(common) // 2], *unlike])
