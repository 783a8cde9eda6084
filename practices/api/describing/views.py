"""Addresses of the description itself: for programs, and as Swagger UI for people."""

import hashlib
from functools import lru_cache

import orjson
import yaml
from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import translation
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from practices.api.rendering import FileRenderer, Json, written
from practices.api.views import ApiView
from practices.document.words import interface_language

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _WithoutAnchors(_Dumper):
    """Programs that read YAML as JSON know no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _written(dumper: yaml.Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_WithoutAnchors.add_representer(str, _written)


def description() -> dict:
    """The whole description in the active language, as plain JSON values."""
    return orjson.loads(written(SchemaGenerator().get_schema(request=None, public=True)))


def _as_json() -> bytes:
    return written(description())


def _as_yaml() -> bytes:
    return yaml.dump(
        description(), Dumper=_WithoutAnchors, allow_unicode=True, sort_keys=False, width=120
    ).encode()  # fmt: skip


_WRITERS = {"json": _as_json, "yaml": _as_yaml}


@lru_cache(maxsize=16)
def _body(format: str, *facts: object) -> tuple[bytes, str]:
    """The bytes and their tag; `facts` is what they depend on beside the code."""
    body = _WRITERS[format]()
    return body, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


class _Json(FileRenderer):
    media_type, format = Json.media_type, "json"


class _OpenApiJson(FileRenderer):
    media_type, format = "application/vnd.oai.openapi+json", "json"


class _Yaml(FileRenderer):
    media_type, format = "application/yaml", "yaml"


class _OpenApiYaml(FileRenderer):
    media_type, format = "application/vnd.oai.openapi", "yaml"


class DescriptionView(ApiView):
    """The description in OpenAPI 3.1, as JSON or YAML."""

    http_method_names = ["get", "head", "options"]
    renderer_classes = [_Json, _OpenApiJson, _Yaml, _OpenApiYaml]

    def get(self, request: Request, format: str | None = None) -> HttpResponse:
        """All of it; 304 for whoever has it."""
        self.given.refuse()
        facts = (
            settings.SITE_URL, str(settings.SITE_NAME), settings.CONTACT_EMAIL, settings.DATA_LICENCE,
            settings.API_ANONYMOUS_PER_MINUTE, settings.API_ACCOUNT_PER_MINUTE, settings.API_FILES_PER_MINUTE,
        )  # fmt: skip
        body, tag = _body(self.answers_as, interface_language(self.language), *facts)
        known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if "*" in known or tag.removeprefix("W/") in {one.removeprefix("W/") for one in known}:
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = HttpResponse(body, content_type=request.accepted_renderer.media_type)
        response["ETag"] = tag
        response["Cache-Control"] = "public, no-cache"
        return response


@csp_update({"style-src": [UNSAFE_INLINE]})  # Swagger UI writes styles into its elements
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Swagger UI: every operation to read and to try."""
    language = interface_language(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    with translation.override(language):
        response = render(request, "practices/api_docs.html")
    response["Content-Language"] = language
    return response
