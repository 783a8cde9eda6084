"""Addresses of the description itself, for programs and, as Swagger UI, for people."""

import hashlib
from functools import lru_cache

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
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from practices.api.rendering import Json, written
from practices.api.views import ApiView


class DescriptionJson(Json):
    """JSON, by the name it has for descriptions."""

    media_type = "application/vnd.oai.openapi+json"


class DescriptionYaml(BaseRenderer):
    """YAML (RFC 9512)."""

    media_type, format, charset = "application/yaml", "yaml", None

    def render(
        self, data: object, accepted_media_type: str | None = None, renderer_context: dict | None = None
    ) -> bytes:
        """The bytes of the answer."""
        return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120).encode()


class _Plain(yaml.CSafeDumper if hasattr(yaml, "CSafeDumper") else yaml.SafeDumper):
    """No anchors: programs that read YAML as JSON know none."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class DescriptionOtherYaml(DescriptionYaml):
    """YAML, by the name it has for descriptions."""

    media_type = "application/vnd.oai.openapi"


def description() -> dict:
    """The whole description in the active language."""
    return SchemaGenerator().get_schema(request=None, public=True)


@lru_cache(maxsize=16)
def _body(renderer: type[BaseRenderer], language: str, facts: tuple) -> tuple[bytes, str]:
    """The bytes and their tag; they change with the code, the language and the settings they tell."""
    body = renderer().render(orjson_plain(description()))
    return body, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
