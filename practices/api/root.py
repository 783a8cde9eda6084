"""The way in: what there is, where, on which terms; and what each kind of problem means."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.urls import resolve
from django.utils.translation import gettext as _
from rest_framework.request import Request

from practices import licence
from practices.api import problems
from practices.api.problems import Problem
from practices.api.views import ApiView, PublicView
from practices.opendata import addresses

RESOURCES = (
    "practices", "facets", "suggestions", "compare", "statistics", "flows", "countries", "organisations", "mechanisms",
    "terms", "working-copies",
)  # fmt: skip


class RootView(PublicView):
    """Where everything is."""

    def answer(self, request: Request) -> dict:
        """Addresses by name."""
        terms = licence.given()
        return {
            "name": str(settings.SITE_NAME),
            "version": "1",
            "licence": terms and {"title": terms.title, "name": terms.name, "address": terms.address},
            "contact": settings.CONTACT_EMAIL,
            "description": addresses.api("schema/"),
            "documentation": addresses.api("docs/"),
            "open_data": addresses.data(),
            "oai_pmh": addresses.harvesting(),
            "vocabularies": addresses.vocabularies(),
            "document_schema": addresses.document_schema(),
            "resources": {name: addresses.api(f"{name}/") for name in RESOURCES},
        }


class ProblemView(PublicView):
    """What a kind of problem means: its `type` leads here."""

    def facts(self, **kwargs) -> tuple:
        """Whether there is such a kind."""
        self.kind = problems.KINDS.get(kwargs["kind"])
        if self.kind is None:
            raise Problem("not-found")
        return ()

    def answer(self, request: Request, kind: str) -> dict:
        """Name, status and what to do about it."""
        address = addresses.api(f"problems/{self.kind.code}/")
        title, advice = str(self.kind.title), str(self.kind.advice)
        return {"type": address, "title": title, "status": self.kind.status, "advice": advice}


class NothingView(ApiView):
    """Every other address below the API: 404 as a problem, whatever the method; led on where only the last slash lacks."""

    def initial(self, request: Request, *args, **kwargs) -> None:
        """Nothing is looked at but the limit."""
        super(ApiView, self).initial(request, *args, **kwargs)
        if not self._lacks_slash(request):
            raise Problem(
                "not-found",
                _("There is nothing at this address. The way in is %(address)s.") % {"address": addresses.api()},
            )

    def _lacks_slash(self, request: Request) -> bool:
        path = request.path_info
        if request.method not in ("GET", "HEAD") or path.endswith("/") or "%" in path or "." in path.rpartition("/")[2]:
            return False
        return getattr(resolve(f"{path}/").func, "view_class", None) is not NothingView

    def get(self, request: Request, *args, **kwargs) -> HttpResponsePermanentRedirect:
        """The address as it is written."""
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{quote(request.path_info)}/{f'?{query}' if query else ''}")
