"""Addresses of the API: everything has its plain address, which negotiates, and one with the ending of each format."""

import re

from django.urls import path, re_path

from practices.api import comparing, editions, facets, flows, practices, root, statistics, suggesting
from practices.api.describing import views as describing
from practices.api.references import countries, mechanisms, organisations, terms
from practices.api.writing import acting, listing, working_copy

app_name = "api"


def both(route: str, view, name: str, formats: str = "json") -> list:
    """An address with and without an ending: practices/ and practices.json."""
    bare = route.rstrip("/")
    converted = re.sub(r"<(\w+)>", r"<str:\1>", bare)
    pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/.]{1,60})", bare) + r"\.(?P<format>" + formats + ")"
    return [
        path(f"{converted}/", view.as_view(), name=name),
        re_path(f"^{pattern}$", view.as_view(), name=f"{name}_as"),
    ]


ALL = "json|jsonld|csv|xlsx|geojson|jsonl"
urlpatterns = [
    path("", root.RootView.as_view(), name="root"),
    path("problems/<str:kind>/", root.ProblemView.as_view(), name="problem"),
    *both("practices/", practices.PracticesView, "practices", ALL),
    *both("practices/<code>/", practices.PracticeView, "practice", ALL),
    *both("practices/<code>/editions/", editions.EditionsView, "editions"),
    *both("practices/<code>/editions/<number>/", editions.EditionView, "edition", "json|jsonld"),
    *both("facets/", facets.FacetsView, "facets"),
    *both("suggestions/", suggesting.SuggestionsView, "suggestions"),
    *both("compare/", comparing.CompareView, "compare"),
    *both("statistics/", statistics.StatisticsView, "statistics"),
    *both("flows/", flows.FlowsView, "flows"),
    *both("countries/", countries.CountriesView, "countries"),
    *both("countries/<code>/", countries.CountryView, "country"),
    *both("organisations/", organisations.OrganisationsView, "organisations"),
    *both("organisations/<code>/", organisations.OrganisationView, "organisation"),
    *both("mechanisms/", mechanisms.MechanismsView, "mechanisms"),
    *both("mechanisms/<code>/", mechanisms.MechanismView, "mechanism"),
    *both("terms/", terms.TermsView, "terms"),
    # Codes of terms may hold dots, so that no ending can be told from them.
    path("terms/<str:vocabulary>/<str:code>/", terms.TermView.as_view(), name="term"),
    *both("working-copies/", listing.WorkingCopiesView, "working_copies"),
    path("working-copies/bulk/", acting.BulkView.as_view(), name="working_copies_bulk"),
    *both("working-copies/<code>/", working_copy.WorkingCopyView, "working_copy"),
    path("working-copies/<str:code>/transitions/", acting.TransitionsView.as_view(), name="transitions"),
    *both("schema/", describing.DescriptionView, "schema", "json|yaml"),
    path("docs/", describing.documentation, name="docs"),
    re_path(r"^[\s\S]*$", root.NothingView.as_view(), name="nothing"),
]
