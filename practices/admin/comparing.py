"""One entry in three versions: as the form started, as it is stored now, as it was typed."""

from practices.admin import entries
from practices.admin.conflicts import BOTH, MINE, THEIRS, Entry, in_words
from practices.admin.entries import mark, plain, same


def put(post, name: str, values: list[str]) -> None:
    """As a browser sends it: nothing at all where nothing is chosen."""
    post.setlist(name, values)
    if not values:
        del post[name]


def compared(form, name: str, typed: list[str], known: dict | None, is_registrys: bool = False) -> Entry | None:
    """How the typed and the stored version of one entry relate; None where they are the same.

    Where both changed what the registry itself sets, what it has set stands until the other is chosen.
    """
    theirs = entries.stored(form, name)
    if same(typed, theirs):
        return None
    is_mine = known is None or mark(typed) != known[name]
    is_theirs = known is None or mark(theirs) != known[name]
    who = BOTH if is_mine and is_theirs else THEIRS if is_theirs else MINE
    bound = form.fields[name]
    return Entry(
        who, str(bound.label or form[name].label), in_words(bound, theirs), in_words(bound, plain(typed)), mine=typed,
        theirs=theirs, holds=THEIRS if who == THEIRS or (who == BOTH and is_registrys) else MINE,
    )  # fmt: skip
