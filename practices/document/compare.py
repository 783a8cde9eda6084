"""Two documents side by side: field by field, changed words marked, lists as what came and what went."""

from collections.abc import Container, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from practices import models, reference
from practices.document import parts
from practices.document.difference import differences
from practices.document.pieces import Effort, marked
from practices.document.present import Presenter
from practices.document.resolving import resolved
from practices.document.shape import Document
from practices.document.upgrade import upgrade
from practices.document.words import choice, date_words, interface_language, number_words
from practices.vocabulary import Answer, CostBand, Language, LinkKind, Party, TermKind

_KEYS = list(Document.model_fields)
_GATHERED = [field.key for fields in parts.GATHERED.values() for field in fields]


def compare(old: dict, new: dict, language: str, public: Container[str] | None = None) -> list[dict]:
    """What differs, in the order of the shape: [{"path", "label", "kind", …}] worded for readers of a language.

    kind "text": "pieces" of {"mark": same|old|new, "text"}, "language", "direction"; kind "value": "old", "new";
    kind "list": "removed", "added" (sentences), and "is_reordered" where only the order changed.
    `public` holds the codes of public practices: links to others are left out; None, for staff, keeps all.
    """
    snapshot = reference.current()
    # Codes of today on both sides: what a merge made one is no difference to a reader.
    old, new = (_readable(resolved(upgrade(document), snapshot)[0], public) for document in (old, new))
    with translation.override(interface_language(language)):
        wording = Wording(old, new, language, snapshot)
        changes = sorted(differences(old, new), key=lambda change: _place(change["path"]))
        return [entry for change in changes for entry in wording.entries(change)]


def _place(path: str) -> tuple[int, ...]:
    """Where a path stands in the shape; what comes out of the database has lost the order of its keys."""
    key, _dot, rest = path.partition(".")
    inner, _dot, field = rest.partition(".")
    detail = next((detail for detail in parts.DETAILS if detail.key == key), None)
    if key == "texts":
        order = (_index(Language.values, inner), _index(models.PracticeText.FIELDS, field))
    else:
        order = (_index([field.key for field in detail.fields], inner) if detail else _index(_GATHERED, inner), 0)
    return _index(_KEYS, key), *order


