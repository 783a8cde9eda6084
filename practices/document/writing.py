"""Rows of working copies, written from documents in a fixed number of queries per part."""

from collections.abc import Iterable

from practices import models
from practices.document import parts
from practices.document.building import TEXT_COLUMNS, read_codes
from practices.document.difference import differences
from practices.text import fold

FACT_FIELDS = (*parts.FACTS, *(field for gathered in parts.GATHERED.values() for field in gathered))
BATCH = 1_000


def write(changes: list, by, channel: str, note: str) -> None:
    """Write what differs, raise revisions, add events. The practices are locked and validated already."""
    practices = [change.practice for change in changes]
    snapshot_codes = read_codes([])
    for change in changes:
        _set_facts(change, by, snapshot_codes)
    _save_practices(changes)
    _write_texts([change for change in changes if "texts" in change.keys])
    _upsert_citations([change for change in changes if "citations" in change.keys])
    codes = _codes_for(practices, changes)
    _write_terms([change for change in changes if _touches(change, parts.TERMS)], codes)
    for detail in parts.DETAILS:
        _write_detail([change for change in changes if detail.key in change.keys], detail, codes)
    for part in parts.LISTS:
        _write_list([change for change in changes if (part.owner or part.key) in change.keys], part, codes)
    _drop_citations([change for change in changes if "citations" in change.keys and not change.is_new])
    _add_events(changes, by, channel, note)


def _touches(change, keys: Iterable[str]) -> bool:
    return any(key in change.keys for key in keys)


def _set_facts(change, by, codes: parts.Codes) -> None:
    practice, document = change.practice, change.after
    values = {}
    for field in parts.FACTS:
        values |= field.write(document[field.key], 0, codes)
    for key, fields in parts.GATHERED.items():
        for field in fields:
            values |= field.write(document[key][field.key], 0, codes)
    for field in parts.FOCAL_POINT:
        values |= field.write(document["staff"]["focal_point"][field.key], 0, codes)
    values |= {"remarks": document["staff"]["remarks"], **staff_list_columns(document)}
    for name, value in values.items():
        setattr(practice, name, value)
    practice.revision += 1
    practice.last_editor = by
    if change.is_new:
        practice.author = by


def staff_list_columns(document: dict) -> dict[str, str]:
    """What staff lists show and search of a document: its title and all titles folded."""
    texts = document["texts"]
    original = texts.get(document["original_language"])
    titles = [text["title"] for text in texts.values()]
    title = original["title"] if original else (titles or [""])[0]
    return {"title": title, "search_text": fold(" ".join([*titles, document["code"] or ""]))}


def _save_practices(changes: list) -> None:
    models.Practice.objects.bulk_create([change.practice for change in changes if change.is_new], batch_size=BATCH)
    columns = [column for field in FACT_FIELDS for column in field.columns]
    columns += [column for field in parts.FOCAL_POINT for column in field.columns]
    columns = [column.removesuffix("_id") for column in columns]
    for change in changes:
        if not change.is_new:
            change.practice.save(
                update_fields=[*columns, "remarks", "title", "search_text", "revision", "last_editor", "changed_at"]
            )


def _codes_for(practices: list[models.Practice], changes: list) -> parts.Codes:
    codes = read_codes([practice.pk for practice in practices])
    wanted = {link["practice"] for change in changes for link in change.after["links"]}
    known = models.Practice.objects.filter(code__in=wanted).values_list("code", "pk")
    codes.practices.update(dict(known))
    return codes


def _write_texts(changes: list) -> None:
    rows = [
        models.PracticeText(practice=change.practice, language=language, **text)
        for change in changes
        for language, text in change.after["texts"].items()
        if change.is_new or change.before["texts"].get(language) != text
    ]
    models.PracticeText.objects.bulk_create(
        rows, BATCH, update_conflicts=True, unique_fields=["practice", "language"], update_fields=TEXT_COLUMNS
    )
    for change in changes:
        if change.before and set(change.before["texts"]) - set(change.after["texts"]):
            change.practice.practicetext_set.exclude(language__in=change.after["texts"]).delete()


def _upsert_citations(changes: list) -> None:
    part = parts.CITATIONS
    rows = [
        part.model(practice=change.practice, position=place, **entry)
        for change in changes
        for place, entry in enumerate(change.after["citations"])
    ]
    columns = ["position", *(field.key for field in part.fields if field.key != "key")]
    part.model.objects.bulk_create(
        rows, BATCH, update_conflicts=True, unique_fields=["practice", "key"], update_fields=columns
    )


def _drop_citations(changes: list) -> None:
    for change in changes:
        kept = {citation["key"] for citation in change.after["citations"]}
        if {citation["key"] for citation in change.before["citations"]} - kept:
            change.practice.citation_set.exclude(key__in=kept).delete()


def _write_terms(changes: list, codes: parts.Codes) -> None:
    _clear(models.PracticeTerm, changes)
    rows = []
    for change in changes:
        entries = [
            codes.reference.find(kind, code).pk for key, kind in parts.TERMS.items() for code in change.after[key]
        ]
        rows += [
            models.PracticeTerm(practice=change.practice, term_id=term, position=place)
            for place, term in enumerate(entries)
        ]
    models.PracticeTerm.objects.bulk_create(rows, BATCH)


def _write_detail(changes: list, detail: parts.Detail, codes: parts.Codes) -> None:
    _clear(detail.model, changes)
    rows = []
    for change in changes:
        value = change.after[detail.key]
        if value is not None:
            columns = {}
            for field in detail.fields:
                columns |= field.write(value[field.key], change.practice.pk, codes)
            rows.append(detail.model(practice=change.practice, **columns))
    detail.model.objects.bulk_create(rows, BATCH)


def _write_list(changes: list, part: parts.ListPart, codes: parts.Codes) -> None:
    _clear(part.model, changes)
    rows = []
    for change in changes:
        owner = change.after[part.owner] if part.owner else change.after
        for place, entry in enumerate(owner[part.key] if owner else []):
            columns = {}
            for field in part.fields:
                columns |= field.write(entry if part.bare else entry[field.key], change.practice.pk, codes)
            rows.append(part.model(practice=change.practice, position=place, **columns))
    part.model.objects.bulk_create(rows, BATCH)


def _clear(model: type, changes: list) -> None:
    known = [change.practice.pk for change in changes if not change.is_new]
    if known:
        model.objects.filter(practice__in=known).delete()


def _add_events(changes: list, by, channel: str, note: str) -> None:
    models.Event.objects.bulk_create(
        [
            models.Event(
                practice=change.practice,
                code=change.practice.code,
                name="created" if change.is_new else "edited",
                actor=by,
                channel=channel,
                from_state="" if change.is_new else change.practice.state,
                to_state=change.practice.state,
                revision=change.practice.revision,
                note=note,
                changes=[] if change.is_new else differences(change.before, change.after),
            )
            for change in changes
        ],
        BATCH,
    )
