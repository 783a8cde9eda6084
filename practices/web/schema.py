"""The shape of a document as a JSON Schema, for those who read or write documents."""

import hashlib
import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from practices.document import json_schema


@cache
def written() -> bytes:
    """The schema as it is served; it changes only with the code."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1).encode()


def etag(request: HttpRequest) -> str:
    """A tag of exactly these bytes."""
    return f'"{hashlib.sha256(written()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=etag)
def practice_schema(request: HttpRequest) -> HttpResponse:
    """JSON Schema 2020-12 of version 1."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(written(), content_type="application/schema+json", headers=headers)
