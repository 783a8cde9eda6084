"""Many items in one go, where nothing stands against any of them: documents are loaded together."""

from django.db import transaction

from practices import document, workflow
from practices.api.problems import Problem
from practices.api.writing import changing, finding, single
from practices.codes import read_code
from practices.exchange.importing.rights import Rights
from practices.locking import busy_as
from practices.models import Practice
from practices.vocabulary import Channel


class NotAtOnce(Exception):
    """What stands against some items: by place the problem, or None where each is to be tried by itself."""

    def __init__(self, refusals: dict[int, Problem | None]) -> None:
        super().__init__(len(refusals))
        self.refusals = refusals


def in_one_go(items: dict[int, object], rights: Rights, key) -> dict[int, dict]:
    """Results by place, where nothing stands against any of these items. Raises NotAtOnce."""
    with transaction.atomic():
        read = _all_read(items)
        there = _there(read, rights)
        wanted = _all_wanted(items, read, there, rights)
        try:
            practices = workflow.load_many(list(wanted.values()), by=rights.user, channel=Channel.API)
        except document.DocumentError as refusal:
            places = list(wanted)
            raise NotAtOnce({places[error["index"]]: None for error in refusal.errors}) from None
        except workflow.Conflict:
            raise NotAtOnce(dict.fromkeys(items)) from None
        done, refusals = {}, {}
        for index, practice in zip(wanted, practices, strict=True):
            try:
                edition = single.moved(practice, read[index][1], rights, key)
                done[index] = single.done(index, practice, 200 if index in there else 201, edition)
            except Problem as problem:
                refusals[index] = problem
        if refusals:
            raise NotAtOnce(refusals)
        return done


def _all_read(items: dict[int, object]) -> dict[int, tuple[dict, dict]]:
    read, faulty = {}, {}
    for index, item in items.items():
        try:
            read[index] = single.read(item)
        except Problem:
            faulty[index] = None
    if faulty:
        raise NotAtOnce(faulty)
    return read


def _there(read: dict[int, tuple[dict, dict]], rights: Rights) -> dict[int, tuple[Practice, bool]]:
    """By place, the practice an item is about, held, and whether it may be changed."""
    codes = {index: given["code"] for index, (given, _wanted) in read.items() if given.get("code") is not None}
    if not codes:
        return {}
    named = {index: read_code(code) if isinstance(code, str) else None for index, code in codes.items()}
    practices = rights.practices().filter(code__in=set(named.values()) - {None}).order_by("pk")
    with busy_as(finding.Busy):
        held = {one.code: one for one in practices.select_for_update(of=("self",))}
    known, seen = rights.by_codes(held), set()
    # The second of two items about one practice comes after the first.
    odd = {index: None for index, code in named.items() if code not in known or code in seen or seen.add(code)}
    if odd:
        raise NotAtOnce(odd)
    return {index: (held[code], known[code].may_change) for index, code in named.items()}


def _all_wanted(items: dict, read: dict, there: dict, rights: Rights) -> dict[int, dict]:
    """By place, the documents to load."""
    wanted, odd = {}, {}
    for index, (given, _transition) in read.items():
        practice, may_change = there.get(index, (None, rights.may_add))
        is_stale = practice is not None and practice.revision != items[index].get("revision")
        is_only_moved = practice is not None and set(given) == {"code"}
        wanted[index], faults = changing.prepared(given, practice, rights)
        if is_stale or faults or not (may_change or is_only_moved):
            odd[index] = None
    if odd:
        raise NotAtOnce(odd)
    return wanted
