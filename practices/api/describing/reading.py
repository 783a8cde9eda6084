"""Operations that read what is public."""

from django.utils.translation import gettext_lazy as _

from practices.api.describing.declaring import Answer, Operation

KNOWN = {304: Answer(_("You have it already."))}


def _read(name: str, tag: str, summary, description, shape: str, words, **more) -> Operation:
    return Operation(name, tag, summary, description, {200: Answer(words, shape)} | KNOWN, **more)


OPERATIONS = {
    "RootView.get": _read(
        "getWayIn", "about", _("Where everything is"),
        _("Addresses of all lists, of this description, of the open data and of the terms of the data."),
        "WayIn", _("Addresses by name."),
    ),
    "ProblemView.get": _read(
        "getProblemKind", "about", _("What a kind of problem means"),
        _("The “type” of every problem leads here."),
        "ProblemKind", _("The name and the status of the kind."),
    ),
    "PracticesView.get": _read(
        "listPractices", "practices", _("Search published practices"),
        _("The same filters, counts and order as the page. Any of several values of one facet, all facets together."
          " Choose fields with “fields”, a page with “page” and “page_size”; to take everything, begin with “cursor=*” and"
          " follow “next”. The same address with .csv, .xlsx, .geojson, .jsonl or .jsonld at the end, or such an Accept,"
          " gives the whole result as a file (or, for .jsonld, the page as linked data)."),
        "PracticePage", _("One page, or the whole result as a file."), linked="LinkedPractices",
    ),
    "PracticeView.get": _read(
        "getPractice", "practices", _("One practice"),
        _("The live edition with labels in your language. Name “document” in “fields” to get it in codes alone, with all"
          " languages, as it can be written back."),
        "Practice", _("The practice, or its file."), linked="LinkedPractice",
    ),
    "FacetsView.get": _read(
        "listFacets", "practices", _("Values to filter by"),
        _("Every facet with its values and how many practices each would give, for the search of the same parameters."
          " What is chosen in a facet does not count in it."),
        "Facets", _("The facets."),
    ),
}  # fmt: skip
