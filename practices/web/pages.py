"""Pages that speak of the registry as a whole: the way in, home, about, accessibility."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from practices import reference
from practices.document.present import Presenter
from practices.models import Listing
from practices.vocabulary import TermKind
from practices.web import catalogue
from practices.web.rendering import page

NEWEST = 6


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the home page in the reader's language."""
    response = HttpResponseRedirect(reverse("practices:home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the registry is for, a way in by type, and what is new."""
    language, snapshot = translation.get_language(), reference.current()
    types = catalogue.types(language, snapshot)
    newest = Listing.objects.for_list()[:NEWEST]
    context = {
        "types": types,
        "total": sum(type["count"] for type in types),
        "cards": catalogue.cards(newest, language, snapshot),
    }
    return page(request, "practices/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Where the records come from, who looks at them, and what the words on them mean."""
    snapshot = reference.current()
    presenter = Presenter({}, translation.get_language(), snapshot)
    context = {
        key: [presenter.label(entry, entry.code) | {"definition": entry.facts["definition"]} for entry in entries]
        for key, entries in (
            ("modalities", snapshot.of_kind(TermKind.MODALITY)),
            ("evidence_levels", snapshot.of_kind(TermKind.EVIDENCE_LEVEL)),
        )
    }
    return page(request, "practices/about.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, whom to tell."""
    return page(request, "practices/accessibility.html")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The icon that browsers ask for by themselves."""
    return HttpResponseRedirect(static("registry/favicon.svg"))
