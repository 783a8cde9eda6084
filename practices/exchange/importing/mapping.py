"""What the columns of a sheet mean: proposed, chosen by hand, and kept under a name for the next sheet."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.exchange import books, matching
from practices.exchange.books import SheetInfo
from practices.exchange.columns import BY_KEY, PARTS
from practices.exchange.columns.names import names
from practices.exchange.importing import recognising
from practices.exchange.importing.kinds import ColumnFound, ImportRefused
from practices.exchange.importing.moving import move
from practices.exchange.importing.recognising import Own
from practices.exchange.importing.rights import Rights
from practices.models import Import, Mapping
from practices.models.exchange import ImportStep
from practices.text import clean
from practices.vocabulary import Language, TermKind

KEEP, CLEAR = "keep", "clear"
REFUSE, ADD = "refuse", "add"
# What can be said for all new practices of which the sheet does not say it, with its vocabulary.
DEFAULTS = {"type": TermKind.TYPE, "modality": TermKind.MODALITY, "status": TermKind.STATUS}
MOST_SAMPLES, LONGEST_SAMPLE = 3, 120
LONGEST_NAME = 100
READ = (ImportStep.COLUMNS, ImportStep.PREVIEW)  # the steps at which columns can be said
ENOUGH_KNOWN = 0.8  # of the headings: then a kept mapping is proposed without being asked for


def described(info: SheetInfo, header_row: int, own: Own | None) -> list[dict]:
    """The columns of a sheet as the import keeps them: heading, first samples, and what is proposed."""
    titles = [clean(heading) for heading in _headings(info, header_row, own)]
    samples = [_samples(info.first_rows[header_row:], place) for place in range(len(titles))]
    if own is not None:
        proposals = [{"key": key, "score": 1, "why": "", "others": []} for key in recognising.mapped(own.keys)]
    else:
        columns = [
            [row[place] for row in info.first_rows[header_row:] if place < len(row)] for place in range(len(titles))
        ]
        proposals = [
            {"key": one.key, "score": one.score, "why": str(one.why), "others": [list(other) for other in one.others]}
            for one in matching.propose(titles, columns, remembered=_remembered(titles))
        ]
    return [
        {"heading": heading, "samples": sample, "proposal": proposal}
        for heading, sample, proposal in zip(titles, samples, proposals, strict=True)
    ]


def proposed(person, reading: dict, info: SheetInfo, own: Own | None) -> dict:
    """The mapping as proposed for a sheet that is read so: {"columns", "language", "empty", "unknown"}."""
    is_staff = Rights(person).is_staff
    columns = [column["proposal"]["key"] for column in reading["columns"]]
    columns = [key if is_staff or not _is_for_staff(key) else "" for key in columns]
    if own is not None:
        # In our own sheets an empty cell says that there is nothing.
        return {"columns": columns, "language": own.language, "empty": CLEAR, "unknown": REFUSE}
    titles = [column["heading"] for column in reading["columns"]]
    rows = info.first_rows[reading["header_row"] :]
    cells = [[row[place] for row in rows if place < len(row)] for place in range(len(titles))]
    language = matching.guess_language(titles, cells)
    return {"columns": columns, "language": language, "empty": KEEP, "unknown": REFUSE}


def columns_found(one: Import) -> list[ColumnFound]:
    """Each column with its heading, samples and what is proposed for it; what is chosen now is one.mapping["columns"]."""
    return [
        ColumnFound(
            place, column["heading"], column["samples"],
            matching.Proposal(**column["proposal"] | {"others": [tuple(pair) for pair in column["proposal"]["others"]]}),
        )
        for place, column in enumerate(one.reading.get("columns", []))
    ]  # fmt: skip


def set_columns(
    one: Import, *, columns: list[str], language: str, empty: str = KEEP, unknown: str = REFUSE,
    defaults: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Say what each column means: keys of matching.TARGETS by place, "" to leave one out; → CHECKING.

    The caller defers jobs.check_import(str(one.key)) after commit. `language` is that of labels and texts ("" = find
    out); `empty` says whether an empty cell says nothing ("keep") or takes the value away ("clear"); `unknown` whether
    a code that no practice has is refused ("refuse") or makes a new practice of that code ("add", only for who may
    change every practice). `defaults` gives codes for new practices where the sheet says nothing, by column, of those in
    DEFAULTS. Raises ImportRefused.
    """
    columns, defaults = [*columns], {key: code for key, code in (defaults or {}).items() if code}
    if one.step not in READ:
        raise ImportRefused(_("The columns of this import cannot be changed now."))
    if len(columns) != len(one.reading["columns"]):
        raise ImportRefused(_("Say of each column what it means."))
    are_known = all(key in DEFAULTS and names("en").code(DEFAULTS[key], code) == code for key, code in defaults.items())
    if (
        language not in ("", *Language.values)
        or empty not in (KEEP, CLEAR)
        or unknown not in (REFUSE, ADD)
        or not are_known
    ):
        raise ImportRefused(_("This is not one of the possible values."))
    rights = Rights(one.person)
    if unknown == ADD and not rights.sees_all:
        raise ImportRefused(_("Only who may change every practice can add practices with a code of their own."))
    _refuse_impossible(one, columns, rights)
    mapping = {"columns": columns, "language": language, "empty": empty, "unknown": unknown, "defaults": defaults}
    begin_check(one, READ, mapping=mapping)


