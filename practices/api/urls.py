"""Addresses of the API: everything has its plain address, which negotiates, and one with the ending of each format."""

from django.urls import path, re_path

from practices.api import facets, practices, root

app_name = "api"


def both(route: str, view, name: str, formats: str = "json") -> list:
    """An address with and without an ending: practices/ and practices.json."""
    bare = route.rstrip("/")
    endings = r"(?P<format>" + formats + ")"
    pattern = bare.replace("<code>", r"(?P<code>[^/.]{1,60})").replace("<kind>", r"(?P<kind>[^/.]{1,60})")
    return [
        path(f"{bare.replace('<code>', '<str:code>').replace('<kind>', '<str:kind>')}/", view.as_view(), name=name),
        re_path(rf"^{pattern}\.{endings}$", view.as_view(), name=f"{name}_as"),
    ]


ALL = "json|jsonld|csv|xlsx|geojson|jsonl"
urlpatterns = [
    path("", root.RootView.as_view(), name="root"),
    path("problems/<str:kind>/", root.ProblemView.as_view(), name="problem"),
    *both("practices/", practices.PracticesView, "practices", ALL),
    *both("practices/<code>/", practices.PracticeView, "practice", ALL),
    *both("facets/", facets.FacetsView, "facets"),
    re_path(r"^.*$", root.NothingView.as_view(), name="nothing"),
]
