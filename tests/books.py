"""Spreadsheet files put together by hand, for what no spreadsheet program would write."""

import io
import random
import struct
import zipfile
from xml.sax.saxutils import escape, quoteattr

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SECTOR = 512
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def xlsx(
    cells: str, strings: str = "", more: dict[str, str | bytes] | None = None, tail: str = "", head: str = ""
) -> bytes:
    """A workbook of one sheet "S": the XML of its rows, of its shared strings, and further parts."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>{tail}</worksheet>',
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>' if strings[1] != "!" else strings
    return zipped(parts | (more or {}))


def noisy(cells: str) -> bytes:
    """The same, packing badly enough to pass for a sheet of words."""
    return xlsx(f"<note>{random.Random(2).randbytes(300_000).hex()}</note>{cells}")


def number_cell(reference: str, value: object = 1) -> str:
    """The XML of a row with one number."""
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{reference}"><v>{value}</v></c></row>'


def text_row(number: int, *texts: str) -> str:
    """The XML of a row of texts from column A."""
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def ods(rows: str, head: str = "", manifest: str = "", name: str = "S") -> bytes:
    """A document of one sheet: the XML of its rows."""
    content = (
        f"{head}<office:document-content {ODS_NAMES}><office:body><office:spreadsheet>"
        f"<table:table table:name={quoteattr(name)}>{rows}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": ODS_TYPE, "content.xml": content}
    return zipped(parts | ({"META-INF/manifest.xml": manifest} if manifest else {}))


def ods_cell(text: str, attributes: str = "") -> str:
    """The XML of a cell of text in an ODS."""
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{escape(text)}</text:p></table:table-cell>'
    )


def compound(**streams: bytes) -> bytes:
    """An OLE2 file of up to three streams, each padded to the size from which streams take whole sectors."""
    padded = [content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\x00") for content in streams.values()]
    count = sum(len(content) for content in padded) // SECTOR
    tables = next(tables for tables in range(1, 110) if tables * 128 >= tables + 1 + count)
    table = [0xFFFFFFFD] * tables + [0xFFFFFFFE]  # the table itself, the directory
    starts = [0xFFFFFFFE]
    for content in padded:
        starts.append(len(table))
        table += [len(table) + step + 1 for step in range(len(content) // SECTOR - 1)] + [0xFFFFFFFE]
    table += [0xFFFFFFFF] * (tables * 128 - len(table))
    names = ["Root Entry", *streams]
    sizes = [0, *(len(content) for content in padded)]
    entries = b"".join(
        _entry(name, place, len(names), start, size)
        for place, (name, start, size) in enumerate(zip(names, starts, sizes, strict=True))
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    packed = struct.pack(f"<{len(table)}I", *table)
    return header + packed + entries.ljust(SECTOR, b"\x00") + b"".join(padded)


def _entry(name: str, place: int, count: int, start: int, size: int) -> bytes:
    words = (name + "\x00").encode("utf-16-le")
    is_root = place == 0
    right = place + 1 if not is_root and place + 1 < count else 0xFFFFFFFF
    child = 1 if is_root and count > 1 else 0xFFFFFFFF
    return (
        words.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(words), 5 if is_root else 2, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


def record(kind: int, content: bytes = b"") -> bytes:
    """One record of the stream of an XLS."""
    return struct.pack("<HH", kind, len(content)) + content


def xls(sheet: bytes, globals_before: bytes = b"", globals_after: bytes = b"") -> bytes:
    """An XLS of one sheet "S": its records between beginning and end."""
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    head = record(0x809, begin) + globals_before
    tail = globals_after + record(0x0A)
    place = len(head) + 4 + 9 + len(tail)
    bound = record(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"S")
    stream = head + bound + tail + record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + sheet + record(0x0A)
    return compound(Workbook=stream)


def xls_number(row: int, column: int, value: float) -> bytes:
    """A number, counted from 0 as the format does."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))
