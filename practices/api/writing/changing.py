"""A document into the registry, as a new draft or over a practice there is; refused with every fault at once."""

from collections.abc import Iterator

from django.db import OperationalError
from django.utils.translation import gettext as _

from practices import document, workflow
from practices.api.problems import Problem, fault
from practices.api.writing import bodies
from practices.api.writing.finding import Busy, nameable
from practices.codes import read_code
from practices.document.values import MOST_ENTRIES
from practices.exchange.importing.rights import Rights
from practices.models import Attachment, Link, Practice
from practices.vocabulary import Channel


def create(given: dict, rights: Rights) -> Practice:
    """A new draft of this person's. Raises Problem."""
    if not rights.may_add:
        raise Problem("forbidden", _("You may not add practices."))
    return _load(given, None, rights)


def change(given: dict, practice: Practice, rights: Rights) -> Practice:
    """Write these parts of a practice, which is held, and which this person may change. Raises Problem.

    An absent key leaves its part alone; where nothing differs nothing is written. An edit of what is published begins here.
    """
    return _load(given, practice, rights)


def _load(given: dict, practice: Practice | None, rights: Rights) -> Practice:
    """Call it inside a transaction: where anything is refused, nothing may stay."""
    wanted, faults = prepared(given, practice, rights)
    expected = {practice.code: practice.revision} if practice is not None else None
    try:
        loaded = workflow.load_many([wanted], by=rights.user, channel=Channel.API, expected=expected)[0]
    except document.DocumentError as refusal:
        raise _refused([*faults, *map(_told, refusal.errors)]) from None
    except workflow.Conflict as conflict:
        raise of_conflict(conflict) from None
    if faults:
        raise _refused(faults)
    return loaded


def prepared(given: dict, practice: Practice | None, rights: Rights) -> tuple[dict, list[dict]]:
    """The document to load, which names its practice, and the faults of what this person may not give."""
    faults = list(_not_allowed(given, practice, rights))
    wanted = {key: value for key, value in given.items() if key not in ("code", *(one["field"] for one in faults))}
    return wanted | ({"code": practice.code} if practice is not None else {}), faults


def _told(error: dict) -> dict:
    return fault(bodies.field("", error["path"]), error["code"], error["message"])


def _refused(faults: list[dict]) -> Problem:
    """The problem with these faults, each told once."""
    once: dict[tuple[str, str], dict] = {}
    for one in faults:
        once.setdefault((one["field"], one["message"]), one)
    told = list(once.values())[: bodies.MOST_TOLD]
    return Problem("bad-document", told[0]["message"], errors=told)


def of_conflict(conflict: workflow.Conflict, **more: object) -> Problem:
    """Somebody was first; or is saving just now, and it may be tried again."""
    if isinstance(conflict.__context__, OperationalError):
        return Busy(str(conflict))
    return Problem("conflict", str(conflict), more=more)


def _not_allowed(given: dict, practice: Practice | None, rights: Rights) -> Iterator[dict]:
    """Faults of a document that is good in itself, but not for this person at this address."""
    code = given.get("code")
    if practice is None and code is not None:
        yield fault("code", "not_allowed", _("The registry gives the code: leave it out."))
    elif code is not None and not (isinstance(code, str) and read_code(code) == practice.code):
        yield fault("code", "not_allowed", _("This is not the code of the practice at this address."))
    if given.get("staff") is not None and not rights.is_staff:
        yield fault("staff", "not_allowed", _("Only staff may write this."))
    yield from _unknown_practices(given, practice, rights)
    yield from _unknown_files(given, practice, rights)


def _entries(given: dict, part: str, key: str) -> dict[int, str]:
    """What the entries of a list name, by place; a list that the shape refuses names nothing."""
    entries = given.get(part)
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        return {}
    return {
        place: entry[key]
        for place, entry in enumerate(entries)
        if isinstance(entry, dict) and isinstance(entry.get(key), str)
    }


def _unknown_practices(given: dict, practice: Practice | None, rights: Rights) -> Iterator[dict]:
    """Hidden practices and unknown ones alike, whatever else is wrong. What is linked already may stay."""
    named = {place: read_code(code) for place, code in _entries(given, "links", "practice").items()}
    codes = {code for code in named.values() if code}
    if not codes:
        return
    there = set(Link.objects.filter(practice=practice).values_list("target__code", flat=True)) if practice else set()
    known = there | nameable(rights, codes - there)
    for place, code in named.items():
        if code and code not in known:
            yield fault(f"links.{place}.practice", "unknown_code", _("There is no practice with this code."))


def _unknown_files(given: dict, practice: Practice | None, rights: Rights) -> Iterator[dict]:
    """Who knows the digest of a file does not for that reason see the file."""
    named = {} if rights.is_staff else _entries(given, "attachments", "sha256")
    if not named:
        return
    there = set(Attachment.objects.filter(practice=practice).values_list("sha256", flat=True)) if practice else set()
    for place, sha256 in named.items():
        if sha256 not in there:
            yield fault(f"attachments.{place}.sha256", "unknown_code", _("The registry does not keep this file."))


def merged(patch: dict, now: dict) -> dict:
    """The parts a merge patch (RFC 7396) changes, whole: null takes away, objects are merged, all else replaces."""
    nothing = document.empty()
    return {
        key: nothing.get(key)
        if value is None
        else _merged(now.get(key), value)
        if key != "texts"
        else _texts(value, now)
        for key, value in patch.items()
    }


def _merged(now: object, patch: object) -> object:
    if not isinstance(patch, dict):
        return patch
    base = now if isinstance(now, dict) else {}
    kept = {name: value for name, value in base.items() if name not in patch}
    return kept | {name: _merged(base.get(name), value) for name, value in patch.items() if value is not None}


def _texts(patch: object, now: dict) -> object:
    """Texts are merged by language when they are loaded: null takes a language away there."""
    if not isinstance(patch, dict):
        return patch
    texts = now["texts"]
    return {language: None if text is None else _merged(texts.get(language), text) for language, text in patch.items()}
