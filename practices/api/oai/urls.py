"""Addresses of the OAI-PMH repository, below /oai/: the same in every language."""

from django.urls import path

from practices.api.oai import view

urlpatterns = [
    path("", view.repository, name="oai"),
    path("registry.xsd", view.schema, name="oai_registry_schema"),
]
