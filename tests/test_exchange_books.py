"""Any spreadsheet is read as it is: what it shows, in its place, with nothing guessed and nothing swallowed."""

import ast
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from practices.exchange import books
from practices.exchange.books import Fault
from practices.exchange.books.child.limits import Refusal
from practices.exchange.books.child.markup import Budget, walk
from tests.books import noisy, number_cell, ods, ods_cell, text_row, xls, xls_number, xlsx

SAMPLES = Path(__file__).parent / "samples" / "books"
CHILD = Path(books.__file__).parent / "child"
MESSY = [
    ["Made-up practices of Country XA", None, None, None, None, None, None],
    ["Sent by a made-up partner; corrections to desk@partner.example", None, None, None, None, None, None],
    [None] * 7,
    ["Title", "Countries", None, "Since", "Checked on", "Share", "Ongoing"],
    ["Title", "sending", "receiving", "Since", "Checked on", "Share", "Ongoing"],
    ["Made-up desk\nfor workers", "Country XA", "Country XB", 2017, date(2020, 1, 2), 0.125, True],
    [
        "  Two  spaces\tand a tab", "Country XA", None, 2018.5, datetime(2020, 1, 2, 3, 4),
        Fault("error", "#DIV/0!"), Fault("error", "#N/A"),
    ],
    [None] * 7,
    ["مركز تجريبي", "Country XC", "Country XB", "007", "03:04", 2, "ab"],
    ["'quoted", "Country XC", "=1+1", "51:00:00", 1_000_000, -3, False],
]  # fmt: skip
HEADINGS = ["Title", "Countries sending", "Countries receiving", "Since", "Checked on", "Share", "Ongoing"]
ODD_TEXTS = [
    "a_x0001_b", "a_x005F_b", "_x000D_", "'leading", "=1+1", "+1", "@sum", "  spaced  ", "\ttab", "line\nbreak", "007",
    "\x01control", "1e5", "TRUE", "#N/A", "é\u202e😀", "مرحبا", "a\u2028b", "x" * 32_767,
]  # fmt: skip


@pytest.fixture
def inspected(tmp_path):
    """Inspect a file of these bytes."""

    def inspect(content: bytes, name: str = "made up.xlsx", **choices) -> books.Book:
        return books.inspect(kept(tmp_path, content), name, **choices)

    return inspect


@pytest.fixture
def cells(tmp_path):
    """The cells of a sheet in a file of these bytes."""

    def read(content: bytes, name: str = "made up.xlsx", sheet: str = "S", **choices) -> list[list[books.Cell]]:
        return [row.cells for row in books.read(kept(tmp_path, content), name, sheet, **choices)]

    return read


def kept(folder: Path, content: bytes) -> Path:
    """A file under a name that says nothing."""
    path = folder / "upload"
    path.write_bytes(content)
    return path


