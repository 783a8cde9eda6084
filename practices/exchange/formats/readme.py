"""The sheet that says what the workbook is, how it came about and what its columns mean."""

from practices.exchange.formats.looks import LINE_HEIGHT, Looks
from practices.exchange.formats.printable import printable
from practices.exchange.formats.sheet import Sheet, cell_xml, is_link, link_xml, text_xml
from practices.exchange.formats.table import Table

# Explanations, names, keys.
WIDTHS = (30, 92, 26)


def write_readme(sheet: Sheet, looks: Looks, table: Table, words: dict[str, str]) -> None:
    """Fill the sheet."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.fit_to_pages(1, 0)
    number = sheet.next_row + 1
    sheet.put([text_xml(printable(table.front.title), f"A{number}", looks.title)], height=34)
    sheet.skip()
    for label, value in table.front.facts:
        put_fact(sheet, looks, label, value)
    if table.front.notes:
        sheet.skip()
    for note in table.front.notes:
        sheet.put([cell_xml(note, f"B{sheet.next_row + 1}", looks.prose)], height=height_of(note, WIDTHS[1]))
    sheet.skip()
    put_columns(sheet, looks, table, words)
    sheet.finish(len(WIDTHS))


def put_fact(sheet: Sheet, looks: Looks, label: str, value: str) -> None:
    """One line: what it is, and what it is here."""
    row = sheet.next_row
    make = link_xml if is_link(value) else cell_xml
    line = [text_xml(printable(label), f"A{row + 1}", looks.name), make(value, f"B{row + 1}", looks.prose)]
    if is_link(value):
        sheet.write_url(row, 1, value)
    sheet.put(line, height=max(height_of(value, WIDTHS[1]), height_of(label, WIDTHS[0])))


def put_columns(sheet: Sheet, looks: Looks, table: Table, words: dict[str, str]) -> None:
    """What each column means."""
    number = sheet.next_row + 1
    titles = [words["column"], words["help"], words["key"]]
    sheet.put(
        [
            text_xml(printable(title), f"{letter}{number}", looks.heading)
            for letter, title in zip("ABC", titles, strict=True)
        ],
        height=LINE_HEIGHT + 6,
    )
    for heading in table.headings:
        number = sheet.next_row + 1
        line = [
            text_xml(printable(heading.label), f"A{number}", looks.bold),
            cell_xml(heading.help, f"B{number}", looks.prose),
            text_xml(printable(heading.key), f"C{number}", looks.key),
        ]
        sheet.put(line, height=max(height_of(heading.help, WIDTHS[1]), height_of(heading.label, WIDTHS[0])))


def height_of(text: str, width: int) -> int:
    """Height that shows the whole text; said outright, since not every program works it out when it opens a file."""
    lines = sum(-(-max(len(line), 1) // width) for line in str(text).split("\n"))
    return LINE_HEIGHT * min(lines, 25) + 3
