"""From working copy to public record and back out: editions, listings, archive, redaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from practices import analysis, listings, reference
from practices import document as documents
from practices.completeness import keeps_from_publication
from practices.document import parts
from practices.models import (
    Assessment,
    Edition,
    Event,
    Listing,
    ListingWords,
    Practice,
    PracticeText,
    Standing,
    Tombstone,
)
from practices.vocabulary import Acceptance, TermKind

BATCH = 100
REMOVED = "[…]"
WRITTEN = ("code", "edition_id", "first_published_at", "published_at", "cards", "facets")  # columns of a listing
SHORTEST_REDACTION = 3
# Keys under which people write freely; a phrase under any other (a code, a date) is not personal data.
PROSE = {
    *PracticeText.FIELDS, *listings.PROSE, "reasons", "unit", "publisher", "locator", "url", "archived_url", "name", "rights",
    "report_url", "text_url", "clause", "editions",
}  # fmt: skip


class NotPublishable(Exception):
    """The working copy may not be published yet. `reasons` are sentences for people."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def publish(practice: Practice, *, change_note: str = "", alone: bool = False) -> Edition:
    """Make the working copy the live edition. Call with the practice locked, inside a transaction (workflow does).

    Raises NotPublishable. A document equal to the newest edition makes no second one.
    """
    document = documents.build(practice)
    refuse_unpublishable(document)
    digest = documents.digest(document)
    latest = practice.editions.order_by("-number").defer("document").first()
    if latest is None or latest.digest != digest:
        latest = Edition.objects.create(
            practice=practice,
            number=latest.number + 1 if latest else 1,
            schema=documents.SCHEMA,
            document=document,
            digest=digest,
            revision=practice.revision,
            published_at=timezone.now(),
            change_note=change_note,
            is_alone=alone,
        )
    Standing.objects.get_or_create(practice=practice)
    refresh([practice])
    return latest


def refuse_unpublishable(document: dict, snapshot: reference.Snapshot | None = None) -> None:
    """Raise NotPublishable with every reason why the public may not read this document."""
    reasons = [gap.sentence for gap in keeps_from_publication(document)]
    snapshot = snapshot or reference.current()
    for kind, code in sorted(coded(document)):
        entry = snapshot.find(kind, code)
        if entry is not None and entry.acceptance == Acceptance.PROPOSED:
            reasons.append(_("“%(name)s” is proposed and not accepted yet.") % {"name": entry.labels["en"]})
    if "staff" in document:
        reasons.append(_("What is for staff only cannot be published."))
    if reasons:
        raise NotPublishable(reasons)


def coded(document: dict) -> set[tuple[str, str]]:
    """(kind, code) of every term and organisation a document names."""
    found = {(kind, code) for key, kind in parts.TERMS.items() for code in document[key]}
    found |= {("organisation", entry["organisation"]) for entry in document["organisations"]}
    for key in (TermKind.TYPE, TermKind.SCOPE, TermKind.STATUS, TermKind.EVIDENCE_LEVEL):
        if document[key.value]:
            found.add((key, document[key.value]))
    if agreement := document["labour_agreement"]:
        found |= {(TermKind.AGREEMENT_ELEMENT, entry["element"]) for entry in agreement["elements"]}
        if agreement["legal_form"]:
            found.add((TermKind.LEGAL_FORM, agreement["legal_form"]))
    return found