def _index(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _readable(document: dict, public: Container[str] | None) -> dict:
    if public is None:
        return document
    return document | {"links": [link for link in document["links"] if link["practice"] in public]}


class Wording:
    """How each part of a document is put into words."""

    def __init__(self, old: dict, new: dict, language: str, snapshot: reference.Snapshot) -> None:
        self.old, self.new = Presenter(old, language, snapshot), Presenter(new, language, snapshot)
        self.effort = Effort()

    def entries(self, change: dict) -> list[dict]:
        """The entries of one path that differs."""
        path, old, new = change["path"], change["old"], change["new"]
        key, _dot, rest = path.partition(".")
        if key == "texts":
            return self._texts(rest, old, new)
        if key in ("period", "initiative"):
            return [self._gathered(key, rest, old, new)]
        if key in {detail.key for detail in parts.DETAILS}:
            return self._detail(key, rest, old, new)
        label = self.label(key)
        if isinstance(old, list) or isinstance(new, list):
            return [self._list(path, label, key, old or [], new or [])]
        return [
            {"path": path, "label": label, "kind": "value", "old": self._value(key, old), "new": self._value(key, new)}
        ]

    @staticmethod
    def label(key: str) -> str:
        """What a top-level key is called."""
        if key in parts.TERMS:
            return str(TermKind(parts.TERMS[key]).label)
        own = {"mechanisms": _("consultation mechanisms"), "attachments": _("attachments"), "links": _("links"),
               "figures": _("figures"), "citations": _("sources"), "exchanges": _("exchanges"),
               "countries": _("countries"), "organisations": _("organisations"), "cities": _("cities"),
               "particulars": _("further particulars")}  # fmt: skip
        return own.get(key) or str(models.Practice._meta.get_field(key).verbose_name)

    def _texts(self, rest: str, old, new) -> list[dict]:
        language, _dot, field = rest.partition(".")
        name = Language(language).label
        direction = Language(language).direction
        if not field:  # a whole language came or went
            old, new = old or {}, new or {}
            fields = [field for field in models.PracticeText.FIELDS if old.get(field) or new.get(field)]
            return [
                entry
                for field in fields
                for entry in self._texts(f"{language}.{field}", old.get(field, ""), new.get(field, ""))
            ]
        label = f"{models.PracticeText._meta.get_field(field).verbose_name} ({name})"
        if field not in models.PracticeText.FIELDS:
            words = [
                _("yes") if value is True else _("no") if value is False else str(value or "") for value in (old, new)
            ]
            return [{"path": f"texts.{rest}", "label": label, "kind": "value", "old": words[0], "new": words[1]}]
        return [{"path": f"texts.{rest}", "label": label, "kind": "text", "pieces": marked(old or "", new or "", self.effort),
                 "language": language, "direction": direction}]  # fmt: skip

    def _gathered(self, key: str, rest: str, old, new) -> dict:
        label = (
            _("start")
            if rest == "start"
            else _("end")
            if rest == "end"
            else models.Practice._meta.get_field(rest).verbose_name
        )
        if key == "initiative":
            old, new = (choice(Party, value) for value in (old, new))
            old, new = (value["label"] if value else "" for value in (old, new))
        return {
            "path": f"{key}.{rest}",
            "label": str(label),
            "kind": "value",
            "old": str(old or ""),
            "new": str(new or ""),
        }

    def _detail(self, key: str, rest: str, old, new) -> list[dict]:
        detail = next(detail for detail in parts.DETAILS if detail.key == key)
        title = str(detail.model._meta.verbose_name)
        if not rest:  # the whole form came or went
            whole, side = (old, 0) if new is None else (new, 1)
            names = [*(field.key for field in detail.fields), *(part.key for part in parts.LISTS if part.owner == key)]
            return [
                entry
                for name in names
                if whole[name] not in ("", None, [])
                for entry in self._detail(key, name, *((whole[name], None) if side == 0 else (None, whole[name])))
            ]
        inner = next((part for part in parts.LISTS if part.owner == key and part.key == rest), None)
        name = inner.model._meta.verbose_name_plural if inner else detail.model._meta.get_field(rest).verbose_name
        label = f"{title}: {name}"
        if isinstance(old, list) or isinstance(new, list):
            return [self._list(f"{key}.{rest}", label, rest, old or [], new or [])]
        old, new = (self._shown(detail, rest, value) for value in (old, new))
        return [{"path": f"{key}.{rest}", "label": label, "kind": "value", "old": old, "new": new}]

    def _shown(self, detail: parts.Detail, key: str, value) -> str:
        row = self.new.row(detail, key, value)
        if row is None:
            return ""
        return row["value"][0]["label"] if row["kind"] == "labels" else str(row["value"])

    def _value(self, key: str, value) -> str:
        if not value:
            return ""
        if key == "original_language":
            return str(Language(value).label)
        if key == "cost_band":
            return str(CostBand(value).label)
        return self.new.term(key, value)["label"]

    def _list(self, path: str, label: str, key: str, old: list, new: list) -> dict:
        removed = [self.sentence(key, entry, self.old) for entry in old if entry not in new]
        added = [self.sentence(key, entry, self.new) for entry in new if entry not in old]
        return {"path": path, "label": label, "kind": "list", "removed": removed, "added": added,
                "is_reordered": not removed and not added}  # fmt: skip

    def sentence(self, key: str, entry, side: Presenter) -> str:
        """One entry of a list in words."""
        if key in parts.TERMS:
            return side.term(parts.TERMS[key], entry)["label"]
        worded = {
            "mechanisms": lambda: side.label(side.reference.find("mechanism", entry), entry)["label"],
            "countries": lambda: _joined(
                side.country(entry["country"]), side.term(TermKind.COUNTRY_ROLE, entry["role"])
            ),
            "organisations": lambda: _joined(
                side.label(side.reference.resolve("organisation", entry["organisation"]), entry["organisation"]),
                side.term(TermKind.ORGANISATION_ROLE, entry["role"]),
            ),
            "cities": lambda: _joined(
                side.label(side.reference.find("city", entry["city"]), entry["city"]),
                side.term(TermKind.COUNTRY_ROLE, entry["role"]),
            ),
            "figures": lambda: _figure(side.figure(entry, {}), entry["source"]),
            "citations": lambda: " · ".join(
                filter(None, [entry["title"], entry["publisher"], entry["url"], entry["locator"]])
            ),
            "exchanges": lambda: _exchange(side.exchange(entry)),
            "attachments": lambda: f"{entry['title']} ({entry['name']})",
            "links": lambda: f"{LinkKind(entry['kind']).label}: {entry['practice']}",
            "particulars": lambda: f"{entry['label']}: {entry['value']}",
            "actions": lambda: " · ".join(filter(None, [entry["action"], date_words(entry["due"])])),
            "trainees": lambda: " · ".join(
                filter(None, [number_words(entry["people"]), str(entry["year"] or ""), entry["country"]])
            ),
            "elements": lambda: _element(side, entry),
            "member_countries": lambda: side.country(entry)["label"],
            "served_countries": lambda: side.country(entry)["label"],
        }.get(key)
        return worded() if worded else str(entry)


def _joined(name: dict, role: dict | None) -> str:
    return f"{name['label']} – {role['label']}" if role else name["label"]


def _figure(figure: dict, source: str) -> str:
    words = f"{figure['label']['label']}: {figure['words']} {figure['unit']}"
    year = f" ({figure['year']})" if figure["year"] else ""
    return _("%(figure)s, source %(key)s") % {"figure": words + year, "key": source} if source else words + year


def _exchange(exchange: dict) -> str:
    form = exchange["format"]["label"] if exchange["format"] else ""
    return " · ".join(
        filter(
            None,
            [
                f"{exchange['provider']['label']} → {exchange['beneficiary']['label']}",
                exchange["date"],
                form,
                exchange["subject"],
            ],
        )
    )


def _element(side: Presenter, entry: dict) -> str:
    element = side.term(TermKind.AGREEMENT_ELEMENT, entry["element"])["label"]
    return " · ".join(filter(None, [f"{element} {Answer(entry['answer']).label}", entry["clause"], entry["note"]]))
