"""Answers to what went wrong, in the site's layout, with a way on."""

from django.http import HttpResponseServerError
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from practices.api import problems
from practices.document.words import interface_language
from practices.web.rendering import page


def bad_request(request, exception=None):
    """400: the request itself cannot be read."""
    if problems.is_asked(request):
        return problems.answer(problems.of_status(400), request)
    return page(request, "400.html", {"reason": ""}, status=400)


def permission_denied(request, exception=None):
    """403: the reader is known to lack the right."""
    if problems.is_asked(request):
        return problems.answer(problems.of_status(403), request)
    return page(request, "403.html", {"reason": ""}, status=403)


def csrf_failure(request, reason=""):
    """403: a form without its token; nothing was saved."""
    if problems.is_asked(request):
        return problems.answer(problems.of_status(403), request)
    words = _(
        "Nothing was saved. Your sign-in has changed since the page was opened, or cookies are blocked. Go back: what you"
        " typed is still in the page or offered there. Copy what is long, then open the page again and send it."
    )
    return page(request, "403.html", {"title": _("The form could not be sent"), "reason": words}, status=403)


def not_found(request, exception=None):
    """404: unknown, hidden or mistyped; the page says the same for all."""
    if problems.is_asked(request):
        return problems.answer(problems.of_status(404), request)
    return page(request, "404.html", {}, status=404)


def server_error(request):
    """500: written without the database and without what every template may use, which may be what failed."""
    if problems.is_asked(request):
        return problems.answer(problems.of_status(500), request)
    with translation.override(interface_language(translation.get_language() or "")):
        return HttpResponseServerError(loader.get_template("500.html").render())
