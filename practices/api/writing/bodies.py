"""What a request brings: read up to a limit, checked before it is parsed, and parsed without surprises."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from math import isfinite

from django.conf import settings
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

from practices.api.problems import Problem, fault
from practices.text import clean

JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"
DEEPEST = 16  # a document is five deep, and stands two deep in a list of many
MOST_TOLD = 100  # faults in one answer
LONGEST_FIELD = 200
# A text counts as one sign also where it does not end, so that every sign is looked at once.
_SIGNS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class _Doubled(dict):
    """An object that had a name twice; `names` are those."""

    names: list[str]


def read(request: HttpRequest) -> bytes:
    """The body. Raises Problem where it is too large, whether or not it says so beforehand."""
    most = settings.API_BODY_MAX_BYTES
    declared = request.META.get("CONTENT_LENGTH") or ""
    if declared.isascii() and declared.isdigit() and (len(declared) > len(str(most)) or int(declared) > most):
        raise _too_large(most)
    # Django takes a body that comes in pieces for an empty one; a server that knows its end says so.
    is_in_pieces = not declared and request.META.get("wsgi.input_terminated")
    stream = request.META["wsgi.input"] if is_in_pieces else request
    try:
        body = stream.read(most + 1)
    except (UnreadablePostError, OSError):
        raise Problem("bad-request", _("The body ended before it was complete.")) from None
    if len(body) > most:
        raise _too_large(most)
    return body


def _too_large(most: int) -> Problem:
    return Problem("too-large", _("A body has at most %(most)s bytes.") % {"most": most})


def media_type(request: HttpRequest, accepted: tuple[str, ...] = (JSON,)) -> str:
    """Which of these the body is. Raises Problem for any other, for other characters than UTF-8 and for compressed ones."""
    found, options = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    is_utf8 = options.get("charset", "utf-8").lower() in ("utf-8", "utf8")
    if found not in accepted or not is_utf8 or request.META.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        words = _("Send the body as %(accepted)s in UTF-8, not compressed.")
        raise Problem("unsupported-media-type", words % {"accepted": _(" or ").join(accepted)})
    return found


def parsed(body: bytes) -> dict:
    """The JSON object a body is. Raises Problem with every place that cannot be taken."""
    if not body.strip():
        raise _unreadable("missing", _("A body is missing: a JSON object."))
    if _depth(body) > DEEPEST:
        raise _unreadable("too_deep", _("This is nested too deeply."))
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise _unreadable("encoding", _("JSON is written in UTF-8; this is not.")) from None
    except json.JSONDecodeError as error:
        words = _("This is not JSON: see line %(line)s, column %(column)s.")
        raise _unreadable("json", words % {"line": error.lineno, "column": error.colno}) from None
    except (ValueError, RecursionError):
        raise _unreadable("json", _("This holds a number with more digits than can be kept.")) from None
    if faults := list(islice(_faults(found, ""), MOST_TOLD)):
        raise Problem("bad-document", faults[0]["message"], errors=faults)
    if not isinstance(found, dict):
        message = _("This must be an object.")
        raise Problem("bad-document", message, errors=[fault("body", "dict_type", message)])
    return found


def _unreadable(code: str, message: str) -> Problem:
    return Problem("bad-request", message, errors=[fault("body", code, message)])


def _depth(body: bytes) -> int:
    """How deep it goes, by its brackets alone."""
    deepest = depth = 0
    for sign in _SIGNS.finditer(body):
        first = body[sign.start()]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled, seen = _Doubled(found), set()
    doubled.names = list(dict.fromkeys(name for name, _value in pairs if name in seen or seen.add(name)))
    return doubled


def _faults(value: object, path: str) -> Iterator[dict]:
    """What JSON of other programs may hold and the registry does not keep."""
    if isinstance(value, dict):
        for name in getattr(value, "names", ()):
            yield fault(field(path, name), "repeated", _("This name stands here twice."))
        for name, inner in value.items():
            if _NO_TEXT.search(name):
                yield fault(field(path, name), "characters", _("A name holds characters that are none."))
            yield from _faults(inner, field(path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _faults(inner, field(path, str(place)))
    elif isinstance(value, str) and _NO_TEXT.search(value):
        yield fault(path or "body", "characters", _("This text holds characters that are none."))
    elif isinstance(value, float) and not isfinite(value):
        yield fault(path or "body", "number", _("This is not a number."))


def field(path: str, name: str) -> str:
    """The dotted path of a member, short enough to be told."""
    whole = f"{path}.{name}" if path else name
    return clean(whole[:LONGEST_FIELD])


def known(given: dict, names: tuple[str, ...]) -> list[dict]:
    """A fault for each member that is none of these."""
    return [
        fault(field("", name), "extra_forbidden", _("There is no field of this name."))
        for name in given
        if name not in names
    ]


def missing(path: str) -> dict:
    """The fault of a member that is not there."""
    return fault(path, "missing", _("This is missing."))


def text(given: dict, name: str, faults: list[dict], *, most: int) -> str:
    """A member that is a text, made clean; empty where it is absent or null. What is wrong with it is noted."""
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        faults.append(fault(name, "string_type", _("This must be a text.")))
        return ""
    value = clean(value)
    if len(value) > most:
        words = _("This is too long: at most %(most)s are possible.")
        faults.append(fault(name, "string_too_long", words % {"most": most}))
        return ""
    return value


def refuse(faults: list[dict]) -> None:
    """Raise Problem where anything was noted."""
    if faults:
        raise Problem("bad-document", faults[0]["message"], errors=faults[:MOST_TOLD])
