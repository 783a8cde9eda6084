"""Working copy to document: the same few queries for one practice as for a thousand."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from practices import models, reference
from practices.document import parts
from practices.document.shape import SCHEMA, Document

KEYS = tuple(field.alias or name for name, field in Document.model_fields.items())
TEXT_COLUMNS = ("origin", "is_outdated", *models.PracticeText.FIELDS)


def build(practice: models.Practice, *, staff: bool = False) -> dict:
    """The document of a working copy. With `staff`, also what is for staff only (never to be published)."""
    return build_many([practice.pk], staff=staff)[practice.pk]


def build_many(keys: Iterable[int], *, staff: bool = False) -> dict[int, dict]:
    """Documents of working copies by primary key, every key present and in the order of the shape."""
    keys = list(keys)
    codes = read_codes(keys)
    rows = {
        row["pk"]: row
        for row in models.Practice.objects.filter(pk__in=keys).values("pk", "code", *_fact_columns(staff))
    }
    documents = {key: _facts(row, codes, staff) for key, row in rows.items()}
    _add_texts(documents)
    _add_terms(documents, codes.reference)
    _add_details(documents, codes)
    for part in (parts.CITATIONS, *parts.LISTS):
        if staff or part.owner != "staff":
            _add_list(documents, part, codes)
    return {key: {name: document[name] for name in KEYS if name in document} for key, document in documents.items()}


def read_codes(keys: Iterable[int]) -> parts.Codes:
    """What turns keys into codes for these practices."""
    keys = list(keys)
    citations = list(models.Citation.objects.filter(practice__in=keys).values_list("pk", "practice_id", "key"))
    targets = models.Link.objects.filter(practice__in=keys).values_list("target_id", "target__code")
    return parts.Codes(
        reference=reference.current(),
        citation_keys={pk: key for pk, practice, key in citations},
        citations={(practice, key): pk for pk, practice, key in citations},
        practice_codes=dict(targets),
        practices={},
    )


def canonical(document: dict) -> bytes:
    """The one byte form of a document, over which digests are taken."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: dict) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _fact_columns(staff: bool) -> list[str]:
    fields = [*parts.FACTS, *(field for gathered in parts.GATHERED.values() for field in gathered)]
    columns = [column for field in fields for column in field.columns]
    return columns + (
        [column for field in parts.FOCAL_POINT for column in field.columns] + ["remarks"] if staff else []
    )


def _facts(row: dict, codes: parts.Codes, staff: bool) -> dict:
    document = {"schema": SCHEMA, "code": row["code"], "texts": {}, "citations": []}
    document |= {field.key: field.read(row, codes) for field in parts.FACTS}
    for key, fields in parts.GATHERED.items():
        document[key] = {field.key: field.read(row, codes) for field in fields}
    document |= {key: [] for key in parts.TERMS}
    document |= {part.key: [] for part in parts.LISTS if not part.owner}
    document |= {detail.key: None for detail in parts.DETAILS}
    if staff:
        focal_point = {field.key: field.read(row, codes) for field in parts.FOCAL_POINT}
        document["staff"] = {"unverified": [], "focal_point": focal_point, "remarks": row["remarks"]}
    return document


def _add_texts(documents: dict[int, dict]) -> None:
    rows = models.PracticeText.objects.filter(practice__in=documents).order_by("language")
    for row in rows.values("practice_id", "language", *TEXT_COLUMNS):
        documents[row["practice_id"]]["texts"][row["language"]] = {name: row[name] for name in TEXT_COLUMNS}


def _add_terms(documents: dict[int, dict], snapshot: reference.Snapshot) -> None:
    key_of = {kind: key for key, kind in parts.TERMS.items()}
    rows = models.PracticeTerm.objects.filter(practice__in=documents).order_by("position", "pk")
    for practice, term in rows.values_list("practice_id", "term_id"):
        entry = snapshot.by_pk("term", term)
        if entry.kind in key_of:
            documents[practice][key_of[entry.kind]].append(entry.code)


def _add_details(documents: dict[int, dict], codes: parts.Codes) -> None:
    for detail in parts.DETAILS:
        columns = [column for field in detail.fields for column in field.columns]
        inner = [part.key for part in parts.LISTS if part.owner == detail.key]
        for row in detail.model.objects.filter(practice__in=documents).values("practice_id", *columns):
            value = {field.key: field.read(row, codes) for field in detail.fields}
            documents[row["practice_id"]][detail.key] = value | {key: [] for key in inner}


def _add_list(documents: dict[int, dict], part: parts.ListPart, codes: parts.Codes) -> None:
    columns = [column for field in part.fields for column in field.columns]
    rows = part.model.objects.filter(practice__in=documents).order_by("position", "pk")
    found = defaultdict(list)
    for row in rows.values("practice_id", *columns):
        if part.bare:
            found[row["practice_id"]].append(part.fields[0].read(row, codes))
        else:
            found[row["practice_id"]].append({field.key: field.read(row, codes) for field in part.fields})
    for practice, entries in found.items():
        owner = documents[practice][part.owner] if part.owner else documents[practice]
        if owner is not None:  # a list whose detail row is gone belongs to nothing
            owner[part.key] = entries
