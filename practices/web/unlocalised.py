"""Addresses that are the same in every language."""

from django.urls import path

from practices.web import files, pages, schema

urlpatterns = [
    path("", pages.root, name="root"),
    path("schema/practice-1.json", schema.practice_schema, name="practice_schema"),
    path("practices/<str:code>/files/<str:sha256>/<str:name>", files.attachment, name="practice_file"),
]
