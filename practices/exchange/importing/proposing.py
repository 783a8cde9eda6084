"""Organisations and tags that come into being with a load: proposed, for a curator to accept; gone again when unused."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from practices import reference
from practices.models import Organisation, Term
from practices.text import fold, words
from practices.vocabulary import Acceptance, TermKind

NEW = "+"  # in the place of a code: the name follows
LONGEST_CODE = 60
LONGEST = {"organisation": 500, "tag": 80}  # characters of a name
USUAL_TYPE = "civil_society"  # where no word of the name says more; a curator sees it when accepting the organisation
# Words of names, in five languages, by what kind of body they name; the first that fits counts.
TYPES_BY_WORDS = {
    "trade_union": ("trade union", "workers union", "syndicat", "sindicato", "نقابة"),
    "academia": ("university", "université", "universidad", "universidade", "institute", "institut", "instituto", "جامعة"),
    "development_bank": ("bank", "banque", "banco", "بنك", "مصرف"),
    "employers_organisation": ("employers", "employeurs", "empleadores", "empregadores", "chamber of commerce"),
    "foundation": ("foundation", "fondation", "fundación", "fundação"),
    "city_network": ("network of cities", "réseau de villes", "red de ciudades", "rede de cidades", "شبكة مدن"),
    "local_government": (
        "city of", "municipality", "mairie", "commune", "alcaldía", "municipio", "ayuntamiento", "prefeitura", "بلدية",
    ),
    "un_entity": ("united nations", "nations unies", "naciones unidas", "nações unidas", "الأمم المتحدة"),
    "national_government": (
        "ministry", "ministère", "ministerio", "ministério", "government", "gouvernement", "gobierno", "governo", "وزارة",
        "حكومة",
    ),
    "donor_agency": ("cooperation agency", "agence de coopération", "agencia de cooperación", "agência de cooperação"),
    "public_agency": (
        "agency", "agence", "agencia", "agência", "authority", "autorité", "autoridad", "department", "secretaría", "وكالة",
    ),
    "private_sector": ("ltd", "limited", "company", "gmbh", "sarl", "شركة"),
}  # fmt: skip


def stand_in(found: dict) -> dict:
    """The document with something short in the place of each name that has no code yet, as checks take it."""
    return _replaced(found, lambda vocabulary, name: _short(name))


def named(checked: dict, found: dict) -> dict:
    """What stand_in made of a document and a check has brought into its form, with the names again."""
    names = {_short(name): NEW + name for _vocabulary, name in names_in(found)}
    if not names:
        return checked
    return _replaced(checked, lambda vocabulary, short: names[NEW + short])


def names_in(found: dict) -> Iterator[tuple[str, str]]:
    """(vocabulary, name) of everything in a document, or a part of one, that is still to be proposed."""
    seen: list[tuple[str, str]] = []
    _replaced(found, lambda vocabulary, name: seen.append((vocabulary, name)) or "")
    yield from seen


def too_long(found: dict) -> Iterator[tuple[str, str]]:
    """(path, sentence) of each name that is too long for what is to be proposed."""
    places = [("tag", f"tags.{place}", code) for place, code in enumerate(found.get("tags") or [])]
    places += [
        ("organisation", f"organisations.{place}.organisation", entry["organisation"])
        for place, entry in enumerate(found.get("organisations") or [])
    ]
    for vocabulary, path, name in places:
        if name.startswith(NEW) and len(name) - len(NEW) > LONGEST[vocabulary]:
            yield path, _("This is too long: at most %(most)s are possible.") % {"most": LONGEST[vocabulary]}


def with_codes(found: dict, codes: dict[tuple[str, str], str]) -> dict:
    """The document with the codes of what was proposed, by vocabulary and folded name."""
    return _replaced(found, lambda vocabulary, name: codes[vocabulary, fold(name)])


def propose(
    wanted: Iterable[tuple[str, str]], language: str, types: dict[str, str]
) -> tuple[dict[tuple[str, str], str], dict[str, list[str]]]:
    """Make each of them once. Codes by vocabulary and folded name; codes of what is new by vocabulary, to be kept.

    `types` are those of organisations, by folded name. Somebody else may have proposed the same meanwhile.
    """
    known = _there_already()
    codes: dict[tuple[str, str], str] = {}
    created: dict[str, list[str]] = {}
    for vocabulary, name in wanted:
        key = (vocabulary, fold(name))
        if key in codes:
            continue
        if key in known:
            codes[key] = known[key]
            continue
        labels = {"label_en": name} | ({f"label_{language}": name} if language else {})
        is_organisation = vocabulary == "organisation"
        row = _organisation(labels, types.get(key[1], "")) if is_organisation else _tag(labels, key[1])
        codes[key] = row.code
        created.setdefault(vocabulary, []).append(row.code)
    return codes, created


def take_back(created: dict[str, list[str]]) -> list[str]:
    """Delete what is only proposed and that nobody uses; the names of what is kept."""
    rows = [
        *Organisation.objects.filter(code__in=created.get("organisation", []), acceptance=Acceptance.PROPOSED),
        *Term.objects.filter(kind=TermKind.TAG, code__in=created.get("tag", []), acceptance=Acceptance.PROPOSED),
    ]
    kept = []
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except (ProtectedError, RestrictedError):
            kept.append(row.label_en)
    return kept


def type_of(name: str) -> str:
    """What kind of organisation a name sounds like."""
    said = f" {' '.join(words(name))} "
    for kind, signs in TYPES_BY_WORDS.items():
        if any(f" {fold(sign)} " in said for sign in signs):
            return kind
    return USUAL_TYPE


def _there_already() -> dict[tuple[str, str], str]:
    """Codes of organisations and tags by their folded names, where a name is that of one alone."""
    found: dict[tuple[str, str], set[str]] = {}
    snapshot = reference.current()
    for vocabulary in ("organisation", "tag"):
        for entry in snapshot.of_kind(vocabulary):
            today = snapshot.resolve(vocabulary, entry.code) or entry
            for label in entry.labels.values():
                found.setdefault((vocabulary, fold(label)), set()).add(today.code)
    return {key: codes.pop() for key, codes in found.items() if len(codes) == 1}


def _organisation(labels: dict, told: str) -> Organisation:
    kinds = Term.objects.filter(kind=TermKind.ORGANISATION_TYPE, replaced_by=None)
    by_code = {term.code: term for term in kinds}
    kind = by_code.get(told) or by_code.get(type_of(labels["label_en"])) or kinds.order_by("position", "pk").first()
    return Organisation.objects.create(**labels, type=kind, acceptance=Acceptance.PROPOSED)


def _tag(labels: dict, folded: str) -> Term:
    plain = slugify(folded, allow_unicode=False).replace("-", "_")[: LONGEST_CODE - 10]
    code = plain or "tag"
    if Term.objects.filter(kind=TermKind.TAG, code=code).exists():
        code = f"{code}_{hashlib.sha256(folded.encode()).hexdigest()[:8]}"
    term, _is_new = Term.objects.get_or_create(
        kind=TermKind.TAG, code=code, defaults=labels | {"acceptance": Acceptance.PROPOSED}
    )
    return term


def _short(name: str) -> str:
    return NEW + hashlib.sha256(fold(name).encode()).hexdigest()[:20]


def _replaced(found: dict, code_for) -> dict:
    """A copy in which every "+NAME" is what code_for(vocabulary, name) says."""

    def replaced(vocabulary: str, value: Any) -> Any:
        return code_for(vocabulary, value[len(NEW) :]) if isinstance(value, str) and value.startswith(NEW) else value

    changed = dict(found)
    if changed.get("tags"):
        changed["tags"] = [replaced("tag", code) for code in changed["tags"]]
    if changed.get("organisations"):
        changed["organisations"] = [
            entry | {"organisation": replaced("organisation", entry["organisation"])}
            for entry in changed["organisations"]
        ]
    return changed