def written(*rows: list, **options) -> bytes:
    """A workbook by XlsxWriter: texts as texts, numbers as numbers."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("S")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write_number
                write(number, column, value)
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_same_workbook_reads_the_same_from_each_format(kind):
    path = SAMPLES / f"messy.{kind}"
    rows = list(books.read(path, path.name, "Practices"))
    assert [row.number for row in rows] == list(range(1, 11))
    assert [row.cells for row in rows] == MESSY


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_workbook_is_described(kind):
    path = SAMPLES / f"messy.{kind}"
    book = books.inspect(path, path.name)
    practices, aside, blank = book.sheets
    assert (book.kind, book.encoding, book.separator) == (kind, "", "")
    assert (practices.name, practices.rows, practices.columns, practices.is_hidden) == ("Practices", 10, 7, False)
    assert (aside.name, aside.rows, aside.columns, aside.is_hidden) == ("Kept aside", 3, 3, True)
    assert (blank.name, blank.rows, blank.columns, blank.first_rows) == ("Blank", 0, 0, [])
    assert books.header_row(practices) == 5
    assert books.headings(practices.first_rows, 5) == HEADINGS


def test_the_type_is_told_by_the_bytes_and_not_by_the_name(inspected):
    assert inspected(written(["a"]), "practices.csv").kind == "xlsx"
    assert inspected(b"a,b\n1,2\n", "practices.xlsx").kind == "csv"
    assert inspected(xls(xls_number(0, 0, 1)), "practices.ods").kind == "xls"


@pytest.mark.parametrize("constant_memory", [True, False])
def test_odd_texts_come_back_as_they_were_written(cells, constant_memory):
    content = written(*([text] for text in ODD_TEXTS), constant_memory=constant_memory)
    assert [row[0] for row in cells(content)] == ODD_TEXTS


def test_more_text_than_excel_holds_is_read_whole(cells):
    assert cells(xlsx(text_row(1, "y" * 40_000))) == [["y" * 40_000]]


def test_line_ends_within_a_cell_are_one_character(cells):
    assert cells(xlsx(text_row(1, "a_x000D_\nb"))) == [["a\nb"]]


def test_whole_numbers_are_whole_and_others_kept(cells):
    assert cells(written([2017, 0.5, -3, 1e15, 1e300])) == [[2017, 0.5, -3, 10**15, 1e300]]
    assert [type(cell) for cell in cells(written([2017, 0.5, 1e300]))[0]] == [int, float, float]


def test_rows_and_columns_keep_their_place(cells):
    content = xlsx(number_cell("C3") + number_cell("B6", 2))
    assert cells(content) == [[None] * 3, [None] * 3, [None, None, 1], [None] * 3, [None] * 3, [None, 2, None]]


def test_cells_that_are_only_coloured_do_not_count(inspected):
    book = inspected(xlsx(number_cell("A1") + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert (book.sheets[0].rows, book.sheets[0].columns) == (1, 1)


def test_a_formula_nobody_calculated_is_a_fault_and_one_that_gives_nothing_is_blank(cells):
    row = (
        '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c>'
        '<c r="D1"><f>1+1</f><v>2</v></c></row>'
    )
    assert [getattr(cell, "kind", cell) for cell in cells(xlsx(row))[0]] == ["formula", "formula", None, 2]


def test_errors_are_faults_even_those_only_other_programs_know(cells):
    row = (
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1</f><v>#ERROR!</v></c>'
        '<c r="C1" t="str"><v>#ERROR!</v></c><c r="D1"><v>NaN</v></c></row>'
    )
    faulty = cells(xlsx(row))[0]
    assert faulty[:3] == [Fault("error", "#REF!"), Fault("error", "#ERROR!"), "#ERROR!"]
    assert faulty[3].kind == "number"


def test_an_ods_formula_without_a_value_is_a_fault(cells):
    row = (
        '<table:table-row><table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:formula="of:=A1"><text:p/></table:table-cell>'
        '<table:table-cell table:formula="of:=B1" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>'
        f"{ods_cell('#REF!')}</table:table-row>"
    )
    first, second, third, fourth = cells(ods(row))[0]
    assert (first.kind, second, third, fourth) == ("formula", None, Fault("error", "#REF!"), "#REF!")


def test_ods_text_keeps_spaces_tabs_and_line_breaks_but_no_comments(cells):
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p>'
        '</office:annotation><text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>'
        "<text:p><text:span>e</text:span>\n  f</text:p></table:table-cell></table:table-row>"
    )
    assert cells(ods(row)) == [["a   b\tc\nd\ne f"]]


def test_ods_repetitions_are_unfolded_where_something_stands(cells):
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        + ods_cell("x", 'table:number-columns-repeated="2"')
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert cells(ods(rows)) == [[None, None, "x", "x"]] * 2


def test_a_cell_merged_over_rows_holds_for_each_of_them(cells):
    rows = text_row(1, "Country", "Title") + text_row(2, "XA", "one")
    rows += '<row r="3"><c r="B3" t="inlineStr"><is><t>two</t></is></c></row>' + number_cell("B5")
    merged = xlsx(rows, tail='<mergeCells><mergeCell ref="A2:A4"/></mergeCells>')
    assert [row[0] for row in cells(merged)] == ["Country", "XA", "XA", None, None]


def test_a_line_merged_across_the_table_is_a_title_and_not_a_value_of_each_column(inspected):
    rows = text_row(1, "Made-up title") + text_row(2, "Title", "Year", "Country") + text_row(3, "one", "2017", "XA")
    sheet = inspected(xlsx(rows, tail='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>')).sheets[0]
    assert sheet.first_rows[0] == ["Made-up title", None, None]
    assert books.headings(sheet.first_rows, books.header_row(sheet)) == ["Title", "Year", "Country"]


@pytest.mark.parametrize(
    ("lines", "row", "headings"),
    [
        (["Title,Year", "one,2017"], 1, ["Title", "Year"]),
        (["A made-up list", "", "Title,Year,Country", "one,2017,XA"], 3, ["Title", "Year", "Country"]),
        (["1,2,3", "4,5,6"], 1, ["1", "2", "3"]),
        (
            ["Contact,desk@a.example", "Title,Year,Country,Type", "one,2017,XA,visit"],
            2,
            ["Title", "Year", "Country", "Type"],
        ),
        (
            ["Title,Countries,,Since", ",sending,receiving,", "one,XA,XB,2017"],
            2,
            ["Title", "Countries sending", "Countries receiving", "Since"],
        ),
        (["Title,,Year", "one,note,2017", "two,,2018"], 1, ["Title", "", "Year"]),
    ],
)
def test_the_row_of_headings_is_proposed(inspected, lines, row, headings):
    sheet = inspected("\n".join(lines).encode(), "made up.csv").sheets[0]
    assert books.header_row(sheet) == row
    assert books.headings(sheet.first_rows, row) == headings


def test_headings_of_a_row_that_is_not_there_are_none():
    assert books.headings([["a"]], 7) == []


@pytest.mark.parametrize(
    ("text", "encoding", "proposed"),
    [
        ("Título,País\nMissão às províncias,Côte d’Ivoire", "utf-8", "utf-8"),
        ("Título,País\nMissão às províncias,Côte d’Ivoire", "utf-8-sig", "utf-8"),
        ("Título,País\nMissão às províncias,Côte d’Ivoire", "utf-16", "utf-16"),
        ("Título,País\nMissão às províncias,Côte d’Ivoire", "cp1252", "cp1252"),
        ("Título,País\nMissão às províncias,Côte d’Ivoire", "mac-roman", "mac-roman"),
        ("العنوان,البلد\nتدريب مشترك للموظفين,مصر", "cp1256", "cp1256"),
        ("Tytuł,Kraj\nWspólne szkolenie urzędników, Żółw,Łódź", "cp1250", "cp1250"),
        ("Title,Country\nplain,XA", "ascii", "utf-8"),
    ],
)
def test_the_encoding_of_a_text_file_is_proposed(inspected, text, encoding, proposed):
    book = inspected(text.encode(encoding), "made up.csv")
    assert (book.kind, book.encoding, book.encodings[0]) == ("csv", proposed, proposed)
    assert [cell for cell in book.sheets[0].first_rows[0] if cell] == text.split("\n")[0].split(",")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_of_a_text_file_is_proposed(inspected, separator):
    lines = [["Title", "Note, and more", "Share"], ["one", "a, b; c | d", "0,5"], ["two", "", "1,5"]]
    text = "\n".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in line) for line in lines)
    book = inspected(text.encode(), "made up.txt")
    assert (book.separator, book.separators) == (separator, [",", ";", "\t", "|"])
    assert book.sheets[0].first_rows == [[cell or None for cell in line] for line in lines]


def test_encoding_and_separator_may_be_chosen_instead(inspected, cells):
    content = "a;é,b\n1;2,3\n".encode("cp1252")
    assert inspected(content, "made up.csv", encoding="iso-8859-15", separator=",").sheets[0].first_rows[0] == [
        "a;é",
        "b",
    ]
    assert cells(content, "made up.csv", separator=",") == [["a;é", "b"], ["1;2", "3"]]


@pytest.mark.parametrize(
    ("choices", "code"),
    [({"encoding": "utf-8"}, "encoding"), ({"encoding": "rot13"}, "encoding"), ({"separator": "x"}, "separator")],
)
def test_a_choice_that_cannot_be_is_refused(inspected, choices, code):
    with pytest.raises(books.Unreadable) as refusal:
        inspected("a;é\n".encode("cp1252"), "made up.csv", **choices)
    assert refusal.value.code == code


def test_a_text_file_keeps_quotes_line_breaks_and_blank_lines(cells):
    content = b'sep=;\r\nTitle;Note\r\n\r\n"say ""hello""";"two\r\nlines; one cell"\r\n\'=1+1; x \r\n'
    assert cells(content, "made up.csv") == [
        ["Title", "Note"],
        [None, None],
        ['say "hello"', "two\nlines; one cell"],
        ["'=1+1", " x "],
    ]


