"""What helps to fill in and to read sheets: the empty workbook, and the dictionary of all columns."""

from allauth.decorators import rate_limit
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from practices.exchange import dictionary, template
from practices.exchange.exporting.answering import labelled
from practices.exchange.exporting.giving import written
from practices.exchange.formats import FORMATS, stream
from practices.site import absolute
from practices.web.addresses import in_language

FORMATS_OF_DICTIONARY = ("xlsx", "csv")
MOST_ASKED = 300  # columns; there are fewer


@rate_limit(action="export", limit_get=True)
@require_safe
def empty_workbook(request: HttpRequest) -> HttpResponse:
    """The template: the usual columns, or those asked for by key or group. Names nobody knows do not count."""
    language = translation.get_language()
    asked = [name for given in request.GET.getlist("columns") for name in given.split(",")][:MOST_ASKED]
    columns = template.chosen(asked)
    address = absolute(in_language(language, "template"))
    made = template.workbook(language, columns, address=address)
    return labelled(HttpResponse(made), FORMATS["xlsx"].media_type, f"practices-template-{language}.xlsx")


@rate_limit(action="export", limit_get=True)
@require_safe
def data_dictionary(request: HttpRequest, format: str) -> HttpResponse:
    """Every column in words, with what may be chosen today."""
    if format not in FORMATS_OF_DICTIONARY:
        raise Http404
    language = translation.get_language()
    table = dictionary.table(language, address=absolute(in_language(language, "data_dictionary", format)))
    known = FORMATS[format]
    response = (
        StreamingHttpResponse(stream(format, table)) if known.is_streamed else FileResponse(written(format, table))
    )
    return labelled(response, known.media_type, f"data-dictionary-{language}.{known.extension}")
