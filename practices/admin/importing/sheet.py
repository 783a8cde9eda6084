"""Step 2: which sheet, which row holds its headings, and how a text file is to be read."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.admin.importing import samples, steps
from practices.exchange import books, importing
from practices.exchange.books import Book, Unreadable
from practices.models import Import
from practices.models.exchange import ImportStep

LONGEST = 50  # of the name of an encoding
MOST_COLUMNS = 40  # shown here; the next step shows all
ENCODINGS = {
    "utf-8": gettext_lazy("Unicode (UTF-8)"),
    "utf-16": gettext_lazy("Unicode (UTF-16)"),
    "cp1252": gettext_lazy("Western European (Windows-1252)"),
    "cp1256": gettext_lazy("Arabic (Windows-1256)"),
    "cp1250": gettext_lazy("Central European (Windows-1250)"),
    "iso-8859-15": gettext_lazy("Western European (ISO 8859-15)"),
    "mac-roman": gettext_lazy("Western European (Macintosh)"),
}
SEPARATORS = {
    ",": gettext_lazy("comma"), ";": gettext_lazy("semicolon"), "\t": gettext_lazy("tab"), "|": gettext_lazy("vertical bar"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One of the first rows of a sheet."""

    number: int
    cells: list[str]
    is_header: bool


class SheetForm(forms.Form):
    """How the file is read."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int)
    header_row = forms.IntegerField(label=gettext_lazy("Row with the headings"), min_value=1, required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Characters are written as"))
    separator = forms.ChoiceField(label=gettext_lazy("Between two columns stands a"))

    def __init__(self, data, book: Book) -> None:
        super().__init__(data)
        self.fields["sheet"].choices = [(str(place), sheet.name) for place, sheet in enumerate(book.sheets)]
        self.fields["encoding"].choices = [(name, ENCODINGS.get(name, name)) for name in book.encodings]
        self.fields["separator"].choices = [(one, SEPARATORS.get(one, one)) for one in book.separators]
        if book.kind != "csv":
            del self.fields["encoding"], self.fields["separator"]


@steps.only_at(ImportStep.FILE, ImportStep.COLUMNS, ImportStep.PREVIEW)
def view(model_admin, request, one: Import):
    """Show what was found in the file; keep what the person says of it."""
    is_sent = request.method == "POST"
    book, refusal = _book(one, request.POST if is_sent else {})
    if book is None or not book.sheets:
        refusal = refusal or _("There is no sheet in this file.")
        context = {"title": _("The file cannot be read"), "sentence": refusal}
        return steps.page(model_admin, request, "unreadable", one, context, here="sheet")
    form = SheetForm(request.POST if is_sent else None, book)
    if refusal:
        form.add_error(None, refusal)
    elif is_sent and form.is_valid() and "look" not in request.POST:
        sheet = book.sheets[form.cleaned_data["sheet"]]
        header = form.cleaned_data["header_row"]
        if header is None or header > max(len(sheet.first_rows), 1):
            form.add_error("header_row", _("Choose the row that holds the headings."))
        elif _read_as(one, form, sheet, header):
            return HttpResponseRedirect(steps.address("columns", one))
    return _page(model_admin, request, one, book, form)


def _book(one: Import, asked) -> tuple[Book | None, str]:
    """The file, read as asked for; where that cannot be, as it was read before, and why."""
    encoding, separator = (asked.get(name, "")[:LONGEST] for name in ("encoding", "separator"))
    refusal = ""
    if encoding or separator:
        try:
            return importing.book(one, encoding=encoding, separator=separator), ""
        except Unreadable as fault:
            refusal = str(fault)
    try:
        return importing.book(one), refusal
    except Unreadable as fault:
        return None, str(fault)


def _read_as(one: Import, form: SheetForm, sheet, header: int) -> bool:
    given = form.cleaned_data
    try:
        importing.read_as(
            one, sheet=sheet.name, header_row=header,
            encoding=given.get("encoding", ""), separator=given.get("separator", ""),
        )  # fmt: skip
    except (Unreadable, importing.ImportRefused) as fault:
        form.add_error(None, str(fault))
        return False
    return True


def _page(model_admin, request, one: Import, book: Book, form: SheetForm):
    place = _chosen(one, book, form)
    sheet = book.sheets[place]
    header = _header(one, form, sheet, place, book)
    context = {
        "title": _("Which sheet holds the practices?") if len(book.sheets) > 1 else _("Is the file read correctly?"),
        "form": form,
        "book": book,
        "chosen": place,
        "sheet": sheet,
        "header": header,
        "encoding": book.encoding,
        "separator": book.separator,
        "letters": [samples.letter(number) for number in range(min(sheet.columns, MOST_COLUMNS))],
        "lines": _lines(sheet, header),
        "left_off": max(sheet.columns - MOST_COLUMNS, 0),
        "is_changed": one.step != ImportStep.FILE,
    }
    return steps.page(model_admin, request, "sheet", one, context, status=200)


def _chosen(one: Import, book: Book, form: SheetForm) -> int:
    """The place of the sheet that is shown."""
    if form.is_bound:
        value = form.data.get("sheet", "")
        return int(value) if value.isdecimal() and len(value) < 4 and int(value) < len(book.sheets) else 0
    names = [sheet.name for sheet in book.sheets]
    return names.index(one.reading["sheet"]) if one.reading.get("sheet") in names else 0


def _header(one: Import, form: SheetForm, sheet, place: int, book: Book) -> int:
    """The row of the headings: as sent or kept for this sheet, otherwise as it looks."""
    if form.is_bound and form.data.get("looked_at") == str(place):
        sent = form.data.get("header_row", "")
        if sent.isdecimal() and len(sent) < 6 and 0 < int(sent) <= len(sheet.first_rows):
            return int(sent)
    if not form.is_bound and one.reading.get("sheet") == sheet.name and one.reading.get("header_row"):
        return one.reading["header_row"]
    return books.header_row(sheet)


def _lines(sheet, header: int) -> list[Line]:
    shown = min(sheet.columns, MOST_COLUMNS)
    return [
        Line(number, [samples.in_short(cell) for cell in (cells + [None] * shown)[:shown]], number == header)
        for number, cells in enumerate(sheet.first_rows, start=1)
    ]
