"""What frames the operations: which addresses are described, who offers them, on which terms, and all named shapes."""

from django.conf import settings
from django.utils.translation import gettext as _

from practices import licence
from practices.api.describing import headers, problems
from practices.api.describing.operations import OPERATIONS, TAGS
from practices.api.describing.schema import SECURITY
from practices.api.describing.shapes import SHAPES
from practices.api.describing.views import DescriptionView
from practices.api.root import NothingView
from practices.opendata import addresses

VERSION = "1.0.0"
_ORDER = {operation.name: place for place, operation in enumerate(OPERATIONS.values())}
LEFT_OUT = (NothingView, DescriptionView)


def plain_addresses(endpoints: list[tuple]) -> list[tuple]:
    """Addresses of the API without their endings: one operation tells all formats. The description leaves itself out."""
    return [
        (path, *rest)
        for path, *rest in endpoints
        if path.startswith(addresses.API) and "{format}" not in path and rest[-1].cls not in LEFT_OUT
    ]


def framed(result: dict, **_given: object) -> dict:
    """The whole description around the operations."""
    return {
        "openapi": result["openapi"],
        "info": _info(),
        "servers": [{"url": settings.SITE_URL or "/"}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "externalDocs": {"description": _("Everything as open data"), "url": addresses.data()},
        "paths": dict(sorted(result["paths"].items(), key=_place)),
        "components": {
            "schemas": SHAPES,
            "responses": problems.named(result["paths"]),
            "headers": headers.ANSWERED,
            "parameters": headers.ASKED,
            "securitySchemes": {SECURITY: _security()},
        },
    }


def _place(entry: tuple[str, dict]) -> int:
    """Where the tables of operations have an address: what is asked most comes first."""
    return min(_ORDER[operation["operationId"]] for operation in entry[1].values())


def _info() -> dict:
    contact = {"name": str(settings.SITE_NAME), "url": addresses.root()}
    if settings.CONTACT_EMAIL:
        contact["email"] = settings.CONTACT_EMAIL
    return {
        "title": _("API of the %(name)s") % {"name": settings.SITE_NAME},
        "version": VERSION,
        "summary": _("Good practices in South-South and triangular cooperation on migration."),
        "description": _about(),
        "contact": contact,
        **_terms(),
    }


def _terms() -> dict:
    """The licence; nothing where the operators have given none."""
    given = licence.given()
    if given is None:
        return {}
    return {"license": {"name": given.title} | ({"url": given.address} if given.address else {})}


def _about() -> str:
    paragraphs = (
        _("Reading what is public needs no key. Every answer is JSON in UTF-8 unless you ask for another format, by Accept"
          " or by an ending of the address; HEAD and OPTIONS work wherever GET does."),
        _("Errors are problem details (RFC 9457) that name every faulty field. Unknown parameters are refused: a"
          " misspelt filter left out would find too much."),
        _("Answers carry ETag: ask with If-None-Match and get 304 while nothing has changed. Last-Modified is there where"
          " every part of an answer has a date."),
        _("%(anonymous)s requests a minute without a key, %(account)s with one; %(files)s whole files a minute."
          " The headers RateLimit-* say what is left.")
        % {"anonymous": settings.API_ANONYMOUS_PER_MINUTE, "account": settings.API_ACCOUNT_PER_MINUTE,
           "files": settings.API_FILES_PER_MINUTE},
        _("Within version 1 fields are added, never renamed or removed: pass over what you do not know."),
    )  # fmt: skip
    return "\n\n".join(paragraphs)


def _security() -> dict:
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "prk_…",
        "description": _("A key, made on your account page. It raises the limits; writing asks for the scope “write”,"
                         " moderating for “moderate”."),
    }  # fmt: skip
