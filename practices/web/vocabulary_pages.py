"""What the pages of vocabularies show: terms in their order and place, their names, how many practices each has."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.document import parts
from practices.document.labels import Labels
from practices.opendata import skos
from practices.opendata.skos.concepts import M49, Reference
from practices.search import Asked, Values
from practices.search.facets import BY_KEY, FACETS, Facet
from practices.text import fold
from practices.vocabulary import NUMBERED_KINDS, GroupKind, Language, MechanismCategory, TermKind

PLACES = ("country", "city")  # long lists of names that need no explanation
BY_NAME = (*PLACES, "group", "mechanism")
COUNTED = {*parts.TERMS.values(), TermKind.STATUS, "city"}  # known of each practice, though no facet of the search
HEADINGS = {"group": GroupKind, "mechanism": MechanismCategory}


class Shown:
    """The pages for readers of one language, at one state of the tables and the listings."""

    def __init__(self, language: str, values: Values) -> None:
        self.language, self.values, self.snapshot = language, values, values.snapshot
        self.labels = Labels({}, language, self.snapshot)

    def of(self, name: str, code: str) -> tuple[str, dict]:
        """The template and what it needs: of a term, a vocabulary, or the list of all."""
        if code:
            return "practices/vocabulary_term.html", self.term(name, code)
        if name:
            return "practices/vocabulary.html", self.vocabulary(name)
        return "practices/vocabularies.html", {"vocabularies": [self.described(one) for one in skos.NAMES]}

    def described(self, name: str) -> dict:
        """A vocabulary in a few words."""
        return {
            "name": name,
            "title": skos.title(name),
            "description": skos.description(name),
            "size": skos.size(name, self.snapshot),
        }

    def vocabulary(self, name: str) -> dict:
        """A vocabulary, its terms under headings where it has any."""
        concepts = [one for one in skos.read(name, self.snapshot).concepts.values() if not one.replaced_by]
        if name in BY_NAME:
            concepts.sort(key=lambda one: fold(self.label(name, one.code)["label"]))
        rows = {one.code: self.row(one) for one in concepts}
        sections: dict[object, dict] = {}
        for one in concepts:
            above = rows.get(one.broader[1]) if one.broader else None
            if above is not None:
                above["children"].append(rows[one.code])
                continue
            key, heading = self.heading(one)
            sections.setdefault(key, {"heading": heading, "rows": []})["rows"].append(rows[one.code])
        return {
            "vocabulary": self.described(name),
            "sections": [sections[key] for key in _in_order(name, sections)],
            "is_of_places": name in PLACES,
            "has_codes": name in NUMBERED_KINDS or name == TermKind.INSTRUMENT,
            "code_lists": ("iso-3166-1-alpha-3", "m49") if name == "country" else (),
        }

    def row(self, concept: skos.Concept) -> dict:
        """A term as a list shows it."""
        return {
            "code": concept.code,
            "label": self.label(concept.name, concept.code),
            "definition": concept.definition,
            "is_retired": concept.is_retired,
            "practices": self.practices(concept),
            "children": [],
        }

    def heading(self, concept: skos.Concept) -> tuple[str, dict | None]:
        """Under what a long list shows a term: a key, and the words with their language."""
        if concept.name == TermKind.SDG_TARGET:
            goal = concept.broader_elsewhere[0] if concept.broader_elsewhere else None
            return (goal[1], self.numbered(*goal)) if goal else ("", None)
        if not concept.heading or concept.name in PLACES:
            return "", None
        if kinds := HEADINGS.get(concept.name):
            return concept.heading, _plain(str(kinds(concept.heading).label), "")
        return concept.heading, _plain(capfirst(concept.heading.replace("_", " ")), "en")

    def term(self, name: str, code: str) -> dict:
        """Everything there is to say of one term."""
        concept = skos.read(name, self.snapshot).concepts[code]
        return {
            "vocabulary": self.described(name),
            "term": concept,
            "label": self.label(name, code),
            "labels": [
                _plain(concept.labels[one], one) | {"name": one.label} for one in Language if one in concept.labels
            ],
            "missing": [one.label for one in Language if one not in concept.labels],
            "names": _by_language(concept.names),
            "hidden_names": _by_language(concept.hidden_names),
            "has_codes": name in NUMBERED_KINDS,
            "relations": self.relations(concept),
            "practices": self.practices(concept),
        }

    def relations(self, concept: skos.Concept) -> dict:
        """Other terms that this one names, labelled."""
        return {
            "broader": self.named([*([concept.broader] if concept.broader else []), *concept.broader_elsewhere]),
            "narrower": self.named([*concept.narrower, *concept.narrower_elsewhere]),
            "is_part_of": self.named(concept.is_part_of),
            "parts": self.named(concept.parts),
        }

    def named(self, references: Iterable[Reference]) -> list[dict]:
        """Terms with their labels: numbered ones in their order, all others by name."""
        found = [self.numbered(name, code) | {"name": name, "code": code} for name, code in references]
        return found if found and found[0]["name"] in NUMBERED_KINDS else sorted(found, key=_by_label)

    def label(self, name: str, code: str) -> dict:
        """A term's label, marked with its language."""
        return self.labels.label(self.snapshot.find(name, code), code)

    def numbered(self, name: str, code: str) -> dict:
        """The same with its number where people know it by that."""
        found = self.label(name, code)
        return found | {"label": f"{code} {found['label']}"} if name in NUMBERED_KINDS else found

    def practices(self, concept: skos.Concept) -> dict | None:
        """How many public practices a term has, and the search for them; None where practices do not tell."""
        if facet := facet_of(concept):
            count = self.values.bits[facet.key].get(concept.code, 0).bit_count()
            return {"count": count, "asked": Asked(chosen={facet.key: (concept.code,)})}
        if concept.name in COUNTED:
            return {"count": self.values.index.bits(concept.name, concept.code).bit_count(), "asked": None}
        return None


def facet_of(concept: skos.Concept) -> Facet | None:
    """The facet by which the search finds practices of a term."""
    if concept.name == "group" and concept.heading in M49:
        return BY_KEY["region"]
    return next((facet for facet in FACETS if concept.name in facet.kinds), None)


def _in_order(name: str, sections: dict) -> list:
    """Headings as their list has them, others in the order of their terms; what stands under none comes last."""
    if len(sections) > 1 and "" in sections:
        sections[""]["heading"] = _plain(_("Others"), "")
    order = HEADINGS[name].values if name in HEADINGS else [key for key in sections if key]
    return sorted(sections, key=lambda key: order.index(key) if key in order else len(order))


def _plain(label: str, language: str) -> dict:
    direction = Language(language).direction if language else "ltr"
    return {"label": label, "language": str(language), "direction": direction}


def _by_language(names: Iterable[tuple[str, str]]) -> list[dict]:
    """Names gathered by their language, those of none first."""
    found: dict[str, dict] = {}
    for text, language in names:
        label = Language(language).label if language else ""
        found.setdefault(language, _plain("", language) | {"name": label, "texts": []})["texts"].append(text)
    order = ["", *Language.values]
    return [found[language] for language in sorted(found, key=order.index)]


def _by_label(row: dict) -> str:
    return fold(row["label"])
