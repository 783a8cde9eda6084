"""Why a file is refused, in sentences that say what to do about it."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from practices.exchange.books.shapes import Fault, Unreadable, column_letters


def unreadable(code: str, **details: str | int) -> Unreadable:
    """The exception for a code of the reading process."""
    return Unreadable(_sentence(code, details), code)


def fault(kind: str, text: str) -> Fault:
    """A cell at fault, in words."""
    if kind == "formula":
        return Fault(kind, _("a formula without a value"))
    if kind == "number":
        return Fault(kind, _("a number without an end"))
    return Fault(kind, text or "#ERROR!")


def _sentence(code: str, details: dict) -> str:
    if code == "type":
        return _wrong_type(details["what"])
    if code in ("packed", "unpacked"):
        return _too_much(code, filesizeformat(details["most"]))
    if code in ("rows", "columns", "spread", "no sheet"):
        return _of_a_sheet(code, details)
    if code in ("encoding", "separator", "quotes", "long line", "nul"):
        return _of_text(code, details)
    return _of_the_file(code, details)


def _of_the_file(code: str, details: dict) -> str:
    sentences = {
        "empty": _("This file is empty."),
        "blank": _("No sheet of this file holds anything."),
        "macros": _("This file holds macros. Save it as a workbook without macros (.xlsx) and choose that one."),
        "password": _("This file is protected with a password. Remove the password and choose the file again."),
        "entities": _("This file declares entities, which no spreadsheet program writes. It is not read."),
        "nested": _("This file holds another archive. Save the sheet on its own and choose that file."),
        "memory": _("Reading this file needs more memory than an import may take. Divide it into smaller files."),
        "seconds": _("Reading this file takes longer than an import may take. Divide it into smaller files."),
    }
    if code in sentences:
        return sentences[code]
    if code in ("cells", "elements", "depth", "entries", "sheets"):
        return _("This file is built of more parts than a spreadsheet needs. Copy the rows into a new, empty workbook.")
    if code == "faults":
        return _("More than %(most)s cells of this file show errors. Correct its formulas first.") % details
    if code == "text":
        return _("A cell of this file holds more than %(most)s characters.") % details
    return _("This file is damaged or was cut short. Open it in a spreadsheet program and save it anew.")


def _too_much(code: str, most: str) -> str:
    if code == "packed":
        return _("This file is too large: at most %(size)s can be taken in at once.") % {"size": most}
    return _("Unpacked, this file is too large: at most %(size)s can be taken in at once.") % {"size": most}


def _of_a_sheet(code: str, details: dict) -> str:
    if code == "rows" and not details["found"]:
        sentence = _("The sheet “%(sheet)s” has more than %(most)s rows, which is all that can be taken in at once.")
    elif code == "rows":
        sentence = _("The sheet “%(sheet)s” has %(found)s rows; at most %(most)s can be taken in at once.")
    elif code == "columns" and details["sheet"]:
        sentence = _("The sheet “%(sheet)s” has %(found)s columns; at most %(most)s can be read.")
    elif code == "columns":
        sentence = _("This file has %(found)s columns; at most %(most)s can be read. Is the separator right?")
    elif code == "spread":
        sentence = _(
            "The sheet “%(sheet)s” reaches to row %(row)s and column %(column)s. "
            "Copy the rows that count into a new, empty sheet."
        )
        details = details | {"column": column_letters(details["column"])}
    else:
        sentence = _("This file has no sheet “%(sheet)s”.")
    return sentence % details


def _of_text(code: str, details: dict) -> str:
    if code == "encoding" and details.get("encoding"):
        return _("This file cannot be read as %(encoding)s. Choose another encoding.") % details
    if code == "encoding":
        return _("The encoding of this file is not known here. Save it as UTF-8 and choose it again.")
    if code == "separator":
        return _("Choose a comma, a semicolon, a tab or a vertical bar as the separator.")
    if code == "quotes":
        return (
            _("A quotation mark opened in row %(row)s is never closed. Close it, or choose another separator.")
            % details
        )
    if code == "long line":
        return (
            _("Row %(row)s has a cell of more than %(most)s characters. Is a quotation mark left open there?") % details
        )
    return _("This is not a spreadsheet, nor a text file of rows and columns.")


def _wrong_type(what: str) -> str:
    sentences = {
        "pdf": _("This is a PDF document. Ask for the spreadsheet it was made from."),
        "word": _("This is a text document. Copy its table into a spreadsheet and save that."),
        "presentation": _("This is a presentation. Copy its table into a spreadsheet and save that."),
        "image": _("This is an image. Ask for the spreadsheet it was made from."),
        "archive": _("This is an archive of files. Unpack it and choose the spreadsheet within."),
        "empty archive": _("This file is an empty archive."),
        "database": _("This is a database file. Save its table as a spreadsheet or as CSV."),
        "web page": _(
            "This is a web page, whatever its name says. Open it in a spreadsheet program and save it as .xlsx."
        ),
        "xml 2003": _(
            "This is a workbook of Excel 2003 in XML. Open it in a spreadsheet program and save it as .xlsx."
        ),
        "xml": _("This is an XML file. Open it in a spreadsheet program and save it as .xlsx."),
        "json": _("This is a JSON file, not a spreadsheet."),
        "xlsb": _("This is a binary workbook (.xlsb). Save it as .xlsx and choose that one."),
        "numbers": _("This is a Numbers document. Export it as .xlsx and choose that one."),
    }
    return sentences.get(what) or _("This is not a spreadsheet: XLSX, XLS, ODS and CSV can be read.")
