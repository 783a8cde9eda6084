"""What the columns of a sheet mean: proposed, chosen by hand, and kept under a name for the next sheet."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.exchange import books, matching
from practices.exchange.books import SheetInfo
from practices.exchange.columns import BY_KEY, PARTS
from practices.exchange.importing import recognising
from practices.exchange.importing.kinds import ColumnFound, ImportRefused
from practices.exchange.importing.recognising import Own
from practices.exchange.importing.rights import Rights
from practices.models import Import, Mapping
from practices.models.exchange import ImportStep
from practices.text import clean
from practices.vocabulary import Language

KEEP, CLEAR = "keep", "clear"
REFUSE, ADD = "refuse", "add"
MOST_SAMPLES, LONGEST_SAMPLE = 3, 120
LONGEST_NAME = 100
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


def proposed(one: Import, info: SheetInfo, own: Own | None) -> dict:
    """The mapping as proposed: {"columns", "language", "empty", "unknown"}."""
    is_staff = Rights(one.person).is_staff
    columns = [column["proposal"]["key"] for column in one.reading["columns"]]
    columns = [key if is_staff or not _is_for_staff(key) else "" for key in columns]
    if own is not None:
        # In our own sheets an empty cell says that there is nothing.
        return {"columns": columns, "language": own.language, "empty": CLEAR, "unknown": REFUSE}
    titles = [column["heading"] for column in one.reading["columns"]]
    rows = info.first_rows[one.reading["header_row"] :]
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


def set_columns(one: Import, *, columns: list[str], language: str, empty: str = KEEP, unknown: str = REFUSE) -> None:
    """Say what each column means: keys of matching.TARGETS by place, "" to leave one out; → CHECKING.

    The caller defers jobs.check_import(str(one.key)) after commit. `language` is that of labels and texts ("" = find
    out); `empty` says whether an empty cell says nothing ("keep") or takes the value away ("clear"); `unknown` whether
    a code that no practice has is refused ("refuse") or makes a new practice of that code ("add", only for who may
    change every practice). Raises ImportRefused.
    """
    columns = [*columns]
    if one.step not in (ImportStep.COLUMNS, ImportStep.PREVIEW):
        raise ImportRefused(_("The columns of this import cannot be changed now."))
    if len(columns) != len(one.reading["columns"]):
        raise ImportRefused(_("Say of each column what it means."))
    if language not in ("", *Language.values) or empty not in (KEEP, CLEAR) or unknown not in (REFUSE, ADD):
        raise ImportRefused(_("This is not one of the possible values."))
    rights = Rights(one.person)
    if unknown == ADD and not rights.sees_all:
        raise ImportRefused(_("Only who may change every practice can add practices with a code of their own."))
    _refuse_impossible(one, columns, rights)
    one.mapping = {"columns": columns, "language": language, "empty": empty, "unknown": unknown}
    begin_check(one)


def begin_check(one: Import) -> None:
    """→ CHECKING. What was found before stands until it is found again."""
    one.step, one.error, one.done = ImportStep.CHECKING, "", 0
    one.started_at, one.language = timezone.now(), get_language() or one.language
    one.save()


def save_mapping(one: Import, name: str, by) -> Mapping:
    """Keep what the columns mean under a name (one of that name is replaced); returns the Mapping."""
    name = clean(name)[:LONGEST_NAME]
    if not name:
        raise ImportRefused(_("Give the mapping a name."))
    chosen = zip(one.reading["columns"], one.mapping["columns"], strict=True)
    headings = {matching.folded(column["heading"]): key for column, key in chosen if column["heading"]}
    options = {key: one.mapping[key] for key in ("language", "empty")}
    kept, _is_new = Mapping.objects.update_or_create(
        name=name, defaults={"headings": headings, "options": options, "person": by}
    )
    return kept


@transaction.atomic
def apply_mapping(one: Import, mapping: Mapping) -> list[str]:
    """The keys by place that a kept Mapping gives this sheet; what it does not know is as proposed. Saves them, too."""
    if one.step not in (ImportStep.COLUMNS, ImportStep.PREVIEW):
        raise ImportRefused(_("The columns of this import cannot be changed now."))
    columns = [
        mapping.headings.get(matching.folded(column["heading"]), column["proposal"]["key"])
        for column in one.reading["columns"]
    ]
    is_staff = Rights(one.person).is_staff
    columns = [key if label_of(key) and (is_staff or not _is_for_staff(key)) else "" for key in columns]
    one.mapping = one.mapping | {"columns": columns} | {key: value for key, value in mapping.options.items() if value}
    one.save(update_fields=["mapping"])
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
