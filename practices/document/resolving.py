"""Codes of a document looked up: merged ones give way to what stands for them, unknown ones are faults."""

from django.utils.translation import gettext as _

from practices import files
from practices.document import parts
from practices.reference import Snapshot
from practices.vocabulary import TermKind

SINGLE_TERMS = {
    "type": TermKind.TYPE,
    "scope": TermKind.SCOPE,
    "status": TermKind.STATUS,
    "evidence_level": TermKind.EVIDENCE_LEVEL,
}
# key of the list → (key of the code in an entry, kind of code)
CODED_LISTS = {
    "countries": (("country", "country"),),
    "organisations": (("organisation", "organisation"),),
    "cities": (("city", "city"),),
    "exchanges": (("provider", "country"), ("beneficiary", "country")),
}
Fault = tuple[str, str]


def resolved(document: dict, snapshot: Snapshot) -> tuple[dict, list[Fault]]:
    """The document with every code as it is today, and (path, message) of each code nobody knows."""
    faults: list[Fault] = []
    document = dict(document)

    def today(path: str, kind: str, code: str) -> str:
        entry = snapshot.resolve(kind, code)
        if entry is None:
            faults.append((path, _("There is no “%(code)s” in the vocabulary.") % {"code": code}))
        return entry.code if entry else code

    for key, kind in SINGLE_TERMS.items():
        if document.get(key):
            document[key] = today(key, kind, document[key])
    for key, kind in {**parts.TERMS, "mechanisms": "mechanism"}.items():
        if document.get(key):
            codes = [today(f"{key}.{place}", kind, code) for place, code in enumerate(document[key])]
            document[key] = _once(document[key], codes)
    for key, coded in CODED_LISTS.items():
        if document.get(key):
            document[key] = _entries(key, document[key], coded, today)
    _resolve_details(document, today)
    return document, faults


def _entries(key: str, entries: list[dict], coded: tuple, today) -> list[dict]:
    now = [
        entry | {name: today(f"{key}.{place}.{name}", kind, entry[name]) for name, kind in coded}
        for place, entry in enumerate(entries)
    ]
    return now if key == "exchanges" else _once(entries, now)


def _once(given: list, now: list) -> list:
    """Entries that a merge has made equal stand once; what the writer entered twice stays, to be refused."""
    return [
        entry
        for place, entry in enumerate(now)
        if entry not in now[:place] or (given[place] == entry and given[now.index(entry)] == entry)
    ]


def _first_of_merged(given: list[dict], now: list[dict]) -> list[dict]:
    """One answer an element: of two that a merge has made one, the first stands."""
    was = [entry["element"] for entry in given]
    codes = [entry["element"] for entry in now]
    return [
        entry
        for place, entry in enumerate(now)
        if codes[place] not in codes[:place] or was[place] == was[codes.index(codes[place])]
    ]


def _resolve_details(document: dict, today) -> None:
    if agreement := document.get("labour_agreement"):
        elements = [
            entry
            | {
                "element": today(
                    f"labour_agreement.elements.{place}.element", TermKind.AGREEMENT_ELEMENT, entry["element"]
                )
            }
            for place, entry in enumerate(agreement["elements"])
        ]
        elements = _first_of_merged(agreement["elements"], elements)
        form = agreement["legal_form"]
        form = today("labour_agreement.legal_form", TermKind.LEGAL_FORM, form) if form else ""
        document["labour_agreement"] = agreement | {"elements": elements, "legal_form": form}
    if centre := document.get("training_centre"):
        for key in ("member_countries", "served_countries"):
            for place, code in enumerate(centre[key]):
                today(f"training_centre.{key}.{place}", "country", code)
        for place, count in enumerate(centre["trainees"]):
            if count["country"]:
                today(f"training_centre.trainees.{place}.country", "country", count["country"])


def missing_files(document: dict) -> list[Fault]:
    """(path, message) of each attachment whose bytes the store does not hold."""
    return [
        (f"attachments.{place}.sha256", _("The registry does not keep this file."))
        for place, attachment in enumerate(document.get("attachments") or [])
        if not files.is_kept(attachment["sha256"])
    ]
