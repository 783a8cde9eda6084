"""The search page: every public practice, narrowed by text and filters, with all of it in the address."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from practices import search
from practices.filters import PracticeFilterSet
from practices.search import Results
from practices.web import panels, section
from practices.web.addresses import of_search, query_of_search
from practices.web.rendering import page
from practices.web.results import page_of

RETRY_SECONDS = 10
TOO_MUCH = ("57014", "54")  # SQLSTATE: cancelled by the statement timeout; beyond a limit of the server
PLACES = {"q": "q", "from": "from", "to": "to", "sort": "sort"}  # ids of fields; all others are in the filters


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """One page of results. A value that cannot be used is told above the kept form; a page that is none is 404."""
    language = translation.get_language()
    filterset = PracticeFilterSet(request.GET, language=language)
    try:
        form = as_typed(filterset)  # asks which codes exist
        results = search.run(filterset.asked(), language, filterset.values)
        context = found(request, results, form, language)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        return refused(request, request.GET.get("q", ""))
    # What cannot be used stays in the address as it stays in the form.
    address = None if form["problems"] else of_search(language, results.asked, context["page"].number)
    return for_script(request, page(request, "practices/list.html", context), address)


def found(request: HttpRequest, results: Results, form: dict, language: str) -> dict:
    """Everything the page shows of these results. Raises Http404 for a page that is none."""
    asked, shown, chips = results.asked, page_of(results, request.GET.get("page", "1")), results.chips()
    return {
        "frame": "practices/_bare.html" if is_swap(request) else "base.html",
        "here": "list",
        "results": results,
        **form,
        "panels": panels.rendered(results, form, request, language),
        "chips": chips,
        "page": shown,
        "section": section.rendered(request, results, shown, chips, language),
        "own_query": query_of_search(asked, shown.number),
        "is_indexed": not asked.text and len(chips) < 2,
    }


def was_refused(error: DatabaseError) -> bool:
    """Whether the database is well and only this search was too much for it: too long, or too deep."""
    return str(getattr(error.__cause__, "sqlstate", None) or "").startswith(TOO_MUCH)


def as_typed(filterset: PracticeFilterSet) -> dict:
    """The fields as the reader left them, and what is wrong with them; years that are not are shown as typed."""
    problems, typed = filterset.problems, filterset.form.data
    bad = {problem["name"] for problem in problems}
    return {
        "text": typed.get("q", ""),
        "problems": [problem | {"place": PLACES.get(problem["name"], "filters")} for problem in problems],
        "bad": bad,
        "bad_years": {name: typed.get(name, "") for name in ("from", "to")} if bad & {"from", "to"} else None,
    }


def refused(request: HttpRequest, text: str) -> HttpResponse:
    """What the reader is told where the database does not answer this search in time: the site itself is well."""
    response = page(request, "practices/refused.html", {"text": text}, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def is_swap(request: HttpRequest) -> bool:
    """Whether htmx asks for the part of the page it exchanges; going back it wants the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def for_script(request: HttpRequest, response: HttpResponse, address: str | None) -> HttpResponse:
    """Tell caches that the answer to htmx is another one, and htmx the address of what it got: its own if there is none."""
    patch_vary_headers(response, ["HX-Request"])
    if is_swap(request):
        # A part of a page must never come out of a cache when the whole page is asked for.
        response["Cache-Control"] = "no-store"
        if address is not None:
            push_url(response, False if address == _current_address(request) else address)
    return response


def _current_address(request: HttpRequest) -> str | None:
    """Where htmx says that the reader is, if it says anything sensible."""
    try:
        return request.htmx.current_url_abs_path
    except ValueError:
        return None
