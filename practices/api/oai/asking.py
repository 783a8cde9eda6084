"""A request read: its verb and arguments, every rule of OAI-PMH 2.0 asked of them. Words of errors are English: programs read them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from practices.api.oai import moments

LONGEST = 1_000  # characters of an argument; tokens have some 200
RESUMED = "resumptionToken"
# RFC 3986, as far as identifiers go; %-escapes must be whole.
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,]|%[0-9A-Fa-f]{2})+")
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_PREFIX, _SET = re.compile(_WORD), re.compile(rf"{_WORD}(?::{_WORD})*")


class Refusal(Exception):
    """An error of the protocol: its code, and a sentence for the log of the harvester."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Rule:
    """The arguments a verb must have and may have; whether a list of it may be gone on with."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    is_list: bool = False


_SELECTIVE = Rule(("metadataPrefix",), ("from", "until", "set"), is_list=True)
RULES = {
    "Identify": Rule(),
    "ListMetadataFormats": Rule(optional=("identifier",)),
    "ListSets": Rule(is_list=True),
    "ListIdentifiers": _SELECTIVE,
    "ListRecords": _SELECTIVE,
    "GetRecord": Rule(("identifier", "metadataPrefix")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without fault: a verb and its arguments."""

    verb: str
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def echo(self) -> dict[str, str]:
        """What the answer repeats."""
        return {"verb": self.verb, **self.arguments}


def read(pairs: Iterable[tuple[str, list[str]]]) -> Asked:
    """The request of these arguments, each with its values. Raises Refusal: badVerb or badArgument."""
    arguments = dict(pairs)
    verbs = arguments.pop("verb", [])
    if len(verbs) != 1 or verbs[0] not in RULES:
        raise Refusal("badVerb", "Give one verb, one of: " + ", ".join(RULES) + ".")
    rule = RULES[verbs[0]]
    known = {*rule.required, *rule.optional, *((RESUMED,) if rule.is_list else ())}
    if arguments.keys() - known:
        raise _bad(f"{verbs[0]} knows no other argument than: {', '.join(sorted(known)) or 'none'}.")
    for name, values in arguments.items():
        if len(values) != 1:
            raise _bad(f"The argument {name} is repeated.")
    found = {name: values[0] for name, values in arguments.items()}
    if RESUMED in found:
        if len(found) > 1:
            raise _bad("Beside a resumptionToken there is no other argument.")
        return Asked(verbs[0], found)
    if missing := [name for name in rule.required if name not in found]:
        raise _bad(f"{verbs[0]} needs {' and '.join(missing)}.")
    _check(found)
    return Asked(verbs[0], found)


def _check(found: dict[str, str]) -> None:
    for name, form in (("identifier", _IDENTIFIER), ("metadataPrefix", _PREFIX), ("set", _SET)):
        if name in found and (len(found[name]) > LONGEST or not form.fullmatch(found[name])):
            raise _bad(f"The argument {name} is not written as one.")
    dates = {name: moments.read(found[name]) for name in ("from", "until") if name in found}
    for name, moment in dates.items():
        if moment is None:
            raise _bad(f"The argument {name} is no date written as YYYY-MM-DD or {moments.GRANULARITY}.")
    if len(dates) == 2:
        if dates["from"].is_day != dates["until"].is_day:
            raise _bad("The arguments from and until are of different granularity.")
        if dates["from"].start > dates["until"].start:
            raise _bad("The argument from is later than until.")


def _bad(message: str) -> Refusal:
    return Refusal("badArgument", message)