def test_the_sheet_of_a_text_file_is_named_after_it(inspected):
    assert inspected(b"a,b\n", "Ministry list.csv").sheets[0].name == "Ministry list"


def test_a_sheet_that_is_not_there_is_refused_by_name(cells):
    with pytest.raises(books.Unreadable, match="“Absent”") as refusal:
        cells(written(["a"]), sheet="Absent")
    assert refusal.value.code == "no sheet"


def test_several_sheets_are_read_at_once_and_absent_ones_left_out():
    path = SAMPLES / "messy.ods"
    found = books.read_sheets(path, path.name, ["Practices", "Kept aside", "Absent"])
    assert list(found) == ["Practices", "Kept aside"]
    assert [row.cells for row in found["Practices"]] == MESSY
    assert [row.number for row in found["Kept aside"] if not row.is_blank] == [3]


def test_rows_are_limited_unless_more_are_allowed(cells, settings):
    settings.IMPORT_MAX_ROWS = 10
    content = written(*([f"made up {number}"] for number in range(80)))
    with pytest.raises(books.Unreadable, match="80 rows; at most 10") as refusal:
        cells(content)
    assert refusal.value.code == "rows"
    assert len(cells(content, most_rows=40)) == 80  # fifty more for a title, notes and headings
    with pytest.raises(books.Unreadable):
        cells(content, most_rows=20)


