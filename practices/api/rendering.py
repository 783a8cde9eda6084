"""Formats of the API. JSON by orjson; what is a whole file (CSV, XLSX, GeoJSON, JSON Lines) is made by the exports."""

from datetime import date, datetime
from decimal import Decimal

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from practices.exchange.formats import FORMATS

FILES = ("csv", "xlsx", "geojson", "jsonl")


def written(value: object) -> bytes:
    """JSON, as all answers have it."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def _plain(value: object) -> object:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, orjson.Fragment):
        return value
    raise TypeError(f"{type(value).__name__} is not JSON")


class Json(BaseRenderer):
    """application/json."""

    media_type, format, charset = "application/json", "json", None

    def render(
        self, data: object, accepted_media_type: str | None = None, renderer_context: dict | None = None
    ) -> bytes:
        """The bytes of the answer; nothing for an answer without a body."""
        return b"" if data is None else written(data)


class JsonLd(Json):
    """application/ld+json: schema.org."""

    media_type, format = "application/ld+json", "jsonld"


class FileRenderer(BaseRenderer):
    """A format whose answer the view makes itself, as a stream: this only takes part in the negotiation."""

    charset = None

    def render(
        self, data: object, accepted_media_type: str | None = None, renderer_context: dict | None = None
    ) -> bytes:
        """Never asked for: such views answer with a response of their own."""
        raise NotImplementedError


def _file_renderer(format: str) -> type[FileRenderer]:
    media_type = FORMATS[format].media_type.partition(";")[0]
    return type(f"{format.title()}File", (FileRenderer,), {"media_type": media_type, "format": format})


FILE_RENDERERS = [_file_renderer(format) for format in FILES]
