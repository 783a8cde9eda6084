"""Codes of a document as labels: what each is called in the reader's language, and which language the words are in."""

from practices import reference
from practices.vocabulary import Acceptance, Language


class Labels:
    """One document, one language, one snapshot of the reference tables."""

    def __init__(self, document: dict, language: str, snapshot: reference.Snapshot) -> None:
        self.document, self.language, self.reference = document, language, snapshot

    def label(self, entry: reference.Entry | None, code: str) -> dict | None:
        """A label with the language it is in. What nobody knows any more shows its code."""
        if not code:
            return None
        if entry is None:
            return {"code": code, "label": code, "language": "", "direction": "ltr"}
        words, language = entry.label(self.language)
        return {"code": entry.code, "label": words, "language": language, "direction": Language(language).direction}

    def term(self, kind: str, code: str) -> dict | None:
        """A term's label, of what it was merged into where it was."""
        return self.label(self.reference.resolve(kind, code), code)

    def terms(self, kind: str, codes: list[str]) -> list[dict]:
        """Labels of several terms, each with the broader term's where there is one that is more than proposed."""
        found = []
        for code in codes:
            entry = self.reference.resolve(kind, code)
            label = self.label(entry, code)
            parent = self.reference.get("term", entry.parent) if entry is not None and entry.parent else None
            if parent is not None and parent.acceptance != Acceptance.PROPOSED:
                label["parent"] = self.label(parent, code)
            found.append(label | {"definition": entry.facts["definition"] if entry else ""})
        return found

    def country(self, code: str) -> dict | None:
        """A country's name."""
        return self.label(self.reference.find("country", code), code)

    def countries(self, codes: list[str]) -> list[dict]:
        """Names of several countries."""
        return [self.country(code) for code in codes]
