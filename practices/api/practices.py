"""Published practices: the search as a list, each by its code, and whole results as files."""

from functools import cached_property

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from practices.api import facets, files, freshness, missing, paging, records
from practices.api.parameters import NOT_TOGETHER, Given, Parameter
from practices.api.rendering import FILE_RENDERERS, FILES, Json, JsonLd
from practices.api.searching import SEARCH, SearchView, reading
from practices.api.views import PublicView
from practices.codes import read_code
from practices.models import Listing
from practices.opendata import schema_org
from practices.search.facets import BY_KEY

FIELDS = Parameter(
    "fields",
    gettext_lazy(
        "Fields of each record, set apart by commas. Without it a list gives the short ones, a record all but “document”."
    ),
    {"type": "string"},
    is_repeated=True,
    example="code,title,countries",
)


class PracticesView(SearchView):
    """The practices a search finds, in its order."""

    renderer_classes = [Json, JsonLd, *FILE_RENDERERS]
    parameters = (*SEARCH, FIELDS, facets.FACETS, *paging.PARAMETERS, *files.PARAMETERS)

    def facts(self, **kwargs) -> tuple:
        """The standings, where any part of them is asked for."""
        named = ",".join(self.given.query.getlist(FIELDS.name)).split(",")
        is_short = self.answers_as == Json.format and not set(named) & set(records.OF_STANDING)
        return () if is_short else freshness.standings()

    def read(self, given: Given) -> None:
        """Filters, page and fields; or the file."""
        super().read(given)
        if self.answers_as in FILES:
            self.order = files.order_of(given, self.language)
            return
        files.refuse_in_json(given)
        refuse_in_linked_data(given, self.answers_as)
        self.fields = given.listed(FIELDS.name, records.FIELDS)
        self.counted = given.listed(facets.FACETS.name, BY_KEY)
        self.window = paging.window_of(given)

    def answer(self, request: Request) -> dict | HttpResponse:
        """One page; or all of them as a file."""
        if self.answers_as in FILES:
            return files.whole(request, self.order, self.answers_as)
        page = self.page = paging.page_of(request, self.window, self.results)
        if self.answers_as == JsonLd.format:
            items = records.wholes(page.keys, self.language, self.values)
            return graph([linked_data(item) for item in items])
        found = page.around(records.in_list(page.keys, self.fields, self.language, self.values))
        found["search"] = reading(self.results)
        if self.window.after is not None:
            found["search"]["sort"] = paging.CURSOR.name  # an order of its own
        if self.counted:
            found["facets"] = facets.counted(self.results, self.counted)
        return found


def refuse_in_linked_data(given: Given, format: str) -> None:
    """Note parameters that change nothing in linked data."""
    for one in (FIELDS, facets.FACETS):
        if format == JsonLd.format and one.name in given:
            given.add(one.name, NOT_TOGETHER, _("Linked data holds whole records and nothing else: leave this out."))


def linked_data(item: dict) -> dict:
    """A whole record as schema.org JSON-LD. Raises Problem where it is damaged."""
    records.refuse_damaged(item)
    return schema_org.as_json_ld(
        item, code=item["code"], number=item["edition"], published_at=item["published"],
        first_published_at=item["first_published"], licence=settings.DATA_LICENCE,
    )  # fmt: skip


def graph(items: list[dict]) -> dict:
    """Several records under the context they share."""
    return {
        "@context": schema_org.CONTEXT,
        "@graph": [{key: item[key] for key in item if key != "@context"} for item in items],
    }


_STANDING = tuple(
    f"practice__standing__{name}"
    for name in ("grade", "grade_expires", "grade_reasons", "contact_name", "contact_email", "contact_consent_at")
)


class OfOnePractice(PublicView):
    """What stands below the code of a public practice, in whatever spelling."""

    def facts(self, **kwargs) -> tuple:
        """The standing, which moves without the listing; and whether the practice is there at all."""
        known = Listing.objects.filter(code=read_code(kwargs["code"]) or "").values_list(*_STANDING).first()
        return known or (self.listing.pk,)  # where there is none, this says why

    @cached_property
    def listing(self) -> Listing:
        """The practice with its live edition, which nobody needs who has the answer already."""
        return public_practice(self.kwargs["code"])


def public_practice(code: str) -> Listing:
    """The listing of a public practice. Raises Problem: 404 for unknown and hidden ones alike, 410 for archived ones."""
    canonical = read_code(code)
    listing = Listing.objects.for_record().filter(code=canonical).first() if canonical else None
    if listing is None:
        missing.refuse(canonical, _("There is no public practice with this code."))
    return listing


class PracticeView(OfOnePractice):
    """One practice as it stands."""

    renderer_classes = [Json, JsonLd, *FILE_RENDERERS]
    parameters = (FIELDS, *files.PARAMETERS)

    def read(self, given: Given) -> None:
        """Fields; or the file."""
        if self.answers_as in FILES:
            self.order = files.order_of(given, self.language, (self.listing.code,))
            return
        files.refuse_in_json(given)
        refuse_in_linked_data(given, self.answers_as)
        self.fields = given.listed(FIELDS.name, records.FIELDS)

    def answer(self, request: Request, code: str) -> dict | HttpResponse:
        """The live edition in words, or as a file."""
        if self.answers_as in FILES:
            return files.whole(request, self.order, self.answers_as)
        item = records.whole(self.listing, self.listing.edition, self.language, self.values.snapshot)
        if self.answers_as == JsonLd.format:
            return linked_data(item)
        return records.fields_of(item, self.fields)
