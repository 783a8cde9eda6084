"""A copy of a workbook in which every error is one that calamine knows; at any other it would give up the whole sheet."""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from .shape import Shape

KNOWN = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", ""}
ERROR = re.compile(rb'(<c [^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>)[^<]*(</v>)')


def needs_mending(shapes: Iterable[Shape]) -> bool:
    """Whether a cell shows an error only other programs know, as #ERROR! of Google Sheets."""
    return any(fault.kind == "error" and fault.text not in KNOWN for shape in shapes for fault in shape.faults.values())


def mended(path: Path) -> io.BytesIO:
    """The workbook with all its errors as #N/A: what they were has been noted already."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as changed:
        for entry in archive.infolist():
            content = archive.read(entry)
            if "worksheets/" in entry.filename.casefold():
                content = ERROR.sub(rb"\1#N/A\2", content)
            changed.writestr(entry.filename, content)
    copy.seek(0)
    return copy
