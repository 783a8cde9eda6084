"""New practices that name each other must be written together; everything else goes in packs of a certain size."""

from collections.abc import Iterator

from practices.models import ImportRow


def packs(rows: list[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    """The rows in packs of about this size, those that hang together in one."""
    pack: list[ImportRow] = []
    for group in _groups(rows):
        if pack and len(pack) + len(group) > size:
            yield pack
            pack = []
        pack += group
    if pack:
        yield pack


def _groups(rows: list[ImportRow]) -> list[list[ImportRow]]:
    """Rows that name each other's codes, near or far, in one group; in the order of their first rows."""
    by_code = {row.code: place for place, row in enumerate(rows) if row.code}
    leader = list(range(len(rows)))

    def find(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for place, row in enumerate(rows):
        for link in row.document.get("links", []):
            if link["practice"] in by_code:
                one, other = sorted((find(place), find(by_code[link["practice"]])))
                leader[other] = one
    groups: dict[int, list[ImportRow]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(find(place), []).append(row)
    return list(groups.values())
