"""The order in which a record is read: its sections, what each shows, and who is named in which role."""

import logging
from collections.abc import Iterable
from datetime import date
from math import ceil, floor

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices import reference
from practices import rubric as rubrics
from practices.document.present import card
from practices.models import Listing, Standing
from practices.vocabulary import CountryRole, Grade

logger = logging.getLogger(__name__)
PROSE = "practices/_prose.html"
# Kinds whose code means something to readers and stands before the name: objective 6, target 10.7, C97.
SHOWN_WITH_CODE = {"gcm_objectives", "sdgs", "sdg_targets"}
MOVES = (CountryRole.ORIGIN, CountryRole.DESTINATION)
GRADES = {
    Grade.DOCUMENTED: _("The assessors found little that is shown with data or confirmed by others."),
    Grade.PROMISING: _(
        "The assessors found enough to learn from; important points are claimed or described, not yet shown."
    ),
    Grade.GOOD: _("The assessors found most of what matters shown with data or confirmed by others."),
    Grade.CONFIRMED: _("A good practice by its assessment, and adapted by another public practice."),
}
CLASSIFICATION = {
    "themes": _("Themes"),
    "gcm_objectives": _("Objectives of the Global Compact for Migration"),
    "gcm_principles": _("Guiding principles of the Global Compact"),
    "sdgs": _("Sustainable Development Goals"),
    "sdg_targets": _("SDG targets"),
    "beneficiary_groups": _("Beneficiary groups"),
    "sectors": _("Sectors"),
    "instruments": _("International instruments"),
    "mechanisms": _("Consultation mechanisms"),
    "tags": _("Tags"),
}


def sections(record: dict) -> list[dict]:
    """The sections that have something to show, each with its anchor, its heading and the file that shows it."""
    found = [
        _prose("why", _("Why this is a good practice"), record, "why"),
        _who(record),
        _prose("background", _("Background and action"), record, "context", "objectives", "approach"),
        _results(record),
        _prose("lessons", _("Difficulties and lessons"), record, "difficulties", "lessons"),
        _prose("transfer", _("Conditions for transfer"), record, "transfer"),
        *(_detail(detail) for detail in record["details"]),
        _if(record["particulars"], "particulars", _("Further particulars")),
        _classification(record),
        _if(record["attachments"], "files", _("Files")),
        _if(record["citations"], "sources", _("Sources")),
        _if(record["links"], "related", _("Related practices")),
        _section("history", _("Editions and citation")),
    ]
    return [section for section in found if section]


def _section(anchor: str, title, template: str = "", **content) -> dict:
    return {"id": anchor, "title": title, "template": template or f"practices/_{anchor}.html", **content}


def _if(condition: object, anchor: str, title) -> dict | None:
    return _section(anchor, title) if condition else None


def _prose(anchor: str, title, record: dict, *keys: str) -> dict | None:
    texts = [record["text_by_key"][key] for key in keys if key in record["text_by_key"]]
    return _section(anchor, title, PROSE, texts=texts, has_headings=len(keys) > 1) if texts else None


def _who(record: dict) -> dict | None:
    demand, flow = record["text_by_key"].get("demand"), _flow(record)
    named = [
        {"key": key, "title": title, **by_role(record[key], singular)}
        for key, singular, title in (
            ("countries", "country", _("Countries")),
            ("organisations", "organisation", _("Organisations")),
            ("cities", "city", _("Cities")),
        )
        if record[key]
    ]
    if not (named or demand or record["initiative"] or record["exchanges"]):
        return None
    title = _("Who shares and who learns") if record["sharing"] or record["learning"] else _("Who takes part")
    return _section("who", title, named=named, demand=demand, flow=flow)


def _flow(record: dict) -> dict | None:
    """From whom to whom: experience that is shared or, where none is recorded, people who move."""
    if record["sharing"] or record["learning"]:
        return {"from": _side(_("Shares"), record["sharing"]), "to": _side(_("Learns"), record["learning"])}
    origin, destination = ([row["country"] for row in record["countries"] if role in _roles(row)] for role in MOVES)
    if not origin or not destination or origin == destination:
        return None
    return {"from": _side(_("People come from"), origin), "to": _side(_("People go to"), destination)}


