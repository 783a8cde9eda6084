"""A document as rows of tables. Columns are picked by name; a test says that no key of a document is without one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from practices.document import parts
from practices.vocabulary import TermKind

# Tables of lists by the key of the list; lists inside a detail form are named after both.
LISTS = {
    "countries": "practice_countries", "organisations": "practice_organisations", "cities": "practice_cities",
    "citations": "citations", "figures": "figures", "exchanges": "exchanges", "links": "links", "particulars": "particulars",
    "attachments": "attachments",
}  # fmt: skip
DETAILS = {
    "study_tour": ("study_tours", {"actions": "study_tour_actions"}),
    "training_centre": ("training_centres", {"trainees": "training_centre_trainees"}),
    "labour_agreement": ("labour_agreements", {"elements": "labour_agreement_elements"}),
    "city_cooperation": ("city_cooperations", {}),
}
TABLES = (
    "practices", "texts", "practice_terms", "practice_mechanisms", *LISTS.values(),
    *(table for table, _lists in DETAILS.values()), *(table for _table, lists in DETAILS.values() for table in lists.values()),
)  # fmt: skip
SINGLE_TERMS = (TermKind.TYPE, TermKind.MODALITY, TermKind.SCOPE, TermKind.STATUS, TermKind.EVIDENCE_LEVEL)

Rows = Iterator[tuple[str, list[dict]]]


def rows(facts: Mapping, document: dict | None) -> Rows:
    """(table, rows) of a practice; those first that others refer to."""
    if document is None:
        yield "practices", [facts]
        return
    code = facts["code"]
    yield "practices", [flat({**document, **document["initiative"]}) | _years(document) | facts]
    yield (
        "texts",
        [
            {"practice": code, "language": language, **flat(text)}
            for language, text in document["texts"].items()
            if text
        ],
    )
    yield "practice_terms", _numbered(code, [{"vocabulary": kind, "code": term} for kind, term in terms(document)])
    yield "practice_mechanisms", _numbered(code, [{"mechanism": mechanism} for mechanism in document["mechanisms"]])
    known = {citation["key"] for citation in document["citations"]}
    for key, table in LISTS.items():
        yield table, _entries(code, document[key], known)
    for key, (table, lists) in DETAILS.items():
        if (detail := document[key]) is not None:
            yield table, [{"practice": code, **flat(detail)}]
            for inner, inner_table in lists.items():
                yield inner_table, _entries(code, detail[inner], known)


def terms(document: dict) -> Iterator[tuple[str, str]]:
    """(vocabulary, code) of every term of a practice."""
    for kind in SINGLE_TERMS:
        if document[kind.value]:
            yield kind.value, document[kind.value]
    for key, kind in parts.TERMS.items():
        yield from ((kind.value, code) for code in document[key])


def flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as SQLite takes it: labels by language side by side, lists as JSON, nothing for what is not known."""
    found = {}
    for key, value in entry.items():
        if key == "label" and isinstance(value, Mapping):
            found |= {f"label_{language}": text for language, text in value.items()}
        elif isinstance(value, list):
            found[key] = json.dumps(value, ensure_ascii=False) if value else None
        elif not isinstance(value, Mapping):
            found[key] = None if value == "" else int(value) if isinstance(value, bool) else value
    return found


def _years(document: dict) -> dict:
    return {"start_year": document["period"]["start"], "end_year": document["period"]["end"]}


def _entries(code: str, entries: list[dict], known: set[str]) -> list[dict]:
    """The rows of a list. A source that is not among those of the practice is left out: nothing stands behind it."""
    found = _numbered(code, [flat(entry) for entry in entries])
    for row in found:
        if row.get("source") not in known:
            row["source"] = None
    return found


def _numbered(code: str, entries: list[dict]) -> list[dict]:
    # A link names the other practice by the key that here names the own one.
    return [
        {**entry, "other": entry.get("practice"), "practice": code, "position": place}
        for place, entry in enumerate(entries, start=1)
    ]
