"""The writers, read back by readers that are not ours: openpyxl, python-calamine, LibreOffice, csv and json."""

import csv
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from practices.exchange.formats import (
    FORMATS,
    CodeList,
    Front,
    Heading,
    Record,
    Table,
    TooMany,
    longtext,
    sheet,
    stream,
    tablesheet,
    write,
)
from practices.exchange.formats.formula import unguard
from practices.exchange.formats.printable import printable

KINDS = {
    "code": "code", "title": "text", "summary": "long", "themes": "list", "start_year": "year", "signed": "date",
    "amount": "number", "running": "flag", "address": "address", "figures": "entries",
}  # fmt: skip
MADE_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TRAPS = [
    "=1+1", "+1", "-1", "@x", "'quoted", "＝1", "\tx", "\nx", "  outer spaces  ", "ends\n", "<r>no markup</r>",
    "<r><bad", "a & b < c > d", "_x0041_", "_x005F_x0041_", "a_x005F_x0001_b", "_x00e9_", "x" * 300, "007", "2019-05",
    '"quotes", and commas', "عربي", "😀", "&lt;", "]]>", "#N/A", "TRUE",
]  # fmt: skip


def headings():
    return [Heading(key, f"Label of {key}", kind, f"What {key} holds.") for key, kind in KINDS.items()]


def record(code="XA-1", **cells):
    row = [cells.get(key) for key in KINDS]
    row[0] = code
    return Record(code, row, row, url=f"https://registry.example/en/{code}", points=cells.get("points", ()))


def table(*records, **more):
    front = Front(
        "Practices & more", [("Taken on", "4 March"), ("Address", "https://registry.example/?q=x")], ["A note."]
    )
    given_parts = {"language": "en", "name": "Practices", "headings": headings(), "front": front, "made_at": MADE_AT}
    return Table(**(given_parts | {"rows": iter(records)} | more))


def by_calamine(path, name="Practices"):
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def by_csv(raw):
    return [*csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))]


def streamed(name, given_table):
    return b"".join(stream(name, given_table))


@pytest.fixture
def book(tmp_path):
    """Writes a table as a workbook; the path."""

    def make(*records, **more):
        path = tmp_path / "book.xlsx"
        assert write("xlsx", table(*records, **more), path) == len(records)
        return path

    return make


def test_every_kind_of_cell_comes_back_by_both_readers(book):
    path = book(
        record(title="A title", summary="Two\nlines", themes="One; Two", start_year=2019, signed="2019-05-07",
               amount=1234567.125, running=True, address="https://one.example/a?b=c&d=e", figures="Cities: 4"),
        record("XA-2", start_year=2020, signed="2019-05", amount=-12, running=False),
        record("XA-3", signed="1850-01-02", amount=0.1 + 0.2),
    )  # fmt: skip
    first = ["XA-1", "A title", "Two\nlines", "One; Two", 2019, date(2019, 5, 7), 1234567.125, True,
             "https://one.example/a?b=c&d=e", "Cities: 4"]  # fmt: skip
    rows = by_calamine(path)
    assert rows[0] == list(KINDS)
    assert rows[1] == [f"Label of {key}" for key in KINDS]
    assert rows[2] == first
    assert rows[3] == ["XA-2", "", "", "", 2020, "2019-05", -12, False, "", ""]
    assert rows[4][5:7] == ["1850-01-02", 0.1 + 0.2]
    main = openpyxl.load_workbook(path)["Practices"]
    cells = [cell.value for cell in main[3]]
    assert [*cells[:5], cells[5].date(), *cells[6:]] == first
    assert [cell.value for cell in main[4]] == ["XA-2", None, None, None, 2020, "2019-05", -12, False, None, None]
    assert main["E3"].number_format == "0" and main["F3"].number_format == "yyyy-mm-dd"


def test_odd_texts_come_back_exactly_and_none_is_a_formula(book):
    path = book(*[record(title=text) for text in TRAPS])
    assert [row[1] for row in by_calamine(path)[2:]] == TRAPS
    loaded = openpyxl.load_workbook(path)
    assert [row[1].value for row in loaded["Practices"].iter_rows(min_row=3)] == TRAPS
    assert {cell.data_type for one in loaded for row in one.iter_rows() for cell in row} <= {
        "s",
        "n",
        "b",
        "d",
        "inlineStr",
    }
    quoted = [bool(row[1].quotePrefix) for row in loaded["Practices"].iter_rows(min_row=3)]
    assert quoted == [text[0] in "=+-@'＝\t\n" for text in TRAPS]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(), min_size=1, max_size=20), min_size=1, max_size=20))