def test_a_sheet_too_long_is_listed_beside_one_that_can_be_read(tmp_path, settings):
    settings.IMPORT_MAX_ROWS = 10
    with xlsxwriter.Workbook(tmp_path / "upload") as book:
        book.add_worksheet("Long").write_column(0, 0, range(100))
        book.add_worksheet("Short").write_row(0, 0, ["Title", "Year"])
    assert [(sheet.name, sheet.rows) for sheet in books.inspect(tmp_path / "upload", "x").sheets] == [
        ("Long", 100),
        ("Short", 1),
    ]


def test_columns_are_limited(inspected, settings):
    settings.IMPORT_MAX_COLUMNS = 3
    assert inspected(written(["a", "b", "c"])).sheets[0].columns == 3
    with pytest.raises(books.Unreadable) as refusal:
        inspected(written(["a", "b", "c", "d"]))
    assert refusal.value.code == "columns"


def test_reading_ends_when_its_time_is_over(inspected, settings):
    settings.IMPORT_SECONDS = 1
    settings.IMPORT_MAX_ROWS = 100_000  # so that it is not refused for its number of elements first
    with pytest.raises(books.Unreadable) as refusal:
        inspected(noisy('<row r="1">' + "<c/>" * 8_000_000 + "</row>"))
    assert refusal.value.code == "seconds"


def test_elements_are_counted_over_all_parts_of_a_file():
    budget = Budget(5)
    walk(io.BytesIO(b"<a><b/><c/></a>"), budget)
    with pytest.raises(Refusal) as refusal:
        walk(io.BytesIO(b"<a><b/><c/></a>"), budget)
    assert refusal.value.code == "elements"


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (250, "IP"), (16384, "XFD")])
def test_columns_are_named_as_the_spreadsheet_shows_them(number, letters):
    assert books.column_letters(number) == letters


def test_a_sheet_that_reaches_too_far_is_refused_with_the_place(inspected):
    with pytest.raises(books.Unreadable, match="row 1048576 and column C\\."):
        inspected(xlsx(number_cell("C1048576")))


def test_rows_may_be_left_unread(tmp_path):
    path = kept(tmp_path, written(["a"], ["b"]))
    assert next(books.read(path, "x", "S")).cells == ["a"]
    books.read(path, "x", "S")


def test_several_threads_read_at_once():
    path = SAMPLES / "messy.xls"
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _turn: list(books.read(path, path.name, "Practices")), range(8)))
    assert all([row.cells for row in rows] == MESSY for rows in results)


def test_the_reading_process_imports_nothing_of_the_registry():
    for module in CHILD.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names or top == "python_calamine", f"{module.name} imports {name}"
