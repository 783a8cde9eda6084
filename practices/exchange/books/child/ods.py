"""ODS, read in one walk of its content: calamine leaves out tabs, line breaks and errors, and unfolds what is repeated."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from .archive import check, open_archive
from .limits import SHEETS, Limits, Refusal
from .markup import Budget, walk
from .ods_walk import ContentWalk
from .shape import NumberedRow, Shape

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"


class Ods:
    """A checked ODS. The first walk learns the shapes, a second one gives the rows of one sheet."""

    def __init__(self, path: Path, limits: Limits):
        self.path, self.limits = path, limits
        with open_archive(path) as archive:
            check(archive, limits)
            if MANIFEST in archive.namelist():
                self._refuse_encrypted(archive)
        learning = ContentWalk(limits)
        for _row in self._rows(learning):
            pass
        self.shapes = learning.shapes
        if len(self.shapes) > SHEETS:
            raise Refusal("sheets", most=SHEETS)

    def rows(self, shape: Shape) -> Iterator[NumberedRow]:
        """Rows with something in them, as wide as the sheet."""
        for number, cells in self._rows(ContentWalk(self.limits, wanted=shape.place)):
            yield number, cells + [None] * (shape.columns - len(cells))

    def _rows(self, reading: ContentWalk) -> Iterator[NumberedRow]:
        budget = Budget(self.limits.elements)
        with open_archive(self.path) as archive, archive.open(CONTENT) as stream:
            yield from reading.walk(stream, budget)

    def _refuse_encrypted(self, archive: zipfile.ZipFile) -> None:
        def start(name: str, _attributes: dict[str, str]) -> None:
            if name == "encryption-data":
                raise Refusal("password")

        with archive.open(MANIFEST) as stream:
            walk(stream, Budget(self.limits.elements), start)


def open_ods(path: Path, limits: Limits) -> Ods:
    """Check an ODS."""
    try:
        return Ods(path, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, KeyError) as error:
        raise Refusal("damaged") from error
