"""Pages that speak of the registry as a whole: the way in, home, help, about, accessibility."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from practices import reference, rubric, search
from practices.document import reading
from practices.document.present import Presenter
from practices.search import Asked, Sort
from practices.search.results import answer
from practices.vocabulary import Grade, TermKind
from practices.web import catalogue
from practices.web.rendering import page

SHOWN = 4  # practices in each list of the home page
EXAMPLES = (
    ("fair recruitment Kenya", _("Practices with these words, those with most of them first.")),
    ('"study tour"', _("Exactly these words, side by side.")),
    ("workers -domestic", _("With the first word and without the second.")),
    ("teachers OR doctors", _("With either of the two.")),
    ("SDG 8.7", _("What a code or an acronym names: a goal, a convention, an organisation, a country.")),
    ("remit*", _("Any word that begins like this: remit, remittance, remittances.")),
)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the home page in the reader's language."""
    response = HttpResponseRedirect(reverse("practices:home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the registry is for, a way in by words, type, theme and region, and practices to begin with."""
    language = translation.get_language()
    everything = search.run(Asked(sort=Sort.UPDATED), language)
    ways = catalogue.ways_in(everything, language)
    best = answer(Asked(chosen={"evidence": ways.best}, sort=Sort.UPDATED), everything) if ways.best else None
    newest, proven = everything.keys(0, SHOWN), best.keys(0, SHOWN) if best else []
    shown = catalogue.cards_by_key({*newest, *proven}, language, everything.snapshot)
    context = {
        "total": everything.total,
        "ways": ways,
        "newest": [shown[key] for key in newest if key in shown],
        "proven": [shown[key] for key in proven if key in shown],
        "all_newest": everything.asked,
        "all_proven": best.asked if best else None,
    }
    return page(request, "practices/home.html", context)


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """How to ask, how answers are found and ordered, what the numbers mean."""
    return page(
        request,
        "practices/search_help.html",
        {"examples": [{"text": text, "meaning": meaning} for text, meaning in EXAMPLES]},
    )


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
    return page(request, "practices/about.html", context | {"rubric": rubric.CURRENT, "grades": _grades()})


def _grades() -> list[dict]:
    """The grades of the rubric, the highest first, each with the score it begins at."""
    confirmed = {"label": Grade.CONFIRMED.label, "meaning": reading.GRADES[Grade.CONFIRMED], "least": None}
    rows = [
        {"label": grade.label, "meaning": reading.GRADES[grade], "least": least}
        for least, grade in rubric.CURRENT.bands
    ]
    return [confirmed, *rows]


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, whom to tell."""
    return page(request, "practices/accessibility.html")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The icon that browsers ask for by themselves."""
    return HttpResponseRedirect(static("registry/favicon.svg"))
