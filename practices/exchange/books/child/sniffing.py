"""What a file is, told by its bytes; its name and extension are not asked."""

import re
import zipfile
from pathlib import Path

from .archive import open_archive
from .compound import Compound
from .limits import Refusal

HEAD = 4096
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = [
    (b"{\\rtf", "word"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"SQLite format 3", "database"),
    (b"MIME-Version:", "web page"),
]
BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
WEB_PAGE = re.compile(r"<(!doctype html|html|head|meta|body|table|style|div|script)\b")
JSON = re.compile(r'(\{\s*["}]|\[\s*[\[{])')
OPEN_DOCUMENTS = "application/vnd.oasis.opendocument."
OTHER_PARTS = [
    ("xl/workbook.bin", "xlsb"),
    ("word/", "word"),
    ("ppt/", "presentation"),
    ("index/document.iwa", "numbers"),
    ("index.zip", "numbers"),
]
OTHER_STREAMS = [("worddocument", "word"), ("powerpoint document", "presentation")]


def kind_of(path: Path) -> str:
    """xlsx, xls, ods or csv; refuses everything else with what it seems to be."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Refusal("empty")
    if head.startswith(b"PK"):
        return _kind_of_archive(path)
    if head.startswith(COMPOUND):
        return _kind_of_compound(path)
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            raise Refusal("type", what=what)
    if b"%PDF-" in head[:1024]:
        raise Refusal("type", what="pdf")
    return _kind_of_text(head)


def _kind_of_archive(path: Path) -> str:
    with open_archive(path) as archive:
        names = {entry.filename.replace("\\", "/").casefold(): entry for entry in archive.infolist()}
        if any(name.endswith("vbaproject.bin") or name.startswith(("xl/macrosheets/", "basic/")) for name in names):
            raise Refusal("macros")
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "mimetype" in names:
            return _kind_of_open_document(archive, names["mimetype"])
    for part, what in OTHER_PARTS:
        if any(name.startswith(part) for name in names):
            raise Refusal("type", what=what)
    raise Refusal("type", what="archive" if names else "empty archive")


def _kind_of_open_document(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    try:
        with archive.open(entry) as stream:
            media_type = stream.read(200).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refusal("damaged") from error
    if media_type.startswith(OPEN_DOCUMENTS + "spreadsheet"):
        return "ods"
    if media_type.startswith(OPEN_DOCUMENTS + "presentation"):
        raise Refusal("type", what="presentation")
    raise Refusal("type", what="word" if media_type.startswith(OPEN_DOCUMENTS + "text") else "archive")


def _kind_of_compound(path: Path) -> str:
    names = set(Compound(path).streams)
    if "encryptedpackage" in names:
        raise Refusal("password")
    if any(name.startswith("_vba_project") for name in names):
        raise Refusal("macros")
    if names & {"workbook", "book"}:
        return "xls"
    what = next((what for name, what in OTHER_STREAMS if name in names), "unknown")
    raise Refusal("type", what=what)


def _kind_of_text(head: bytes) -> str:
    encoding = BYTE_ORDER.get(head[:2], "utf-8")
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").lower()
    if WEB_PAGE.match(text):
        raise Refusal("type", what="web page")
    if text.startswith("<?xml") or re.match(r"<[a-z][\w:]*[^>]*\bxmlns", text):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            raise Refusal("type", what="xml 2003")
        raise Refusal("type", what="web page" if "<html" in text else "xml")
    if JSON.match(text):
        raise Refusal("type", what="json")
    return "csv"