@example(["\x00", "\ud83d", "\ufffe", "\r\n", "_x_x0041_x0041_"])
def test_any_text_comes_back_as_it_can_be_shown(tmp_path, texts):
    path = tmp_path / "odd.xlsx"
    write("xlsx", table(*[record(title=text) for text in texts]), path)
    shown = [printable(text) for text in texts]
    assert [row[1] for row in by_calamine(path)[2:]] == shown
    flat = by_csv(streamed("csv", table(*[record(title=text) for text in texts])))
    assert [unguard(row[1]) for row in flat[1:]] == shown
    values = json.loads(streamed("json", table(*[record(title=text) for text in texts])))["practices"]
    assert [one["title"] for one in values] == shown


def test_long_texts_are_continued_and_put_together_again(book):
    texts = ["word " * 14_000, "😀" * 40_000, "é" * 32_767, "=" + "x" * 40_000, "a\r\n" * 20_000]
    path = book(*[record(f"XA-{number}", summary=text) for number, text in enumerate(texts)])
    rows = by_calamine(path)[2:]
    assert all(longtext.units(row[2]) <= longtext.CELL_UNITS for row in rows)
    assert "continued" in rows[0][2][-60:]
    more = by_calamine(path, "Long texts")
    assert tuple(more[0]) == longtext.KEYS
    assert {row[1] for row in more[2:]} == {"XA-0", "XA-1", "XA-3", "XA-4"} and {row[3] for row in more[2:]} == {
        "summary"
    }
    parts = longtext.gather(more)
    back = [longtext.rejoin(row[2], parts.get(longtext.reference(row[2]), [])) for row in rows]
    assert back == [printable(text) for text in texts]


def test_parts_are_found_by_their_mark_in_whatever_language():
    head, *parts = longtext.cut("كلمة " * 10_000, 7, "تتمة ⟦في النصوص⟧")
    assert longtext.reference(head) == 7 and longtext.reference(head + " \n") == 7
    assert longtext.rejoin(head, parts) == "كلمة " * 10_000
    assert longtext.reference("An ordinary text ⟦12⟧ in brackets.") is None
    assert longtext.rejoin("Written anew", parts) == "Written anew"


@given(st.text(min_size=1, max_size=5), st.integers(30_000, 80_000))
@settings(max_examples=20, deadline=None)
def test_cutting_loses_nothing(text, length):
    whole = (text * length)[:length]
    pieces = longtext.cut(whole, 3, "more")
    assert all(longtext.units(piece) <= longtext.CELL_UNITS for piece in pieces)
    assert longtext.rejoin(pieces[0], pieces[1:]) == whole


def test_a_workbook_without_long_texts_or_codes_has_two_sheets(book):
    assert CalamineWorkbook.from_path(book(record())).sheet_names == ["Read me", "Practices"]


def test_readme_and_codes_tell_what_the_rows_mean(book):
    lists = (CodeList(name, iter([("a-code", "=A label", "What it means.")])) for name in ("Themes", "Countries"))
    path = book(record(), code_lists=lists)
    told = [cell for row in by_calamine(path, "Read me") for cell in row]
    for text in ("Practices & more", "Taken on", "4 March", "A note.", "Label of title", "What title holds.", "title"):
        assert text in told
    assert by_calamine(path, "Codes")[2:] == [
        ["Themes", "a-code", "=A label", "What it means."], ["Countries", "a-code", "=A label", "What it means."],
    ]  # fmt: skip


def test_the_sheet_looks_finished(book):
    path = book(record(summary="Prose", address="https://one.example/"), record("XA-2", address="javascript:alert(1)"))
    loaded = openpyxl.load_workbook(path)
    main = loaded["Practices"]
    assert loaded.active.title == "Practices"
    assert main.row_dimensions[1].hidden and not main.row_dimensions[2].hidden
    assert main["A2"].font.bold and main["A2"].fill.fgColor.rgb == "FFE4EDEE"
    # The keys are above what is filtered and sorted.
    assert main.auto_filter.ref == "A2:J4" and main.freeze_panes == "C3"
    assert main.print_title_rows == "$2:$2" and main.page_setup.orientation == "landscape"
    assert main.column_dimensions["C"].width > main.column_dimensions["E"].width
    assert main["A3"].hyperlink.target == "https://registry.example/en/XA-1"
    assert main["I3"].hyperlink.target == "https://one.example/" and main["I4"].hyperlink is None
    assert main["C3"].alignment.wrap_text is True and main["C3"].alignment.vertical == "top"


