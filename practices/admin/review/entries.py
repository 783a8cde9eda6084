"""The entries of a practice as a reviewer reads them: what differs from the live edition, or all there is."""

from dataclasses import dataclass, field
from itertools import groupby

from django.utils import translation
from django.utils.translation import get_language

from practices import document, reference
from practices.admin.review.comments import Conversation, anchor, label
from practices.document import parts
from practices.document.compare import compare
from practices.document.present import Presenter
from practices.document.words import interface_language
from practices.models import Edition, PracticeText
from practices.vocabulary import Language

MARKED, SIDES, WHOLE = "marked", "sides", "whole"
VIEWS = (MARKED, SIDES, WHOLE)


@dataclass
class Entry:
    """One entry. `shown` is as document.compare words it; in the whole text, kind "plain", "lines" or "sources"."""

    path: str
    label: str
    shown: dict
    conversations: list[Conversation] = field(default_factory=list)
    is_refused: bool = False  # a comment on it was, and what was typed comes back here

    @property
    def anchor(self) -> str:
        return anchor(self.path)

    @property
    def is_fact(self) -> bool:
        """Whether it is a word or a list rather than prose or sources, and needs little room."""
        return self.shown["kind"] in ("value", "list", "lines") or not (
            self.shown.get("language") or self.shown["kind"] == "sources"
        )


@dataclass
class Group:
    """Entries that stand together: those of one translation, or what is between two translations."""

    language: Language | None
    entries: list[Entry]

    @property
    def is_talked_about(self) -> bool:
        """Whether something in it is not settled, so that it must not be folded away."""
        talk = [found for entry in self.entries for found in entry.conversations]
        return any(not found.is_settled for found in talk) or any(entry.is_refused for entry in self.entries)


def changed(edition: Edition, built: dict) -> list[Entry]:
    """What the working copy says otherwise than an edition."""
    found = compare(edition.document, built, get_language() or "en")
    return [Entry(entry["path"], entry["label"], _in_two(entry)) for entry in found]


def _in_two(entry: dict) -> dict:
    if entry["kind"] != "text":
        return entry
    old, new = ([piece for piece in entry["pieces"] if piece["mark"] in ("same", side)] for side in ("old", "new"))
    return entry | {"old_pieces": old, "new_pieces": new}


def whole(built: dict) -> list[Entry]:
    """All the working copy says, in the order of the document."""
    language = get_language() or "en"
    # The original language is said always, the default one as well.
    before = document.empty() | {"original_language": ""}
    found = [entry for entry in compare(before, built, language) if entry["path"] != "citations"]
    entries = [Entry(entry["path"], entry["label"], _plain(entry)) for entry in found]
    return [*entries, *([sources(built)] if built["citations"] else [])]


def _plain(entry: dict) -> dict:
    if entry["kind"] == "text":
        return entry | {"kind": "plain", "text": "".join(piece["text"] for piece in entry["pieces"])}
    if entry["kind"] == "list":
        return entry | {"kind": "lines", "lines": entry["added"]}
    return {"kind": "plain", "text": entry["new"]}


def sources(built: dict) -> Entry:
    """The sources, with addresses that can be followed."""
    language = get_language() or "en"
    with translation.override(interface_language(language)):
        found = Presenter(built, language, reference.current()).citations()
    return Entry("citations", label("citations"), {"kind": "sources", "sources": found})


def groups(entries: list[Entry], original: str) -> list[Group]:
    """The entries with each translation in a group of its own."""

    def translation_of(entry: Entry) -> str:
        key, _dot, rest = entry.path.partition(".")
        language = rest.partition(".")[0] if key == "texts" else ""
        return "" if language == original else language

    return [Group(Language(key) if key else None, list(found)) for key, found in groupby(entries, translation_of)]


def discussable(built: dict, shown: list[Entry]) -> list[tuple[str, str]]:
    """Paths and names of entries that can be commented on and have no place of their own on the page."""
    original = built["original_language"]
    texts = [f"texts.{original}.{name}" for name in PracticeText.FIELDS]
    facts = [key for key in document.empty() if key not in ("schema", "code", "staff", "texts", *parts.GATHERED)]
    absent = {detail.key for detail in parts.DETAILS if not built[detail.key]}
    gathered = [f"{key}.{name.key}" for key, names in parts.GATHERED.items() for name in names]
    here = {entry.path for entry in shown}
    return [(path, label(path)) for path in (*texts, *facts, *gathered) if path not in here | absent]
