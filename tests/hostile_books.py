"""Files that mean harm, or are no spreadsheets at all: each with the word its refusal goes by.

Run with a folder, the module takes them in one after the other and reports what that cost.
"""

import io
import json
import random
import resource
import struct
import sys
import time
import zipfile
from pathlib import Path

from tests.books import compound, noisy, number_cell, ods, ods_cell, record, text_row, xls, xls_number, xlsx, zipped

MEGABYTE = 1024 * 1024
LAUGHS = '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 12)
)


def _bomb() -> bytes:
    return xlsx("", more={"xl/media/image1.png": bytes(200 * MEGABYTE)})


def _dishonest() -> bytes:
    """An archive that calls a large part small, in both places where it names the size."""
    size = 150 * MEGABYTE
    content = xlsx("", more={"xl/theme/theme1.xml": b" " * size})
    return content.replace(struct.pack("<I", size), struct.pack("<I", 1000))


def _truncated() -> bytes:
    content = xlsx("".join(text_row(row, f"made up {row}") for row in range(1, 200)))
    return content[: len(content) * 2 // 3]


def _garbled_xls() -> bytes:
    return xls(random.Random(5).randbytes(8000))


def _locked(content: bytes) -> bytes:
    """The same archive with every entry marked as encrypted."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    changed = bytearray(content)
    for entry in archive.infolist():
        changed[entry.header_offset + 6] |= 1
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def _shared(text: str, cells: int) -> bytes:
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, cells + 1))
    return xlsx(rows, strings=f"<si><t>{text}</t></si>")


def _wide_row(cells: int) -> bytes:
    return noisy('<row r="1">' + "<c><v>1</v></c>" * cells + "</row>")


def _errors(cells: int) -> str:
    columns = [f"A{chr(65 + place)}" for place in range(20)]
    return "".join(f'<c r="{column}{row}" t="e"><v>#N/A</v></c>' for row in range(1, cells // 20) for column in columns)


def _row_of(attributes: str, text: str = "x") -> bytes:
    return ods(f"<table:table-row>{ods_cell(text, attributes)}</table:table-row>")


def _repeated_text() -> bytes:
    """An XLS of 1.5 MB in which a hundred thousand cells show the same 32,000 characters: 3 GB, once read."""
    cells = b"".join(
        record(0xFD, struct.pack("<HHHI", row, column, 0, 0)) for row in range(5000) for column in range(20)
    )
    text = record(0xFC, struct.pack("<IIHB", 100_000, 1, 32_000, 0) + b"x" * 8000)
    text += record(0x3C, b"\x00" + b"x" * 8000) * 3
    return xls(cells, globals_after=text)


def _old_xml() -> bytes:
    return (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    )


def _csv_of(*rows: str) -> bytes:
    return "\r\n".join(rows).encode()


# Name of the file, what is in it, the word of its refusal.
HOSTILE = [
    ("bomb.xlsx", _bomb, "unpacked"),
    ("dishonest.xlsx", _dishonest, "unpacked"),
    ("far.xlsx", lambda: xlsx(number_cell("A1") + number_cell("XFD1048576")), "columns"),
    ("low.xlsx", lambda: xlsx(number_cell("B1") + number_cell("B1048576")), "spread"),
    ("below.xlsx", lambda: xlsx(number_cell("A6000")), "rows"),
    ("impossible.xlsx", lambda: xlsx(number_cell("A99999999999")), "damaged"),
    ("wide.xlsx", lambda: _wide_row(10**6), "columns"),
    ("coloured.xlsx", lambda: noisy('<row r="1">' + "<c/>" * 7 * 10**6 + "</row>"), "elements"),
    ("laughs.xlsx", lambda: xlsx("", strings=f"{LAUGHS}]><sst><si><t>&a11;</t></si></sst>"), "entities"),
    ("laughs sheet.xlsx", lambda: xlsx("", head=f"{LAUGHS}]>"), "entities"),
    ("outside.xlsx", lambda: xlsx("", head='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), "entities"),
    ("deep.xlsx", lambda: noisy("<a>" * 10**6 + "</a>" * 10**6), "depth"),
    ("long string.xlsx", lambda: _shared("".join(random.Random(1).choices("abcdef", k=8 * MEGABYTE)), 1), "text"),
    ("shared.xlsx", lambda: _shared("x" * 90_000, 4000), "unpacked"),
    ("long tag.xlsx", lambda: xlsx('<row r="1"><c ' + " ".join(f'a{n}=">"' for n in range(10**6)) + "/></row>"), "damaged"),
    ("comment.xlsx", lambda: noisy("<!--" + "a> " * 10**7 + "-->"), "damaged"),
    ("unclosed.xlsx", lambda: xlsx("<row>"), "damaged"),
    ("no sheet part.xlsx", lambda: zipped({"xl/workbook.xml": "<workbook/>"}), "damaged"),
    ("macros.xlsm", lambda: xlsx(number_cell("A1"), more={"xl/vbaProject.bin": b"x"}), "macros"),
    ("renamed.xlsx", lambda: xlsx(number_cell("A1"), more={"xl/VBAProject.bin": b"x"}), "macros"),
    ("nested.xlsx", lambda: xlsx(number_cell("A1"), more={"xl/more.zip": zipped({"a": "b"})}), "nested"),
    ("up.xlsx", lambda: xlsx(number_cell("A1"), more={"../../etc/cron.d/x": "x"}), "damaged"),
    ("absolute.xlsx", lambda: xlsx(number_cell("A1"), more={"/etc/cron.d/x": "x"}), "damaged"),
    ("drive.xlsx", lambda: xlsx(number_cell("A1"), more={"C:\\x": "x"}), "damaged"),
    ("twice.xlsx", lambda: xlsx(number_cell("A1"), more={"xl/Workbook.xml": "<workbook/>"}), "damaged"),
    ("many.xlsx", lambda: zipped({f"xl/{n}": "" for n in range(5000)}, zipfile.ZIP_STORED), "entries"),
    ("odd packing.xlsx", lambda: zipped({"xl/workbook.xml": "<workbook/>"}, zipfile.ZIP_LZMA), "damaged"),
    ("locked.xlsx", lambda: _locked(xlsx(number_cell("A1"))), "password"),
    ("truncated.xlsx", _truncated, "damaged"),
    ("blank.xlsx", lambda: xlsx('<row r="3"><c r="B3" s="0"/></row>'), "blank"),
    ("faults.xlsx", lambda: noisy('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>' + _errors(300_000)), "faults"),
    ("encrypted.xlsx", lambda: compound(EncryptionInfo=b"x", EncryptedPackage=b"x"), "password"),
    ("encrypted.xls", lambda: xls(b"", globals_before=record(0x2F, struct.pack("<HHH", 1, 1, 1))), "password"),
    ("macros.xls", lambda: compound(Workbook=b"x", _VBA_PROJECT_CUR=b"x"), "macros"),
    ("garbled.xls", _garbled_xls, "damaged"),
    ("cut.xls", lambda: xls(xls_number(0, 0, 1))[:1500], "damaged"),
    ("far.xls", lambda: xls(xls_number(0, 0, 1) + xls_number(65535, 255, 1)), "columns"),
    ("low.xls", lambda: xls(xls_number(0, 30, 1) + xls_number(65535, 30, 1)), "spread"),
    ("claims.xls", lambda: xls(record(0x200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 255, 0))), "spread"),
    ("repeated.xls", _repeated_text, "memory"),
    ("text count.xls", lambda: xls(b"", globals_after=record(0xFC, struct.pack("<II", 1, 2**32 - 1))), "damaged"),
    ("letter.doc", lambda: compound(WordDocument=b"x"), "type"),
    ("laughs.ods", lambda: ods(f"<table:table-row>{ods_cell('')}</table:table-row>", head=f"{LAUGHS}]>"), "entities"),
    ("columns.ods", lambda: _row_of('table:number-columns-repeated="16384"'), "columns"),
    ("endless.ods", lambda: _row_of(f'table:number-columns-repeated="{"9" * 4000}"'), "columns"),
    ("rows.ods", lambda: ods(
        '<table:table-row table:number-rows-repeated="1048576">'
        f"{ods_cell('x', 'table:number-columns-repeated=' + chr(34) + '200' + chr(34))}</table:table-row>"
    ), "spread"),
    ("prose.ods", lambda: ods(
        f'<table:table-row table:number-rows-repeated="4000">{ods_cell("x" * 90_000)}</table:table-row>'
    ), "unpacked"),
    ("spaces.ods", lambda: ods(
        '<table:table-row><table:table-cell><text:p>x<text:s text:c="2000000000"/></text:p></table:table-cell>'
        "</table:table-row>"
    ), "text"),
    ("encrypted.ods", lambda: ods(
        "", manifest='<manifest xmlns="urn:x"><file-entry><encryption-data/></file-entry></manifest>'
    ), "password"),
    ("macros.ods", lambda: zipped({"mimetype": "x", "Basic/Standard/script-lb.xml": "<a/>"}), "macros"),
    ("no content.ods", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "damaged"),
    ("text.odt", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "type"),
    ("empty.csv", lambda: b"", "empty"),
    ("lines.csv", lambda: b"\xef\xbb\xbf\r\n \r\n", "empty"),
    ("commas.csv", lambda: b",,,\n,,,\n", "blank"),
    ("line.csv", lambda: b"x" * 9 * MEGABYTE, "long line"),
    ("wide.csv", lambda: b"a," * 10**6, "columns"),
    ("300.csv", lambda: _csv_of(",".join(["a"] * 300), ",".join(["b"] * 300)), "columns"),
    ("rows.csv", lambda: b"a,b\n" * 10**6, "rows"),
    ("quote.csv", lambda: _csv_of("a,b", 'c,"d', "e,f"), "quotes"),
    ("long quote.csv", lambda: _csv_of("a,b", 'c,"d', *["e,f"] * 100_000), "long line"),
    ("nul.csv", lambda: b"a,b\nc\x00,d\n", "nul"),
    ("marked.csv", lambda: b"\xef\xbb\xbfa,\xe9\n", "encoding"),
    ("odd.csv", lambda: b"\xff\xfea\x00,", "encoding"),
    ("random.csv", lambda: random.Random(3).randbytes(MEGABYTE), "nul"),
    ("large.csv", lambda: b"a,b\n" * (3 * MEGABYTE), "packed"),
    ("paper.xlsx", lambda: b"%PDF-1.7\n%...", "type"),
    ("picture.xlsx", lambda: b"\x89PNG\r\n\x1a\n", "type"),
    ("page.xls", lambda: b"\xef\xbb\xbf <!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table></html>", "type"),
    ("page.csv", lambda: "\ufeff<html><table></table>".encode("utf-16-le"), "type"),
    ("old.xls", _old_xml, "type"),
    ("data.csv", lambda: b'[{"title": "Made up"}]', "type"),
    ("letter.docx", lambda: zipped({"word/document.xml": "<a/>"}), "type"),
    ("binary.xlsb", lambda: zipped({"xl/workbook.bin": "x"}), "type"),
    ("archive.zip", lambda: zipped({"practices.xlsx": "x"}), "type"),
    ("half.xlsx", lambda: b"PK\x03\x04", "damaged"),
    ("half.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
]  # fmt: skip


def measure(folder: Path) -> list[dict]:
    """Take each file of a folder in, alone; what came of it and what it cost, this process and its children."""
    from practices.exchange import books

    results = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        started = time.monotonic()
        try:
            books.inspect(path, path.name)
            code, sentence = "", ""
        except books.Unreadable as refusal:
            code, sentence = refusal.code, str(refusal)
        seconds = time.monotonic() - started
        kilobytes = _most_memory() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        results.append(
            {"name": path.name, "code": code, "sentence": sentence, "seconds": seconds, "kilobytes": kilobytes}
        )
    return results


def _most_memory() -> int:
    """Peak of this process in kilobytes. RUSAGE_SELF would begin with that of the process which started this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:"))


def main() -> None:
    """Print the measures of the folder that was named, as JSON."""
    from django.conf import settings

    settings.configure(
        IMPORT_MAX_BYTES=10 * MEGABYTE,
        IMPORT_UNPACKED_MAX_BYTES=100 * MEGABYTE,
        IMPORT_MAX_ROWS=5000,
        IMPORT_MAX_COLUMNS=250,
        IMPORT_SECONDS=60,
        IMPORT_MEMORY_MB=512,
        USE_I18N=False,
    )
    print(json.dumps(measure(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