def test_arabic_sheets_run_from_right_to_left(book):
    path = book(record(title="عنوان"), language="ar", name="الممارسات", words={"readme": "اقرأني"})
    loaded = openpyxl.load_workbook(path)
    assert loaded.sheetnames == ["اقرأني", "الممارسات"]
    assert all(one.sheet_view.rightToLeft for one in loaded)
    assert not openpyxl.load_workbook(book(record()))["Practices"].sheet_view.rightToLeft


def test_the_file_names_no_person_and_no_folder(book):
    path = book(record())
    properties = openpyxl.load_workbook(path).properties
    assert (properties.creator, properties.lastModifiedBy) in {(None, None), ("", "")}
    assert properties.title == "Practices & more" and properties.created == MADE_AT.replace(tzinfo=None)
    with zipfile.ZipFile(path) as packed:
        kept = b"".join(packed.read(name) for name in packed.namelist())
    assert str(path.parent).encode() not in kept and b"workbook-" not in kept


def test_names_of_sheets_are_made_fit(book):
    path = book(record(), name="History", words={"readme": "a/b:c [d] " + "é" * 40})
    assert CalamineWorkbook.from_path(path).sheet_names == ["a b c  d  " + "é" * 21, "History 2"]


def test_an_empty_table_is_a_workbook_all_the_same(book):
    path = book()
    assert by_calamine(path)[0] == list(KINDS) and len(by_calamine(path)) == 2
    assert openpyxl.load_workbook(path)["Practices"].auto_filter.ref == "A2:J2"


def test_links_end_where_memory_would_grow(book, monkeypatch):
    monkeypatch.setattr(tablesheet, "LINKED_ROWS", 2)
    main = openpyxl.load_workbook(book(*[record(f"XA-{number}") for number in range(4)]))["Practices"]
    assert [bool(main.cell(row, 1).hyperlink) for row in range(3, 7)] == [True, True, False, False]
    assert main["A6"].value == "XA-3"


def test_too_many_rows_are_refused_and_leave_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(tablesheet, "ROWS_MAX", 5)
    assert sheet.ROWS_MAX == 1_048_576
    path = tmp_path / "book.xlsx"
    assert write("xlsx", table(*[record()] * 3), path) == 3
    path.unlink()
    with pytest.raises(TooMany):
        write("xlsx", table(*[record()] * 4), path)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_that_fails_midway_leaves_the_old_file(tmp_path, monkeypatch, name):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def failing():
        yield record()
        raise RuntimeError("the database went away")

    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        write(name, table(rows=failing()), path)
    assert [one.name for one in tmp_path.iterdir()] == ["file"] and path.read_text() == "old"


@pytest.mark.parametrize("name", FORMATS)
def test_writing_counts_rows_as_they_go(tmp_path, name):
    seen = []
    assert write(name, table(record(), record("XA-2")), tmp_path / "file", on_row=seen.append) == 2
    assert seen == [1, 2]
    assert (tmp_path / "file").stat().st_size > 100


