"""The page where a reader says what goes into the file: format, language, what one row is, columns."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from practices.document.words import interface_language
from practices.exchange import exporting
from practices.exchange.columns import BY_KEY, DEFAULT, Group, Kind, Layout
from practices.exchange.exporting import Order, giving
from practices.exchange.exporting.asked import offered
from practices.exchange.exporting.front import again, query_in_words
from practices.exchange.formats import FORMATS
from practices.web.addresses import in_language, query_of_search
from practices.web.lists import refused, was_refused
from practices.web.rendering import page

USUAL = "xlsx"
SPEAK_FOR_THEMSELVES = (Kind.TERMS, Kind.LINES)  # their help is for those who fill them
GOOD_FOR = {
    "xlsx": (_("Excel workbook"), _("To read, sort and filter. With a page on its contents and the lists of codes.")),
    "csv": (_("CSV"), _("For any program. Columns are named by keys that stay the same.")),
    "json": (_("JSON"), _("For programs: lists and entries keep their structure.")),
    "jsonl": (_("JSON Lines"), _("The same with one practice a line, for very many of them.")),
    "geojson": (_("GeoJSON"), _("For maps: each practice as points in its countries.")),
}


@require_safe
def choice(request: HttpRequest) -> HttpResponse:
    """The page; or, when its form was sent by the button that downloads, on to the file."""
    language = translation.get_language()
    try:
        order = exporting.read_order(request.GET, language)
        wanted = request.GET.get("format", "")
        format = wanted if wanted in FORMATS else USUAL
        if request.GET.get("go") and not order.problems:
            return _on(order, format, language_of(request, language))
        return shown(request, order, format)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        return refused(request, request.GET.get("q", ""))


def language_of(request: HttpRequest, language: str) -> str:
    """The language a sheet is wanted in; that of the page where none, or an unknown one, is named."""
    asked = (request.POST if request.method == "POST" else request.GET).get("in", "")
    return asked if asked in dict(settings.LANGUAGES) else language


def query_of(order: Order, format: str) -> str:
    """The query of this page for an order."""
    return urlencode([*order.parameters(), ("format", format)], safe=",")


def _on(order: Order, format: str, language: str) -> HttpResponse:
    query = order.query()
    address = in_language(language, "export", format)
    response = HttpResponseRedirect(f"{address}?{query}" if query else address)
    response.status_code = 303
    response["Cache-Control"] = "no-store"
    return response


def shown(request: HttpRequest, order: Order, format: str, status: int = 200) -> HttpResponse:
    """The page for an order, with all that is chosen ticked and what could not be used told above it."""
    language = order.language
    chosen = language_of(request, language)
    with translation.override(interface_language(language)):
        query = query_in_words(order)
    context = {
        "order": order,
        "asked": order.asked,
        "query_in_words": query,
        "formats": _formats(order, format),
        "format": format,
        "layouts": _layouts(order),
        "sheet_languages": [
            {"code": code, "name": name, "is_chosen": code == chosen} for code, name in settings.LANGUAGES
        ],
        "sheet_language": chosen,
        "groups": _groups(order.asked.columns),
        "permanent": again(order, format, chosen),
        "usual": DEFAULT,
        "back": _back(order),
        "must_be_prepared": _is_prepared(order, format) and bool({"format", "query"} & {*request.GET, *request.POST}),
        "rows_in_request": giving.most_in_request(order.asked.layout),
        "keep_hours": settings.EXPORT_KEEP_HOURS,
    }
    response = page(request, "practices/export.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _back(order: Order) -> str:
    """Where the reader comes from: the search, or the one record."""
    codes = {code for code, _number in order.editions} or set(order.codes)
    if len(codes) == 1:
        return in_language(order.language, "record", codes.pop())
    return in_language(order.language, "list") + query_of_search(order.results.asked)


def _is_prepared(order: Order, format: str) -> bool:
    """Whether this is too much to be made while the reader waits."""
    return giving.is_prepared(format, order.asked.layout, order.total)


def _layouts(order: Order) -> list[dict]:
    return [
        {"value": layout.value, "label": layout.label, "is_chosen": layout is order.asked.layout} for layout in Layout
    ]


def _formats(order: Order, chosen: str) -> list[dict]:
    return [
        {
            "name": name,
            "label": GOOD_FOR[name][0],
            "about": GOOD_FOR[name][1],
            "extension": FORMATS[name].extension,
            "is_chosen": name == chosen,
            "is_prepared": _is_prepared(order, name),
        }
        for name in FORMATS
    ]


def _groups(chosen: tuple[str, ...]) -> list[dict]:
    """The columns as they stand together, with what is ticked."""
    found = {group: [] for group in Group}
    for key in offered():
        column = BY_KEY[key]
        is_chosen = key in chosen
        found[column.group].append(
            {
                "key": key,
                "label": capfirst(column.label),
                "help": "" if column.kind in SPEAK_FOR_THEMSELVES else column.help,
                "is_chosen": is_chosen,
                "is_usual": key in DEFAULT,
            }
        )
    return [
        {
            "key": group.value,
            "label": group.label,
            "columns": columns,
            "chosen": sum(one["is_chosen"] for one in columns),
        }
        for group, columns in found.items()
        if columns
    ]
