"""What several cells of one row say of one column, put together."""

from typing import Any


def added(key: str, present: list, more: list) -> list:
    """A new list of both, none twice. Sources of a later cell get keys that are still free."""
    found = list(present)
    if key != "citations":
        return found + [one for place, one in enumerate(more) if one not in found and one not in more[:place]]
    taken = {entry["key"] for entry in found}
    for entry in more:
        if (
            place := next((place for place, other in enumerate(found) if _same_source(entry, other)), None)
        ) is not None:
            found[place] = found[place] | {"title": found[place]["title"] or entry["title"]}
            continue
        if entry["key"] in taken:
            entry = entry | {"key": _free(taken)}
        taken.add(entry["key"])
        found.append(entry)
    return found


def _same_source(one: dict[str, Any], other: dict[str, Any]) -> bool:
    is_named_so = one["title"] == other["title"] or not (one["title"] and other["title"])
    return one["url"] == other["url"] and is_named_so


def _free(taken: set[str]) -> str:
    number = 1
    while f"s{number}" in taken:
        number += 1
    return f"s{number}"
