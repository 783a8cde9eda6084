"""What tests of imports share: people who may, files of ours, and an import taken through its steps."""

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from practices.exchange import importing
from practices.models import Import, Practice
from tests.cast import EDITOR, person

IMPORTER = (*EDITOR, "import_practice")


class PrivateStore:
    """Tests whose uploads go to a store of their own."""

    @classmethod
    def setUpClass(cls):
        store = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=store))
        super().setUpClass()


def importer(name: str = "importer", *more: str):
    """An editor who may import."""
    return person(name, *IMPORTER, *more)


def csv_file(*rows, name: str = "sheet.csv") -> SimpleUploadedFile:
    """A sheet of these rows, each a list of texts."""
    lines = (",".join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    return SimpleUploadedFile(name, "\r\n".join(lines).encode())


def json_file(*records: dict, name: str = "sheet.json") -> SimpleUploadedFile:
    """A file of these records."""
    return SimpleUploadedFile(name, json.dumps({"practices": records}).encode())


def xlsx_file(*rows, name: str = "sheet.xlsx") -> SimpleUploadedFile:
    """A workbook of these rows, as another program writes it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def received(upload, by, **reading) -> Import:
    """An import whose file is read as proposed, or as told."""
    one = importing.receive(upload, by=by, name=upload.name if isinstance(upload, Path) else "")
    chosen = {key: one.reading[key] for key in ("sheet", "header_row")} | reading
    importing.read_as(one, **chosen)
    return one


def checked(upload, by, **mapping) -> Import:
    """An import that has been checked, mapped as proposed or as told."""
    one = received(upload, by)
    return mapped(one, **mapping)


def mapped(one: Import, **mapping) -> Import:
    """The import with its columns said, and checked."""
    importing.set_columns(one, **one.mapping | mapping)
    importing.check(one)
    return one


def checked_again(one: Import) -> Import:
    """The import after a decision."""
    importing.check(one)
    one.refresh_from_db()
    return one


def loaded(upload, by, **mapping) -> Import:
    """An import that has been written."""
    one = checked(upload, by, **mapping)
    importing.start_load(one, by=by)
    importing.load(one)
    return one


def outcomes(one: Import) -> list[str]:
    """The outcome of each row, in order."""
    return list(one.rows.order_by("number").values_list("outcome", flat=True))


def problems(one: Import) -> list[tuple]:
    """(row, column, message) of everything that is wrong."""
    return [
        (problem["row"], problem["column"], problem["message"])
        for row in one.rows.order_by("number")
        for problem in row.problems
    ]


def practices() -> dict[str, int]:
    """Every practice: its revision by code."""
    return dict(Practice.objects.values_list("code", "revision"))
