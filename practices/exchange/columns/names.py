"""Labels of controlled values and back: what a sheet shows for a code, and which code a cell means.

A label stands alone where it says which value is meant; where several values of a vocabulary share it, it is followed by
the code in brackets. So every sheet we write can be read again, in each language.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext

from practices import reference, vocabulary
from practices.codes import read_code
from practices.exchange.speaking import sheet_language
from practices.kept import Kept
from practices.reference import Entry, Snapshot
from practices.text import fold
from practices.vocabulary import NUMBERED_KINDS, Acceptance, Language

# Lists closed by the code, by the names that columns give them. All others are in the reference tables.
CLOSED = {
    "party": vocabulary.Party,
    "cost_band": vocabulary.CostBand,
    "exchange_format": vocabulary.ExchangeFormat,
    "citation_kind": vocabulary.CitationKind,
    "verification": vocabulary.Verification,
    "link_kind": vocabulary.LinkKind,
    "answer": vocabulary.Answer,
    "delivery": vocabulary.Delivery,
    "fee_payer": vocabulary.FeePayer,
    "follow_up_state": vocabulary.FollowUpState,
    "text_origin": vocabulary.TextOrigin,
    "grade": vocabulary.Grade,
    "state": vocabulary.State,
    "language": Language,
    "detail": vocabulary.DetailKind,
}
FLAG = "flag"
FLAGS = {"true": lambda: gettext("yes"), "false": lambda: gettext("no")}
_WITH_CODE = re.compile(r"\[([^\[\]]+)\]\s*$")
_kept = Kept(12)  # two versions of five languages, and one to spare


class Names:
    """All names at one version of the reference tables, for sheets in one language."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.snapshot, self.language = snapshot, language
        self._labels: dict[str, dict[str, str]] = {}
        self._own: dict[str, dict[str, str | None]] = {}  # folded label in this language → code; None where several
        self._all: dict[str, dict[str, str | None]] = {}  # in any language

    def label(self, vocabulary: str, code: str) -> str:
        """What a sheet shows for a code: nothing for none, the code itself for one nobody knows."""
        if not code:
            return ""
        known = self._labels.get(vocabulary)
        if known is None:
            known = self._labels[vocabulary] = self._made(vocabulary)
        label = known.get(code)
        return code if label is None else label

    def find(self, vocabulary: str, text: str) -> str | None:
        """The code a cell means: by label in the sheet's language, code, "[code]", or label in any language.

        None where nothing or more than one value is meant.
        """
        text = text.strip()
        self.label(vocabulary, "-")
        folded = fold(text)
        if folded in self._own[vocabulary]:
            return self._own[vocabulary][folded]
        bracketed = _WITH_CODE.search(text)
        code = self.code(vocabulary, bracketed[1] if bracketed else text)
        if code is None and vocabulary in NUMBERED_KINDS:
            code = self.code(vocabulary, text.split(" ", 1)[0])
        return code if code is not None else self._in_any_language(vocabulary).get(folded)

    def code(self, vocabulary: str, text: str) -> str | None:
        """A code in the spelling people give it, as it stands today; None where there is none."""
        if vocabulary in CLOSED:
            return text if text in CLOSED[vocabulary].values else None
        if vocabulary == FLAG:
            return text if text in FLAGS else None
        spelt = [text, text.upper() if vocabulary == "country" else text.lower()]
        if vocabulary == "organisation":
            spelt.append(read_code(text) or text)
        found = next((entry for one in spelt if (entry := self.snapshot.resolve(vocabulary, one))), None)
        return found.code if found else None

    def options(self, vocabulary: str) -> list[tuple[str, str, str]]:
        """(code, label, definition) of what may be chosen, in its order: nothing retired, merged or only proposed."""
        if vocabulary in CLOSED:
            return [(code, self.label(vocabulary, code), "") for code in CLOSED[vocabulary].values if code]
        return [
            (entry.code, self.label(vocabulary, entry.code), entry.facts.get("definition") or "")
            for entry in self.snapshot.of_kind(vocabulary)
            if not entry.replaced_by and entry.acceptance == Acceptance.ACCEPTED
        ]

    # How they are made -----------------------------------------------------------------------------------------------

    def _made(self, vocabulary: str) -> dict[str, str]:
        plain = self._plain(vocabulary, self.language)
        if vocabulary in NUMBERED_KINDS:
            plain = {code: f"{code} {label}" for code, label in plain.items()}
        shown, own = plain, self._by_label(vocabulary, plain)
        while None in own.values():
            # The code tells apart what a name does not; once more where that is somebody else's name.
            shown = {code: label if own[fold(label)] else f"{label} [{code}]" for code, label in shown.items()}
            own = self._by_label(vocabulary, shown)
        self._own[vocabulary] = dict.fromkeys(map(fold, plain.values())) | own
        return shown

    def _by_label(self, vocabulary: str, labels: dict[str, str]) -> dict[str, str | None]:
        """The code that each folded label means; None where it means several."""
        meant = defaultdict(set)
        for code, label in labels.items():
            meant[fold(label)].add(self._today(vocabulary, code))
        return {folded: codes.pop() if len(codes) == 1 else None for folded, codes in meant.items()}

    def _today(self, vocabulary: str, code: str) -> str:
        if vocabulary in CLOSED or vocabulary == FLAG:
            return code
        entry = self.snapshot.resolve(vocabulary, code)
        return entry.code if entry else code

    def _plain(self, vocabulary: str, language: str) -> dict[str, str]:
        """Labels by code in a language, in English where there is no other. What was merged shows what it is now."""
        if vocabulary in CLOSED or vocabulary == FLAG:
            with translation.override(sheet_language(language)):
                if vocabulary == FLAG:
                    return {code: word() for code, word in FLAGS.items()}
                return {code: str(label) for code, label in CLOSED[vocabulary].choices if code}
        return {entry.code: self._of_today(vocabulary, entry).label(language)[0] for entry in self._entries(vocabulary)}

    def _entries(self, vocabulary: str) -> Iterable[Entry]:
        return self.snapshot.of_kind(vocabulary)

    def _of_today(self, vocabulary: str, entry: Entry) -> Entry:
        return self.snapshot.resolve(vocabulary, entry.code) or entry

    def _in_any_language(self, vocabulary: str) -> dict[str, str | None]:
        if vocabulary not in self._all:
            meant = defaultdict(set)
            for language in Language.values:
                for code, label in self._plain(vocabulary, language).items():
                    meant[fold(label)].add(self._today(vocabulary, code))
            self._all[vocabulary] = {
                folded: codes.pop() if len(codes) == 1 else None for folded, codes in meant.items()
            }
        return self._all[vocabulary]


def names(language: str, snapshot: Snapshot | None = None) -> Names:
    """The names of now for sheets in this language; kept while no name changes."""
    snapshot = snapshot or reference.current()
    return _kept.get((snapshot.version, snapshot.day, language), lambda: Names(snapshot, language))
