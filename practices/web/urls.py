"""Pages in the reader's language."""

from django.urls import path

from practices.web import comparisons, lists, pages, records, suggestions

app_name = "practices"
urlpatterns = [
    path("", pages.home, name="home"),
    path("practices/", lists.practice_list, name="list"),
    path("practices/suggestions/", suggestions.suggestions, name="suggestions"),  # no code is spelt like this
    path("practices/<str:code>/", records.record, name="record"),
    path("practices/<str:code>/editions/<int:number>/", records.edition, name="edition"),
    path("practices/<str:code>/compare/<int:old>/<int:new>/", comparisons.comparison, name="compare"),
    path("search-help/", pages.search_help, name="search_help"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