def refresh(practices: Iterable[Practice]) -> int:
    """Make the listings of these practices again from their newest editions; returns how many are public.

    Locks the practices first and SearchVersion as the last thing, and holds both until the commit: a reader who takes
    the number before the rows misses nothing. Where nothing has changed nothing is written and no number given.
    """
    keys = [practice.pk for practice in practices]
    with transaction.atomic():
        list(Practice.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        snapshot, vectors, surfaces = reference.current(), _Vectors(keys), set()
        rows: list[Listing] = []
        for edition in _live_editions(keys):
            document = documents.upgrade(edition.document)
            rows.append(_listing(edition, document, snapshot))
            if vectors.add(edition, document):
                surfaces |= listings.surfaces(document)
        stored = {row.pk: row for row in Listing.objects.filter(practice__in=keys)}
        gone = set(stored) - {row.pk for row in rows}
        cut = {row.pk for row in vectors.rows}
        changed = [row for row in rows if row.pk in cut or not _is_same(row, stored.get(row.pk))]
        if changed or gone:
            _write(changed, vectors.rows, surfaces, gone=gone)
        return len(rows)


def _live_editions(keys: list[int]) -> Iterable[Edition]:
    """The newest edition of each practice that is not archived, with when its first one came and its practice's code."""
    first = Edition.objects.filter(practice=OuterRef("practice"), number=1).values("published_at")
    newest = Edition.objects.filter(practice__in=keys).order_by("practice_id", "-number").distinct("practice_id")
    archived = Standing.objects.filter(practice=OuterRef("practice"), archived_at__isnull=False)
    return newest.filter(~Exists(archived)).annotate(first_at=Subquery(first), code=F("practice__code"))


def _listing(edition: Edition, document: dict, snapshot: reference.Snapshot) -> Listing:
    return Listing(
        practice_id=edition.practice_id,
        code=edition.code,
        edition=edition,
        first_published_at=edition.first_at,
        published_at=edition.published_at,
        **listings.columns(document, snapshot),
    )


def _is_same(row: Listing, stored: Listing | None) -> bool:
    """Whether a listing is written already just as it would be now."""
    return stored is not None and all(getattr(row, name) == getattr(stored, name) for name in WRITTEN)


def refresh_outdated() -> int:
    """Make those listings again whose words an older version of the registry has cut, or none; returns how many.

    For after an upgrade: where all are up to date it costs one query.
    """
    outdated = Listing.objects.exclude(words__made_of__startswith=f"{analysis.VERSION}:").order_by("pk")
    return _refresh_in_batches(list(outdated.values_list("pk", flat=True)))


class _Vectors:
    """Rows of ListingWords for those listings whose words are not those of their edition yet."""

    def __init__(self, keys: list[int]) -> None:
        self.known = dict(ListingWords.objects.filter(listing__in=keys).values_list("listing_id", "made_of"))
        self.rows: list[ListingWords] = []

    def add(self, edition: Edition, document: dict) -> bool:
        """Cut the document into words, unless that is done; returns whether it was needed."""
        made_of = f"{analysis.VERSION}:{edition.digest}"
        if self.known.get(edition.practice_id) == made_of:
            return False
        self.rows.append(ListingWords(listing_id=edition.practice_id, made_of=made_of, **listings.words(document)))
        return True


def _write(rows: list[Listing], vectors: list[ListingWords], surfaces: set[str], *, gone: set[int]) -> None:
    """Stamp and write listings and their words, bury what is public no more. The lock on the number comes first here."""
    version, now = _next_version()
    for row in rows:
        row.version, row.changed_at = version, now
    Tombstone.objects.bulk_create(
        [Tombstone(practice_id=key, version=version, changed_at=now) for key in gone],
        update_conflicts=True, unique_fields=["practice"], update_fields=["version", "changed_at"],
    )  # fmt: skip
    Listing.objects.filter(practice__in=gone).delete()
    Listing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["practice"], update_fields=[*WRITTEN, "version", "changed_at"]
    )
    ListingWords.objects.bulk_create(
        vectors, update_conflicts=True, unique_fields=["listing"], update_fields=["title", "summary", "body", "made_of"]
    )
    _keep_words(surfaces, version)


def _keep_words(surfaces: set[str], version: int) -> None:
    """Remember words nobody has used before; in one order, so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO practices_searchword (word, version) SELECT unnest(%s::text[]), %s ON CONFLICT DO NOTHING",
            [sorted(surfaces), version],
        )


def _forget_words(words: set[str]) -> None:
    """Drop those of these words that stand in no listing any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM practices_searchword USING unnest(%s::text[], %s::text[]) AS gone (word, lexeme) "
            "WHERE practices_searchword.word = gone.word AND NOT EXISTS (SELECT FROM practices_listingwords "
            "WHERE title @@ lexeme::tsquery OR summary @@ lexeme::tsquery OR body @@ lexeme::tsquery)",
            [list(words), [analysis.quoted(f"={word}") for word in words]],
        )


def refresh_all() -> int:
    """Make every listing again from editions, a batch a transaction; returns how many practices are public."""
    keys = Practice.objects.filter(editions__isnull=False).distinct().order_by("pk").values_list("pk", flat=True)
    return _refresh_in_batches(list(keys))


def _refresh_in_batches(keys: list[int]) -> int:
    count = 0
    for start in range(0, len(keys), BATCH):
        count += refresh([Practice(pk=key) for key in keys[start : start + BATCH]])
    return count


