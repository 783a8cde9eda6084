"""What all addresses of the API have in common: language, parameters, validators, problems, headers."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import NotAcceptable
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from practices import search
from practices.api import freshness, languages, problems, rendering
from practices.api.paging import Page
from practices.api.parameters import Given, Parameter
from practices.api.problems import Problem
from practices.document.words import interface_language
from practices.opendata.negotiation import preferred

VARY = ("Accept", "Accept-Encoding", "Accept-Language", "Authorization")


class ApiView(APIView):
    """One address. Sentences are in the reader's language, and every refusal is a problem of RFC 9457."""

    parameters: tuple[Parameter, ...] = ()  # all that may stand after the question mark, beside `lang`
    scope: str | None = None  # of the key; None: no key is needed
    renderer_classes: list[type[BaseRenderer]] = [rendering.Json]

    language: str
    given: Given
    page: Page | None = None  # of a list: the header Link names those around it
    answers_as = "json"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Everything in the reader's language; also the refusals of the framework itself."""
        self.language = request.LANGUAGE_CODE = languages.of(request)
        with translation.override(interface_language(self.language)):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response) and not response.is_rendered:
                response.render()
        return self._labelled(request, response)

    def initial(self, request, *args, **kwargs) -> None:
        """After key, right and limit: the parameters, whose faults are told together with those of their values."""
        super().initial(request, *args, **kwargs)
        self.given = Given(request.GET, self.parameters)

    def options(self, request, *args, **kwargs) -> HttpResponse:
        """What is possible, in a header; the description of the API tells the rest."""
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(self.allowed_methods)})

    def http_method_not_allowed(self, request, *args, **kwargs):
        """405, naming what is possible."""
        allowed = ", ".join(self.allowed_methods)
        raise Problem("method-not-allowed", headers={"Allow": allowed})

    def perform_content_negotiation(self, request, force: bool = False):
        """The format an ending names, whatever is accepted; else what Accept prefers. An empty Accept takes all."""
        renderers, ending = self.get_renderers(), self.kwargs.get("format")
        accept = request.META.get("HTTP_ACCEPT", "").strip() or "*/*"
        wanted = None if ending else preferred(accept, [one.media_type for one in renderers])
        fitting = [one for one in renderers if (one.format == ending if ending else one.media_type == wanted)]
        if not fitting and not force:
            raise Http404 if ending else NotAcceptable
        chosen = (fitting or renderers)[0]
        self.answers_as = chosen.format
        return chosen, chosen.media_type

    def _labelled(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        patch_vary_headers(response, VARY)
        response["X-Request-ID"] = problems.id_of(request)
        # Refusals are sentences of our own, which are not in every language that labels are in.
        is_refusal = response.status_code >= HTTPStatus.BAD_REQUEST
        language = interface_language(self.language) if is_refusal else self.language
        response.headers.setdefault("Content-Language", language)
        if links := _links(self.page):
            response["Link"] = links
        response.headers.setdefault("X-Robots-Tag", "noindex")
        if use := getattr(request, "api_use", None):
            for name, value in use.headers.items():
                response[name] = value
        return response


def _links(page: Page | None) -> str:
    """The pages around this one, for formats that have no place for their addresses too (RFC 8288)."""
    around = {"next": page.next, "prev": page.previous} if page else {}
    return ", ".join(f'<{address}>; rel="{name}"' for name, address in around.items() if address)


class PublicView(ApiView):
    """Reading what is public: with validators, for everybody."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """304 for whoever has it; else what `answer` says."""
        self.numbers = request._request.api_use.numbers
        facts = self.facts(**kwargs)
        etag = freshness.tag(request._request, self.numbers, self.language, self.answers_as, *facts)
        # Facts have no date: what depends on any is known by its tag alone.
        dated = None if facts else freshness.dated(self.numbers)
        if not self.given.faults and freshness.has_tag(request._request, etag):
            return freshness.label(HttpResponseNotModified(), etag, dated)
        kwargs.pop("format", None)
        self.read(self.given)
        self.given.refuse()
        if self.answers_as in rendering.FILES and freshness.is_unchanged(request._request, dated):
            return freshness.label(HttpResponseNotModified(), etag, dated)  # no file is made to be thrown away
        response = self.answer(request, *args, **kwargs)
        if not isinstance(response, HttpResponseBase):
            response = Response(response)
        if response.status_code != HTTPStatus.OK or response.has_header("Cache-Control"):
            return response
        # Only now is it known that there is an answer at all, which a date or “*” speaks of.
        if freshness.is_unchanged(request._request, dated):
            return freshness.label(HttpResponseNotModified(), etag, dated)
        return freshness.label(response, etag, dated)

    def facts(self, **kwargs) -> tuple:
        """What else the answer depends on, beside the listings and the reference tables. Read with every request."""
        return ()

    def read(self, given: Given) -> None:
        """Take what is asked for out of the parameters; whatever is faulty is noted there, and refused afterwards."""

    def answer(self, request, *args, **kwargs) -> object:
        """The value to answer with, or a response."""
        raise NotImplementedError

    @property
    def values(self) -> search.Values:
        """Listings and reference tables as they are, without another query."""
        return search.now(self.numbers)
