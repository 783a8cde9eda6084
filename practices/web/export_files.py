"""Files made in the background: asked for, followed, fetched, deleted. An address nobody can guess is all one needs."""

from allauth.decorators import rate_limit
from django.db import DatabaseError, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from practices import jobs
from practices.exchange import exporting
from practices.exchange.exporting import keeping, making, withdrawn
from practices.exchange.exporting.answering import labelled
from practices.exchange.formats import FORMATS
from practices.models import Export
from practices.models.exchange import Progress
from practices.web import export_choosing
from practices.web.addresses import in_language
from practices.web.lists import refused, was_refused
from practices.web.rendering import page

LONGEST_QUERY = 8 * 1024  # as of an address
MOST_LISTED = 100
RETRY_SECONDS = 300


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """The exports of whoever is signed in; by POST, one more is asked for, by anybody."""
    if request.method == "POST":
        return _ask(request)
    own = _own(request)
    context = {"exports": own, "is_known": request.user.is_authenticated}
    return _private(page(request, "practices/exports.html", context))


@rate_limit(action="export_job")
def _ask(request: HttpRequest) -> HttpResponse:
    language = export_choosing.language_of(request, translation.get_language())
    format = request.POST.get("format", "")
    query = request.POST.get("query", "")
    if format not in FORMATS or len(query) > LONGEST_QUERY:
        return page(request, "400.html", {"reason": ""}, status=400)
    try:
        order = exporting.read_order(QueryDict(query), language)
    except DatabaseError as error:
        if not was_refused(error):
            raise
        return refused(request, "")
    if order.problems or not order.total:
        return export_choosing.shown(request, order, format, status=400)
    person = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            export = making.ask(order, format, person=person)
            transaction.on_commit(lambda: jobs.make_export.defer(pk=export.pk))
    except making.Refused as refusal:
        order.problems.append(exporting.Problem("", str(refusal)))
        response = export_choosing.shown(request, order, format, status=429)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    audit.record("export_asked_for", person, format=format, practices=order.total)
    return HttpResponseRedirect(in_language(translation.get_language(), "export_made", export.token), status=303)


@require_safe
def made(request: HttpRequest, token: str) -> HttpResponse:
    """How far an export is, and where it can be fetched."""
    export = _export(request, token)
    is_withdrawn = export.progress == Progress.DONE and withdrawn.is_withdrawn(export, request.user)
    return _state(request, export, is_withdrawn=is_withdrawn)


@require_safe
def made_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file; or, where it shows what may not be seen any more, the page that says so."""
    export = _export(request, token)
    if export.progress != Progress.DONE:
        raise Http404
    if withdrawn.is_withdrawn(export, request.user):
        return _state(request, export, is_withdrawn=True, status=410)
    try:
        content = keeping.open_file(export)
    except FileNotFoundError:
        raise Http404 from None
    return labelled(FileResponse(content), FORMATS[export.format].media_type, export.name)


def _state(request: HttpRequest, export: Export, *, is_withdrawn: bool, status: int = 200) -> HttpResponse:
    context = {
        "export": export,
        "is_going_on": export.progress in making.GOING_ON,
        "is_withdrawn": is_withdrawn,
        "may_delete": _may_delete(request, export),
        "again": _again(export),
        "share": _share(export),
    }
    return _private(page(request, "practices/export_made.html", context, status=status))


@require_POST
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Forget an export before its time. Of somebody's, that person alone may."""
    export = _export(request, token)
    if not _may_delete(request, export):
        raise Http404
    keeping.delete(export)
    return HttpResponseRedirect(in_language(translation.get_language(), "exports"), status=303)


def _own(request: HttpRequest) -> list[Export]:
    if not request.user.is_authenticated:
        return []
    found = Export.objects.filter(person=request.user, expires_at__gt=timezone.now())
    return list(found.defer("asked", "query")[:MOST_LISTED])


def _export(request: HttpRequest, token: str) -> Export:
    """The export of this address. One of working copies is there for one person alone. Raises Http404."""
    # Keys of all its practices: only a finished file needs them.
    export = Export.objects.defer("asked").filter(token=token, expires_at__gt=timezone.now()).first()
    if export is None or (export.is_of_working_copies and export.person_id != request.user.pk):
        raise Http404
    return export


def _may_delete(request: HttpRequest, export: Export) -> bool:
    return export.person_id is None or export.person_id == request.user.pk


def _again(export: Export) -> str:
    """The page where the same is chosen again; none for working copies, which are chosen in the admin."""
    if export.is_of_working_copies:
        return ""
    address = in_language(export.language, "export_choice")
    return f"{address}?{export.query}&format={export.format}" if export.query else f"{address}?format={export.format}"


def _share(export: Export) -> int:
    """Per cent of the practices that are written; rows of other layouts may be more."""
    return min(99, 100 * export.rows // export.total) if export.total else 0


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
