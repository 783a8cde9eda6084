"""Finding a row of a reference table by what people call it, in any language, with or without accents."""

from practices import reference
from practices.models import Alias
from practices.text import fold, words
from practices.vocabulary import TermKind

MOST_WORDS = 20
_folded: dict[str, tuple[int, list[tuple[int, str]]]] = {}  # table → version of the snapshot, names


def keys_named(table: str, typed: str) -> set[int]:
    """Keys of the rows one of whose names, or code, holds every word typed."""
    wanted = words(typed)[:MOST_WORDS]
    found = {key for key, text in _names(table, reference.current()) if all(word in text for word in wanted)}
    aliases = Alias.objects.filter(**{f"{table}__isnull": False})
    for word in wanted:
        aliases = aliases.filter(folded__contains=word)
    return found | set(aliases.values_list(f"{table}_id", flat=True))


def _names(table: str, snapshot: reference.Snapshot) -> list[tuple[int, str]]:
    """(key, all names folded) of every row of a table, folded once a version."""
    known = _folded.get(table)
    if known is None or known[0] != snapshot.version:
        kinds = TermKind.values if table == "term" else [table]
        entries = [entry for kind in kinds for entry in snapshot.of_kind(kind)]
        known = _folded[table] = (snapshot.version, [(entry.pk, _folded_names(entry)) for entry in entries])
    return known[1]


def _folded_names(entry: reference.Entry) -> str:
    return fold(" ".join([entry.code, entry.facts.get("acronym") or "", *entry.labels.values()]))
