"""Two people, one form: what each of them says of an entry, side by side, and the choice between them."""

import json
import re
from dataclasses import dataclass, field

from django.forms import CheckboxInput
from django.utils.translation import gettext as _

from practices.admin.entries import same
from practices.admin.keys import key_of

MINE, THEIRS = "mine", "theirs"
BOTH = "both"
KEY = re.compile(r"conflict-\d{1,5}")
MOST_IN_WORDS = 300


@dataclass
class Entry:
    """One entry on which the form and what is stored now differ.

    `who` changed it since the form was opened: MINE, THEIRS or BOTH. `holds` says whose version stands in the form until
    another is chosen. `name` is that of the field on the page, empty where there is nothing to choose.
    """

    who: str
    label: str
    stored: str
    typed: str
    name: str = ""
    owner: str = ""  # the row it belongs to
    anchor: str = ""
    mine: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    holds: str = MINE

    @property
    def kept(self) -> str:
        """Both versions, to be sent back with the choice."""
        return json.dumps({"name": self.name, MINE: self.mine, THEIRS: self.theirs, "holds": self.holds})


def grouped(entries: list[Entry]) -> list[dict]:
    """The entries by who changed them, the ones that need a thought first; numbered throughout."""
    titles = {
        BOTH: (_("You both changed this"), _("Your version stands in the form. Choose the one that is to stay.")),
        THEIRS: (
            _("Only the other person changed this"),
            _("Their version is taken over already. Choose yours only if theirs is a mistake."),
        ),
        MINE: (_("Only you changed this"), _("Your version stands in the form.")),
    }
    found, number = [], 0
    for who, (title, hint) in titles.items():
        rows = []
        for entry in entries:
            if entry.who == who:
                rows.append({"number": number, "entry": entry})
                number += 1
        if rows:
            found.append({"who": who, "title": title, "hint": hint, "rows": rows})
    return found


def chosen(post):
    """What was sent, with every choice carried out that differs from what the form held.

    An entry that was changed by hand after the choice was offered stays as it was typed: that is the newer decision.
    """
    keys = [key for key in post if KEY.fullmatch(key)]
    if not keys:
        return post
    post = post.copy()
    for key in keys:
        entry, choice = _read(post[key]), post.get(f"{key}-choice")
        for name in (key, f"{key}-choice"):
            post.pop(name, None)
        if entry and choice in (MINE, THEIRS) and same(post.getlist(entry["name"]), entry[entry["holds"]]):
            post.setlist(entry["name"], entry[choice])
            if not entry[choice]:
                del post[entry["name"]]
    return post


def _read(text: str) -> dict | None:
    """A choice as it was offered, or None where somebody has changed its shape."""
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("name"), str)
        or entry.get("holds") not in (MINE, THEIRS)
    ):
        return None
    for side in (MINE, THEIRS):
        values = entry.get(side)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return None
    return entry


def in_words(field, values: list[str]) -> str:
    """An entry as a reader knows it: names instead of keys."""
    if isinstance(field.widget, CheckboxInput):
        return _("yes") if values else _("no")
    values = [value for value in values if value != ""][:MOST_IN_WORDS]
    if not values:
        return ""
    if hasattr(field, "queryset"):
        keys = [key for key in map(key_of, values) if key]
        rows = field.queryset.in_bulk(keys)
        return ", ".join(str(rows[key]) for key in keys if key in rows)
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return "\n".join(labels.get(value, value) for value in values)
