"""What is said of one operation beside what its view says of itself."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import orjson
from django.utils.functional import Promise

EXAMPLES = Path(__file__).resolve().parent / "examples"


@dataclass(frozen=True)
class Answer:
    """One good answer: what it means, the shape of its JSON (empty: it has no body), its own headers."""

    description: str | Promise
    shape: str = ""
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One operation. Its name is also that of its examples, in examples/<name>.json."""

    name: str
    tag: str
    summary: str | Promise
    description: str | Promise
    answers: dict[int, Answer]
    problems: tuple[str, ...] = ()  # beside those that follow from the view
    body: dict[str, str] = field(default_factory=dict)  # media type → shape of what is sent
    headers: tuple[str, ...] = ()  # of the request; components.parameters
    requires: tuple[str, ...] = ()  # parameters that must be there
    linked: str = ""  # the shape of application/ld+json


@dataclass(frozen=True)
class PathPart:
    """A variable part of an address."""

    description: str | Promise
    example: object
    schema: dict = field(default_factory=lambda: {"type": "string"})


@cache
def example(name: str) -> object:
    """A made-up body by its name; None where there is none."""
    path = EXAMPLES / f"{name}.json"
    return orjson.loads(path.read_bytes()) if path.exists() else None
