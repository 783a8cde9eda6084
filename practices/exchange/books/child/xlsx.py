"""XLSX: every part calamine will read is walked first, and what it keeps silent about is noted on the way."""

import posixpath
import zipfile
from array import array
from collections.abc import Iterator
from pathlib import Path

from .archive import check, open_archive
from .calamine import Reader
from .cells import SheetWalk
from .limits import SHEETS, TEXT, Limits, Refusal
from .markup import Budget, local, walk
from .mending import mended, needs_mending
from .shape import NumberedRow, Shape, faults_check

STRINGS = "xl/sharedstrings.xml"
WORKSHEET = "/worksheet"


class Xlsx:
    """A checked XLSX."""

    def __init__(self, path: Path, limits: Limits):
        self.limits = limits
        with open_archive(path) as archive:
            check(archive, limits)
            self.archive = archive
            self.parts = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}
            self.budget = Budget(limits.elements)
            self.shapes = self._shapes()
        is_odd = needs_mending(self.shapes)
        self.reader = Reader(lambda: mended(path) if is_odd else path.open("rb"))

    def rows(self, shape: Shape) -> Iterator[NumberedRow]:
        """Rows with something in them."""
        return self.reader.rows(shape)

    def _walk(self, part: str, *handlers) -> None:
        with self.archive.open(self.parts[part]) as stream:
            walk(stream, self.budget, *handlers)

    def _shapes(self) -> list[Shape]:
        targets = self._targets()
        sheets = self._sheets()
        strings = self._strings()
        for part in self.parts:  # the other parts a reader opens: sound, and without entities
            if part.startswith(("xl/styles", "xl/tables/", "[content_types]", "_rels/", "xl/worksheets/_rels/")):
                self._walk(part)
        shapes = []
        texts = 0
        for place, (name, link, state) in enumerate(sheets):
            kind, target = targets.get(link, ("", ""))
            if not kind.endswith(WORKSHEET):
                continue  # a chart or dialogue
            if target not in self.parts:
                raise Refusal("damaged")
            shape = Shape(name=name, place=place, is_hidden=state not in ("", "visible"))
            reading = SheetWalk(shape, strings, self.limits)
            self._walk(target, reading.start, reading.end, reading.text)
            reading.finish()
            texts += reading.characters
            if texts > self.limits.unpacked:
                raise Refusal("unpacked", most=self.limits.unpacked)
            shapes.append(shape)
            faults_check(shapes)
        return shapes

    def _sheets(self) -> list[tuple[str, str, str]]:
        """Name, link and state of each, in order."""
        found = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                found.append((local(attributes, "name"), local(attributes, "id"), local(attributes, "state")))

        self._walk("xl/workbook.xml", start)
        if len(found) > SHEETS:
            raise Refusal("sheets", most=SHEETS)
        return found

    def _targets(self) -> dict[str, tuple[str, str]]:
        """Kind and part of each link of the workbook."""
        found = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/").casefold())

        if "xl/_rels/workbook.xml.rels" not in self.parts:
            raise Refusal("damaged")
        self._walk("xl/_rels/workbook.xml.rels", start)
        return found

    def _strings(self) -> array:
        """Length of each shared string: many cells may show the same one, and each takes a copy."""
        lengths = array("I")
        size = 0

        def start(name: str, _attributes: dict[str, str]) -> None:
            nonlocal size
            if name == "si":
                size = 0

        def end(name: str) -> None:
            if name == "si":
                lengths.append(size)
                if len(lengths) > self.limits.cells:
                    raise Refusal("cells", most=self.limits.cells)

        def text(part: str) -> None:
            nonlocal size
            size += len(part)
            if size > TEXT:
                raise Refusal("text", most=TEXT)

        for part in self.parts:
            if part == STRINGS:
                self._walk(part, start, end, text)
        return lengths


def open_xlsx(path: Path, limits: Limits) -> Xlsx:
    """Check an XLSX; nothing has been read of it yet but its shape."""
    try:
        return Xlsx(path, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, KeyError) as error:
        raise Refusal("damaged") from error
