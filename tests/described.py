"""The description of the API as tests use it: its operations, and whether a value has a described shape."""

from collections.abc import Iterator
from functools import cache

import orjson
from jsonschema import Draft202012Validator

from practices.api.describing.views import description

WITH_SHAPE = ("application/json", "application/ld+json", "application/geo+json", "application/problem+json")
ALWAYS = ("X-Request-ID", "Content-Language", "RateLimit-Limit", "Location", "WWW-Authenticate")


@cache
def whole() -> dict:
    """The description, made once: it depends on no data."""
    return description()


def operations() -> Iterator[tuple[str, str, dict]]:
    """(path, method, operation) of everything described."""
    for path, methods in whole()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def named() -> dict[str, tuple[str, str, dict]]:
    """(path, method, operation) by the name of the operation."""
    return {operation["operationId"]: (path, method, operation) for path, method, operation in operations()}


def resolved(value: dict) -> dict:
    """What a reference leads to, or the value itself."""
    if "$ref" not in value:
        return value
    found = whole()
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def answers(operation: dict) -> Iterator[tuple[int, dict]]:
    """(status, response) of an operation."""
    for status, answer in operation["responses"].items():
        yield int(status), resolved(answer)


def faults(schema: dict, value: object) -> list[str]:
    """Where a value has not the shape of a schema of the description."""
    validator = Draft202012Validator({"components": whole()["components"], **schema})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def unlike(operation: dict, response) -> list[str]:
    """What of a real answer is not as described: status, media type, shape, headers."""
    found = dict(answers(operation)).get(response.status_code)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if found is None:
        return [f"{response.status_code} is not described: {body[:300]!r}"]
    if "content" not in found:
        return [*_lacking(found, response, ALWAYS), *(["a body that is not described"] if body else [])]
    media_type = response["Content-Type"].partition(";")[0]
    if media_type not in found["content"]:
        return [f"{media_type} is not described for {response.status_code}: {body[:300]!r}"]
    if media_type not in WITH_SHAPE:
        return _lacking(found, response, (*ALWAYS, "Content-Disposition"))
    return _lacking(found, response, ALWAYS) + faults(found["content"][media_type]["schema"], orjson.loads(body))


def _lacking(answer: dict, response, names: tuple[str, ...]) -> list[str]:
    """Headers that are described, come always and are not there."""
    return [name for name in names if name in answer["headers"] and not response.has_header(name)]