def begin_check(one: Import, steps: Iterable[str], **changes: Any) -> None:
    """→ CHECKING, with these changes. What was found before stands until it is found again. Raises ImportRefused."""
    language = get_language() or one.language
    now = timezone.now()
    move(one, steps, step=ImportStep.CHECKING, error="", done=0, started_at=now, language=language, **changes)


@transaction.atomic
def save_mapping(one: Import, name: str, by) -> Mapping:
    """Keep what the columns mean under a name; returns the Mapping.

    One of that name is replaced, unless somebody else keeps it. Raises ImportRefused.
    """
    name = clean(name)[:LONGEST_NAME]
    if not name:
        raise ImportRefused(_("Give the mapping a name."))
    there = Mapping.objects.select_for_update().filter(name=name).first()
    if there is not None and by is not None and there.person_id not in (None, by.pk):
        raise ImportRefused(_("Somebody else has kept a mapping as “%(name)s”. Choose another name.") % {"name": name})
    chosen = zip(one.reading["columns"], one.mapping["columns"], strict=True)
    headings = {matching.folded(column["heading"]): key for column, key in chosen if column["heading"]}
    options = {key: one.mapping.get(key) for key in ("language", "empty", "defaults")}
    kept, _is_new = Mapping.objects.update_or_create(
        name=name, defaults={"headings": headings, "options": options, "person": by}
    )
    return kept


def apply_mapping(one: Import, mapping: Mapping) -> list[str]:
    """The keys by place that a kept Mapping gives this sheet; what it does not know is as proposed. Saves them, too."""
    if one.step not in READ:
        raise ImportRefused(_("The columns of this import cannot be changed now."))
    columns = [
        mapping.headings.get(matching.folded(column["heading"]), column["proposal"]["key"])
        for column in one.reading["columns"]
    ]
    is_staff = Rights(one.person).is_staff
    columns = [key if label_of(key) and (is_staff or not _is_for_staff(key)) else "" for key in columns]
    options = {key: value for key, value in mapping.options.items() if value}
    move(one, READ, mapping=one.mapping | {"columns": columns} | options)
    return columns


def is_added(key: str) -> bool:
    """Whether several columns may mean this."""
    target = matching.target_of(key)
    return target is not None and target.is_added


def label_of(key: str) -> str:
    """What a column is called that a sheet may be mapped to; empty where there is none. Also what only our own have."""
    if key in PARTS:
        return str(PARTS[key][1].label)
    target = matching.target_of(key)
    if target is not None:
        return str(target.label)
    return str(BY_KEY[key].label) if key in BY_KEY and BY_KEY[key].is_written else ""


def _is_for_staff(key: str) -> bool:
    if key in BY_KEY:
        return BY_KEY[key].is_for_staff
    target = matching.target_of(key) if key else None
    return target is not None and target.is_for_staff


def _refuse_impossible(one: Import, columns: list[str], rights: Rights) -> None:
    for key in filter(None, columns):
        if not label_of(key) or (not one.reading["is_own"] and matching.target_of(key) is None):
            raise ImportRefused(_("There is no column “%(key)s”.") % {"key": key[:100]})
        if _is_for_staff(key) and not rights.is_staff:
            raise ImportRefused(_("Only staff may fill the column “%(label)s”.") % {"label": label_of(key)})
    twice = next((key for place, key in enumerate(columns) if key and key in columns[:place] and not is_added(key)), "")
    if twice:
        raise ImportRefused(_("Two columns are said to mean “%(label)s”.") % {"label": label_of(twice)})
    if not any(columns):
        raise ImportRefused(_("Say of at least one column what it means."))


def _headings(info: SheetInfo, header_row: int, own: Own | None) -> list[str]:
    if own is None:
        return books.headings(info.first_rows, header_row)
    return [
        str(own.labels[place]) if place < len(own.labels) and own.labels[place] else key
        for place, key in enumerate(own.keys)
    ]


def _samples(rows: Iterable[list], place: int) -> list[str]:
    found = (clean(str(row[place])) for row in rows if place < len(row) and row[place] not in (None, ""))
    return [text[:LONGEST_SAMPLE] for text in dict.fromkeys(found)][:MOST_SAMPLES]


def _remembered(headings: list[str]) -> dict[str, str]:
    """The headings of the kept mapping that knows most of these, if it knows nearly all."""
    folded = {matching.folded(heading) for heading in headings if heading}
    best: dict[str, str] = {}
    for known in Mapping.objects.values_list("headings", flat=True):
        if len(folded & set(known)) > len(folded & set(best)):
            best = known
    return best if folded and len(folded & set(best)) >= ENOUGH_KNOWN * len(folded) else {}
