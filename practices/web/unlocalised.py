"""Addresses that are the same in every language."""

from django.urls import path

from practices.web import data, files, pages, schema, things, vocabularies

urlpatterns = [
    path("", pages.root, name="root"),
    # Browsers ask for it where a page names no icon, as beside the schema.
    path("favicon.ico", pages.icon),
    path("schema/practice-1.json", schema.practice_schema, name="practice_schema"),
    path("practices/<str:code>/files/<str:sha256>/<str:name>", files.attachment, name="practice_file"),
    # What practices, editions, vocabularies and terms are called in linked data.
    path("practices/<str:code>", things.practice, name="practice_thing"),
    path("practices/<str:code>/editions/<int:number>", things.edition, name="edition_thing"),
    path("vocabularies/", vocabularies.vocabularies, name="vocabularies"),
    path("vocabularies.ttl", vocabularies.vocabularies, {"ending": "ttl"}, name="vocabularies_as"),
    path("vocabularies.jsonld", vocabularies.vocabularies, {"ending": "jsonld"}, name="vocabularies_as"),
    path("vocabularies/<str:name>", vocabularies.vocabulary, name="vocabulary"),
    path("vocabularies/<str:name>/<str:code>", vocabularies.term, name="vocabulary_term"),
    # All that is public as files, and what describes them.
    path("data/", data.root, name="data_root"),
    path("data/catalogue.ttl", data.catalogue, {"ending": "ttl"}, name="data_catalogue"),
    path("data/catalogue.jsonld", data.catalogue, {"ending": "jsonld"}, name="data_catalogue"),
    path("data/<str:name>", data.latest, name="data_file"),
    path("data/<uuid:key>/<str:name>", data.kept, name="data_kept"),
]