def test_csv_is_rfc_4180_with_keys(tmp_path):
    path = tmp_path / "a.csv"
    write("csv", table(record(title='a "b", c', summary="x\r\ny", amount=-1.5, running=True, signed="2019-05")), path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfcode,title,") and raw.count(b"\r\n") == 2
    assert b'XA-1,"a ""b"", c","x\ny",,,2019-05,-1.5,true,,\r\n' in raw
    assert by_csv(raw)[1][6] == "-1.5"


def test_csv_neutralises_formulas_but_not_numbers():
    rows = by_csv(streamed("csv", table(*[record(title=text, amount=-1) for text in TRAPS])))[1:]
    assert [unguard(row[1]) for row in rows] == TRAPS
    assert not any(row[1][0] in "=+-@＝\t\n" for row in rows) and {row[6] for row in rows} == {"-1"}


def test_csv_takes_labels_on_request():
    rows = by_csv(streamed("csv", table(record(), labels_as_headings=True)))
    assert rows[0][:2] == ["Label of code", "Label of title"] and len(rows) == 2


def test_json_tells_what_it_is_and_how_many():
    told = json.loads(streamed("json", table(record(themes=["a", "b"], figures=[{"n": 1}]), record("XA-2"))))
    assert [*told] == ["title", "language", "generated", "facts", "notes", "practices", "count"]
    assert told["generated"] == "2026-03-04T05:06:07Z" and told["count"] == 2
    assert told["facts"][0] == {"label": "Taken on", "value": "4 March"}
    assert told["practices"][0]["themes"] == ["a", "b"] and told["practices"][0]["figures"] == [{"n": 1}]
    assert json.loads(streamed("json", table()))["practices"] == []


def strict(text):
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


@pytest.mark.parametrize("name", ["json", "jsonl", "geojson"])
def test_json_never_holds_what_json_may_not(name):
    bad = [float("nan"), float("inf"), {"deep": ["\ud800", "\x00", float("-inf")]}]
    last = [
        line for line in streamed(name, table(record(amount=1, figures=bad))).decode().splitlines() if "XA-1" in line
    ]
    found = strict(last[0].rstrip(","))
    assert (found.get("properties") or found)["figures"] == [None, None, {"deep": ["\ufffd", "␀", None]}]


def test_json_lines_hold_one_record_each():
    lines = streamed("jsonl", table(record(title="a\nb"), record("XA-2", title="عربي"))).decode().split("\n")
    assert [strict(line)["code"] for line in lines[:2]] == ["XA-1", "XA-2"] and lines[2:] == [""]
    assert "عربي" in lines[1]


def test_geojson_places_records():
    one = record(points=[(1.5, 2.5)])
    many = record("XA-2", points=[(1.5, 2.5), (3, 4), (float("nan"), 1), (200, 1)])
    told = strict(streamed("geojson", table(one, many, record("XA-3"))))
    assert told["type"] == "FeatureCollection" and told["count"] == 3
    assert [feature["geometry"] for feature in told["features"]] == [
        {"type": "Point", "coordinates": [1.5, 2.5]},
        {"type": "MultiPoint", "coordinates": [[1.5, 2.5], [3, 4]]},
        None,
    ]
    assert told["features"][0]["id"] == told["features"][0]["properties"]["code"] == "XA-1"


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.is_streamed])
def test_the_first_bytes_leave_with_the_first_rows(name):
    taken = []

    def rows():
        for number in range(2_000):
            taken.append(number)
            yield record(f"XA-{number}", title="A title of some length " * 4)

    pieces = stream(name, table(rows=rows()))
    assert next(pieces) and len(taken) < 20
    sizes = [len(piece) for piece in pieces]
    assert len(taken) == 2_000 and all(16_000 < size < 64_000 for size in sizes[:-1])


def test_a_workbook_is_not_streamed():
    with pytest.raises(ValueError, match="xlsx"):
        stream("xlsx", table())


def test_a_row_of_the_wrong_length_is_an_error(tmp_path):
    with pytest.raises(ValueError):
        write("xlsx", table(Record("XA-1", ["only one"], ["only one"])), tmp_path / "a.xlsx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here.")
def test_libreoffice_opens_and_keeps_what_is_there(tmp_path):
    # What looks like an escape is read rightly by LibreOffice but not written so that it can be told.
    shown = [text for text in TRAPS if "_x" not in text]
    english, arabic = tmp_path / "english.xlsx", tmp_path / "arabic.xlsx"
    write("xlsx", table(*[record(title=text, start_year=2019, signed="2019-05-07") for text in shown]), english)
    write("xlsx", table(record(title="عنوان", signed="2019"), language="ar", name="الممارسات"), arabic)
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
        "--outdir", str(tmp_path / "out"), str(english), str(arabic),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    rows = by_calamine(tmp_path / "out" / "english.xlsx")[2:]
    assert [row[1] for row in rows] == shown
    assert {(row[4], row[5]) for row in rows} == {(2019, date(2019, 5, 7))}
    kept = openpyxl.load_workbook(tmp_path / "out" / "arabic.xlsx")["الممارسات"]
    assert kept.sheet_view.rightToLeft and kept["B3"].value == "عنوان" and kept["F3"].value == "2019"
    assert kept.row_dimensions[1].hidden and kept.auto_filter.ref == "A2:J3"
