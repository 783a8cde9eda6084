"""Pages in the reader's language."""

from django.urls import path

from practices.web import (
    comparisons,
    data,
    dictionary,
    export_choosing,
    export_files,
    exports,
    lists,
    pages,
    records,
    suggestions,
)

app_name = "practices"
urlpatterns = [
    path("", pages.home, name="home"),
    path("practices/", lists.practice_list, name="list"),
    path("practices/suggestions/", suggestions.suggestions, name="suggestions"),  # no code is spelt like this
    path("practices/export/", export_choosing.choice, name="export_choice"),
    path("practices/export.<str:format>", exports.download, name="export"),
    path("practices/template.xlsx", dictionary.empty_workbook, name="template"),
    path("practices/<str:code>/", records.record, name="record"),
    path("practices/<str:code>/editions/<int:number>/", records.edition, name="edition"),
    path("practices/<str:code>/compare/<int:old>/<int:new>/", comparisons.comparison, name="compare"),
    path("exports/", export_files.exports, name="exports"),
    path("exports/<str:token>/", export_files.made, name="export_made"),
    path("exports/<str:token>/file/", export_files.made_file, name="export_file"),
    path("exports/<str:token>/delete/", export_files.delete, name="export_delete"),
    path("data/", data.open_data, name="data"),
    path("data-dictionary.<str:format>", dictionary.data_dictionary, name="data_dictionary"),
    path("search-help/", pages.search_help, name="search_help"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
