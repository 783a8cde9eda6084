"""Addresses that are the same in every language."""

from django.urls import path

from practices.web import files, pages, schema

urlpatterns = [
    path("", pages.root, name="root"),
    # Browsers ask for it where a page names no icon, as beside the schema.
    path("favicon.ico", pages.icon),
    path("schema/practice-1.json", schema.practice_schema, name="practice_schema"),
    path("practices/<str:code>/files/<str:sha256>/<str:name>", files.attachment, name="practice_file"),
]
