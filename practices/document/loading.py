"""Document to working copy: validated whole, compared first, written in few queries, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from practices import models
from practices.codes import new_code, read_code
from practices.document import writing
from practices.document.building import KEYS, build_many
from practices.document.errors import DocumentError, fault, faults_of
from practices.document.inconsistencies import inconsistencies
from practices.document.resolving import missing_files, resolved
from practices.document.shape import SCHEMA, Document
from practices.document.upgrade import upgrade
from practices.reference import current
from practices.vocabulary import Channel, State

IDENTITY = ("schema", "code")


class PublishedPractice(Exception):
    """The working copy equals the live edition: an edit must be begun (workflow) before it may change."""


class StaleRevision(Exception):
    """The practice has moved on since the caller read it. `practice` is as it stands now, None where it is gone."""

    def __init__(self, code: str, practice: models.Practice | None) -> None:
        self.practice = practice
        super().__init__(f"{code} is at revision {practice.revision}" if practice else f"{code} is gone")


@dataclass
class Change:
    """What loading one document does to one practice."""

    practice: models.Practice
    before: dict | None  # the whole document as it was, with `staff`; None for a new practice
    after: dict
    keys: list[str]  # top-level keys that differ

    @property
    def is_new(self) -> bool:
        return self.before is None


def load(
    document: dict, *, by, channel: str = Channel.COMMAND, note: str = "", expected: int | None = None
) -> models.Practice:
    """Write one document back; see load_many. With `expected`, raises StaleRevision if that is not its revision."""
    wanted = {document["code"]: expected} if expected is not None and document.get("code") else None
    return load_many([document], by=by, channel=channel, note=note, expected=wanted)[0]


def load_many(
    documents: list[dict],
    *,
    by,
    channel: str = Channel.COMMAND,
    note: str = "",
    expected: dict[str, int] | None = None,
    begin_edit: Callable[[list[models.Practice]], None] | None = None,
) -> list[models.Practice]:
    """Create or change the working copies these documents name, all or none; returns them in the same order.

    Partial by top-level key: an absent key leaves its part alone, a present one replaces it (texts: per language; null
    removes one). A document equal to what is there writes nothing. Each change raises `revision` and adds an Event.
    `by` becomes author of what is new and last editor of what changes; None is the registry itself.

    Raises DocumentError with every fault of every document, StaleRevision, and PublishedPractice where a published
    working copy would change and the caller (workflow.load_many) did not pass `begin_edit`.
    """
    given = _validated(documents)
    expected = {read_code(code) or code: revision for code, revision in (expected or {}).items()}
    with transaction.atomic():
        changes = _changes(given, expected)
        changing = [change for change in changes if change.keys or change.is_new]
        published = [change.practice for change in changing if change.practice.state == State.PUBLISHED]
        if published and begin_edit is None:
            raise PublishedPractice(", ".join(practice.code for practice in published))
        if published:
            begin_edit(published)
        if changing:
            writing.write(changing, by, channel, note)
    return [change.practice for change in changes]


def _validated(documents: list[dict]) -> list[dict]:
    faults, given = [], []
    for index, document in enumerate(documents):
        if not isinstance(document, dict):
            faults.append(fault(index, "document", _("This must be an object.")))
            continue
        try:
            shape = Document.model_validate(upgrade(document))
        except ValidationError as refusal:
            faults += faults_of(index, refusal)
        else:
            given.append(_present_keys(shape))
    if faults:
        raise DocumentError(faults)
    return given


def _present_keys(shape: Document) -> dict:
    """The keys that were given, each whole: defaults filled in below, nothing added beside."""
    dumped = shape.model_dump(by_alias=True, include=shape.model_fields_set)
    return {
        key: dumped[key]
        for key in KEYS
        if (key in dumped and dumped[key] is not None) or (key in dumped and key not in IDENTITY)
    }


def _changes(given: list[dict], expected: dict[str, int]) -> list[Change]:
    practices = _locked([document["code"] for document in given if document.get("code")])
    _refuse_stale(practices, expected)
    before = build_many([practice.pk for practice in practices.values()], staff=True)
    snapshot = current()
    faults, changes, seen = [], [], set()
    for index, document in enumerate(given):
        document, unknown = resolved(document, snapshot)
        faults += [fault(index, path, message) for path, message in [*unknown, *missing_files(document)]]
        code = document.get("code") or new_code()
        if code in seen:
            faults.append(fault(index, "code", _("Another document of this load has the same code.")))
        seen.add(code)
        practice = practices.get(code)
        was = before[practice.pk] if practice else None
        after = _merged(was, document, code)
        faults += [fault(index, path, message) for path, message in inconsistencies(after)]
        keys = [key for key in KEYS if was is None or after[key] != was[key]]
        changes.append(Change(practice or models.Practice(code=code), was, after, keys))
    faults += _unknown_practices(changes, seen)
    if faults:
        raise DocumentError(faults)
    return changes


def _locked(codes: list[str]) -> dict[str, models.Practice]:
    rows = models.Practice.objects.select_for_update().filter(code__in=codes).order_by("pk")
    return {practice.code: practice for practice in rows}


def _refuse_stale(practices: dict[str, models.Practice], expected: dict[str, int]) -> None:
    for code, revision in expected.items():
        practice = practices.get(code)
        if practice is None or practice.revision != revision:
            raise StaleRevision(code, practice)


def _merged(was: dict | None, given: dict, code: str) -> dict:
    base = was if was is not None else empty()
    after = {**base, **given, "code": code, "schema": SCHEMA}
    if given.get("staff") is None:
        after["staff"] = base["staff"]
    if "texts" in given:
        after["texts"] = _merged_texts(base["texts"], given["texts"], after["original_language"])
    return {key: after[key] for key in KEYS}


def _merged_texts(was: dict, given: dict, original: str) -> dict:
    texts = {language: text for language, text in (was | given).items() if text is not None}
    if original in was and texts.get(original) != was[original]:
        for language, text in texts.items():
            # The original moved and this translation did not: readers are told.
            if language not in given and text["origin"] != "original":
                texts[language] = text | {"is_outdated": True}
    return dict(sorted(texts.items()))


def empty() -> dict:
    """The document, with `staff`, of a practice about which nothing is known yet."""
    dumped = Document.model_validate({"staff": {}}).model_dump(by_alias=True)
    return {key: dumped[key] for key in KEYS}


def _unknown_practices(changes: list[Change], new: set[str]) -> list[dict]:
    wanted = {link["practice"] for change in changes for link in change.after["links"]}
    known = new | set(models.Practice.objects.filter(code__in=wanted - new).values_list("code", flat=True))
    return [
        fault(index, f"links.{place}.practice", _("There is no practice with this code."))
        for index, change in enumerate(changes)
        for place, link in enumerate(change.after["links"])
        if link["practice"] not in known
    ]