def _next_version() -> tuple[int, datetime]:
    """The number of this change, and its time: both rise in the order of commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            # From a sequence, so that a number rolled back is never given again; asked for once the row is ours, so
            # that numbers rise in the order of commits.
            "INSERT INTO practices_searchversion (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = "
            "CASE WHEN nextval('practices_searchversion_numbers') > practices_searchversion.n "
            "THEN currval('practices_searchversion_numbers') "
            # The sequence never stays behind what is there, whatever an older version of the registry has counted to.
            "ELSE setval('practices_searchversion_numbers', practices_searchversion.n + 1) END RETURNING n, clock_timestamp()"
        )
        return cursor.fetchone()


def archive(practice: Practice, reason: str) -> None:
    """Take a public practice out of every channel; its addresses answer 410 with this reason."""
    Standing.objects.filter(practice=practice).update(archived_at=timezone.now(), archive_reason=reason)
    refresh([practice])


def unarchive(practice: Practice) -> None:
    """Bring an archived practice back as it was."""
    Standing.objects.filter(practice=practice).update(archived_at=None, archive_reason="")
    refresh([practice])


def redact(practice: Practice, phrase: str, *, by, note: str, channel: str) -> int:
    """Replace a phrase by […] in every edition, in the public standing and in assessments, which feed it.

    The one recorded exception to their immutability.

    For personal data that should never have been published. The event says that and why, not the phrase; the working
    copy is left to an ordinary edit. Returns how many of these texts changed. Raises ValueError for a phrase under
    three characters, an empty note, or where an edition could not be read afterwards.
    """
    if len(phrase.strip()) < SHORTEST_REDACTION or not note.strip():
        raise ValueError("A redaction needs a phrase of at least three characters and a reason.")
    with transaction.atomic(), connection.cursor() as cursor:
        Practice.objects.select_for_update().get(pk=practice.pk)
        cursor.execute("SELECT set_config('registry.redaction', 'on', true)")
        editions = list(practice.editions.all())
        written = {word for edition in editions for word in listings.surfaces(documents.upgrade(edition.document))}
        count = sum(_redact_edition(edition, phrase) for edition in editions)
        count += sum(_redact_assessment(one, phrase) for one in practice.assessments.all())
        count += sum(_redact_standing(one, phrase) for one in Standing.objects.filter(practice=practice))
        cursor.execute("SELECT set_config('registry.redaction', '', true)")
        if count:
            Event.objects.create(
                practice=practice, code=practice.code, name="redacted", actor=by, channel=channel, note=note,
                from_state=practice.state, to_state=practice.state, revision=practice.revision,
            )  # fmt: skip
            refresh([practice])
            _forget_words(written)
    return count


def _redact_edition(edition: Edition, phrase: str) -> bool:
    document = _without(edition.document, phrase)
    try:
        documents.Document.model_validate(documents.upgrade(document))
    except ValidationError as error:
        raise ValueError(f"Edition {edition.number} could not be read without this phrase.") from error
    change_note = edition.change_note.replace(phrase, REMOVED)
    if (document, change_note) == (edition.document, edition.change_note):
        return False
    edition.document, edition.change_note = document, change_note
    edition.digest = documents.digest(document)
    edition.redacted_at = timezone.now()
    edition.save(update_fields=["document", "change_note", "digest", "redacted_at"])
    return True


def _redact_assessment(assessment: Assessment, phrase: str) -> bool:
    """Its free words only: scores and answers stay."""
    return _redact_columns(assessment, phrase, ("comments", "public_reason", "conflict_note"))


def _redact_standing(standing: Standing, phrase: str) -> bool:
    return _redact_columns(standing, phrase, ("grade_reasons", "archive_reason"))


def _redact_columns(row, phrase: str, names: tuple[str, ...]) -> bool:
    """Prose is what stands in these columns, or in an object of one under a key that is known for prose."""
    before = [getattr(row, name) for name in names]
    after = [
        _without(value, phrase, is_prose=name != "grade_reasons") for name, value in zip(names, before, strict=True)
    ]
    if before == after:
        return False
    for name, value in zip(names, after, strict=True):
        setattr(row, name, value)
    row.save(update_fields=names)
    return True


def _without(value, phrase: str, is_prose: bool = False):
    """The same value with the phrase taken out of prose; lists and languages below a key of prose are prose, too."""
    if isinstance(value, str):
        return value.replace(phrase, REMOVED) if is_prose else value
    if isinstance(value, list):
        return [_without(entry, phrase, is_prose) for entry in value]
    if isinstance(value, dict):
        return {key: _without(entry, phrase, is_prose or key in PROSE) for key, entry in value.items()}
    return value
