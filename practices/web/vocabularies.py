"""Vocabularies and their terms under stable addresses: a page for readers, Turtle or JSON-LD for programs."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import get_template
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from practices import reference, search
from practices.opendata import addresses, skos
from practices.reference import Entry, Snapshot
from practices.web import vocabulary_pages
from practices.web.negotiation import HTML, PAGE, in_asked_language, not_acceptable, varied, wanted, with_ending
from practices.web.rendering import page

FORMS = {HTML: PAGE, **skos.MEDIA_TYPES}  # the first is what gets whoever takes anything
SHAPE = "1"  # raised when the same tables are written otherwise
# Pages tell how many practices there are: what is withdrawn is gone everywhere within a minute.
PAGE_SECONDS, DATA_SECONDS = 60, 300
TEMPLATES = (
    "base.html", "practices/_masthead.html", "practices/_footer.html", "practices/vocabularies.html",
    "practices/vocabulary.html", "practices/vocabulary_term.html", "practices/_vocabulary_files.html",
    "practices/_vocabulary_links.html", "practices/_vocabulary_meta.html", "practices/_vocabulary_names.html",
    "practices/_vocabulary_rows.html",
)  # fmt: skip


@require_safe
@in_asked_language
def vocabularies(request: HttpRequest, ending: str = "") -> HttpResponse:
    """What vocabularies there are."""
    return Answer(request, "", "", ending).response()


@require_safe
@in_asked_language
def vocabulary(request: HttpRequest, name: str) -> HttpResponse:
    """One vocabulary with all its terms."""
    name, ending = with_ending(name, skos.ENDINGS)
    if not skos.exists(name):
        raise Http404
    return Answer(request, name, "", ending).response()


@require_safe
@in_asked_language
def term(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One term. What was merged leads to what took it in; what is only proposed is not there."""
    numbers = search.numbers()
    snapshot = reference.current(numbers.tables)
    entry, ending = _found(name, code, snapshot)
    if entry.replaced_by:
        return _moved(request, entry, ending, snapshot)
    return Answer(request, name, entry.code, ending, numbers).response()


def _found(name: str, code: str, snapshot: Snapshot) -> tuple[Entry, str]:
    """The term of a code as it stands or before an ending, and the ending. Raises Http404."""
    if (entry := skos.public_entry(name, code, snapshot)) is not None:
        return entry, ""
    stem, ending = with_ending(code, skos.ENDINGS)
    entry = skos.public_entry(name, stem, snapshot) if ending else None
    if entry is None:
        raise Http404
    return entry, ending


def _moved(request: HttpRequest, entry: Entry, ending: str, snapshot: Snapshot) -> HttpResponse:
    new = snapshot.resolve(entry.kind, entry.code)
    if new is None or new.replaced_by or skos.public_entry(entry.kind, new.code, snapshot) is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    address = path_of(entry.kind, new.code, ending)
    return varied(HttpResponsePermanentRedirect(f"{address}?{query}" if query else address), HTML)


def path_of(name: str, code: str = "", ending: str = "") -> str:
    """The path of a vocabulary or a term, of one form of it where an ending is given."""
    dotted = f".{ending}" if ending else ""
    if not name:
        return reverse("vocabularies_as", kwargs={"ending": ending}) if ending else reverse("vocabularies")
    return (
        reverse("vocabulary_term", args=[name, code + dotted]) if code else reverse("vocabulary", args=[name + dotted])
    )


class Answer:
    """The answer to one request: its form, its validators, and only then its content."""

    def __init__(
        self, request: HttpRequest, name: str, code: str, ending: str, numbers: search.Numbers | None = None
    ) -> None:
        self.request, self.name, self.code = request, name, code
        self.form = ending or wanted(request, FORMS)
        self.numbers = numbers or search.numbers()

    def response(self) -> HttpResponse:
        """As asked for: 200, 304 where it is known already, 406 where there is no such form."""
        if self.form is None:
            return not_acceptable(FORMS)
        # Known by its tag alone: templates have no date, and tables may change twice within the second of a date.
        tag = self.tag()
        response = get_conditional_response(self.request, etag=tag) or self.content()
        response["ETag"], response["Link"] = tag, self.links()
        return varied(response, self.form, PAGE_SECONDS if self.form == HTML else DATA_SECONDS)

    def tag(self) -> str:
        """Another for each state of the tables, each form, and for pages each language. Read without making anything."""
        snapshot = reference.current(self.numbers.tables)
        parts = [SHAPE, settings.SITE_URL, settings.DATA_LICENCE, self.name, self.code, self.form]
        parts += [str(snapshot.version), str(snapshot.day)]
        if self.form == HTML:
            parts += [str(self.numbers.listings), self.language, self.request.GET.get("language", ""), _look()]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return f'"{digest[:32]}"'

    @property
    def language(self) -> str:
        """The reader's."""
        return self.request.LANGUAGE_CODE

    def links(self) -> str:
        """The other forms of the same, and its name."""
        own = addresses.absolute(path_of(self.name, self.code))
        forms = [
            f'<{addresses.absolute(path_of(self.name, self.code, ending))}>; rel="alternate"; type="{media_type}"'
            for ending, media_type in skos.MEDIA_TYPES.items()
            if ending != self.form
        ]
        return ", ".join([f'<{own}>; rel="canonical"', *forms])

    def content(self) -> HttpResponse:
        """What is sent where the reader does not have it yet."""
        if self.form != HTML:
            made = skos.written(self.name, self.code, self.form, reference.current(self.numbers.tables))
            return HttpResponse(
                made, content_type=f"{FORMS[self.form]}{'; charset=utf-8' if self.form == 'ttl' else ''}"
            )
        shown = vocabulary_pages.Shown(self.language, search.now(self.numbers))
        template, context = shown.of(self.name, self.code)
        asked = self.request.GET.get("language", "") == self.language
        context |= {
            "address": addresses.absolute(path_of(self.name, self.code)),
            "query_of_language": f"?language={self.language}" if asked else "",
            "files": [
                {"path": path_of(self.name, self.code, ending), "media_type": media_type, "label": LABELS[ending]}
                for ending, media_type in skos.MEDIA_TYPES.items()
            ],
        }
        response = page(self.request, template, context)
        response["Content-Language"] = self.language
        return response


LABELS = {"ttl": "Turtle", "jsonld": "JSON-LD"}


@cache
def _look() -> str:
    """A stamp of the templates: a new release shows the same tables otherwise."""
    sources = "".join(get_template(name).template.source for name in TEMPLATES)
    return hashlib.sha256(sources.encode()).hexdigest()[:12]