def _side(title, names: list[dict]) -> dict:
    countries = [name for name in names if name.get("kind") != "organisation"]
    return {"title": title, "countries": countries, "others": [name for name in names if name not in countries]}


def _roles(row: dict) -> set[str]:
    return {role["code"] for role in row["roles"]}


def by_role(rows: list[dict], key: str) -> dict:
    """Rows of names with roles, turned round: each role with those who have it, and those without one."""
    roles: dict[str, dict] = {}
    plain = []
    for row in rows:
        name = {"name": row[key], "country": row.get("country") if key == "city" else None}
        for role in row["roles"]:
            roles.setdefault(role["code"], {"role": role, "names": []})["names"].append(name)
        if not row["roles"]:
            plain.append(name)
    return {"roles": list(roles.values()), "plain": plain}


def _results(record: dict) -> dict | None:
    text = record["text_by_key"].get("results")
    return _section("results", _("Results"), text=text) if text or record["figures"] else None


def _detail(detail: dict) -> dict:
    content = {"detail": detail}
    if checklist := detail.get("checklist"):
        counts = {entry["answer"]["code"]: entry["count"] for entry in checklist["counts"]}
        content["counts"] = counts | {"total": sum(counts.values())}
    return _section(detail["key"].replace("_", "-"), capfirst(detail["label"]), "practices/_detail.html", **content)


def _classification(record: dict) -> dict | None:
    rows = [
        {"key": key, "title": title, "terms": record[key], "with_code": key in SHOWN_WITH_CODE}
        for key, title in CLASSIFICATION.items()
        if record[key]
    ]
    return _section("classification", _("Classification"), rows=rows) if rows else None


def linked(document: dict, language: str, snapshot: reference.Snapshot, others: Iterable[str] = ()) -> dict[str, dict]:
    """Cards of the public practices that a document names, and of `others`; what is not public is not there."""
    codes = {*(link["practice"] for link in document["links"]), *others}
    if not codes:
        return {}
    found = Listing.objects.filter(code__in=codes).values_list("code", "cards")
    return {code: card(code, stored, language, snapshot) for code, stored in found}


def contact(standing: Standing) -> dict | None:
    """Whom readers may write to; only with recorded consent."""
    if standing.contact_consent_at is None or not (standing.contact_name or standing.contact_email):
        return None
    return {"name": standing.contact_name, "email": standing.contact_email}


def grade(standing: Standing) -> dict:
    """The public grade with its reasons, as kept. Without one `code` is empty: documented, not assessed.

    Reasons that are damaged are left out: they take no record and no list down.
    """
    try:
        return _graded(standing, standing.grade_reasons if standing.grade else {})
    except (AttributeError, LookupError, TypeError, ValueError):
        logger.exception("The reasons of the grade of %s cannot be shown", standing.practice_id)
        return _graded(standing, {})


def _graded(standing: Standing, kept: dict) -> dict:
    rubric = rubrics.VERSIONS.get(kept.get("rubric"), rubrics.CURRENT)
    scores = kept.get("criteria", {})
    return {
        "code": standing.grade,
        "label": standing.get_grade_display(),
        "meaning": GRADES.get(standing.grade, ""),
        "has_lapsed": standing.grade_expires is not None and standing.grade_expires < timezone.localdate(),
        "expires": standing.grade_expires,
        "given": _day(kept.get("given", "")),
        "edition": kept.get("edition"),
        "assessors": kept.get("assessors", 0),
        "score": kept.get("score"),
        "reasons": list(kept.get("reasons", [])),
        "criteria": [_scored(one, scores[one.code], rubric) for one in rubric.criteria if one.code in scores],
        "reused_by": [str(code) for code in kept.get("reused_by", [])],
    }


def _scored(criterion: rubrics.Criterion, value: float, rubric: rubrics.Rubric) -> dict:
    """A criterion with the median of its scores, which of two assessors may lie between two steps of the scale."""
    lower, upper = rubric.scale[floor(value)], rubric.scale[ceil(value)]
    return {"label": criterion.label, "weight": criterion.weight, "value": value, "lower": lower, "upper": upper}


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def assessment(grade: dict) -> dict | None:
    """The section that says how a practice was assessed; none where it was not."""
    return _section("grade", _("Assessment"), grade=grade) if grade["code"] else None
