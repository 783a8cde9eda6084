"""What a record still lacks, in plain words. Two depths: a snapshot may be published, a full record may be assessed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from practices.document.rules import supporter_is_not_named
from practices.vocabulary import OrganisationRole

PUBLICATION, ASSESSMENT = "publication", "assessment"


@dataclass(frozen=True)
class Gap:
    """One thing missing: where, a sentence that says so, and what it stands in the way of."""

    path: str
    sentence: str
    needed_for: str


def missing(document: dict) -> list[Gap]:
    """All gaps of a document, those that keep it from publication first."""
    text = document["texts"].get(document["original_language"]) or {}
    return [*_for_publication(document, text), *_for_assessment(document, text)]


def keeps_from_publication(document: dict) -> list[Gap]:
    """The gaps that must be closed before anybody outside may read the record."""
    return [gap for gap in missing(document) if gap.needed_for == PUBLICATION]


def _for_publication(document: dict, text: dict) -> list[Gap]:
    found = [
        ("texts.title", text.get("title"), _("The title is missing.")),
        ("texts.summary", text.get("summary"), _("The summary is missing.")),
        ("type", document["type"], _("The type of practice is not chosen.")),
        ("modality", document["modality"], _("The modality is not chosen.")),
        (
            "countries",
            document["countries"] or document["organisations"] or document["mechanisms"],
            _("No country, organisation or consultation mechanism is named."),
        ),
        ("citations", document["citations"], _("There is no source.")),
    ]
    gaps = [Gap(path, sentence, PUBLICATION) for path, value, sentence in found if not value]
    for place, figure in enumerate(document["figures"]):
        if not figure["source"]:
            gaps.append(
                Gap(
                    f"figures.{place}.source",
                    _("Figure %(number)s has no source.") % {"number": place + 1},
                    PUBLICATION,
                )
            )
    for place, attachment in enumerate(document["attachments"]):
        if not attachment["has_consent"]:
            sentence = _("Consent is not recorded for the file “%(title)s”.") % {"title": attachment["title"]}
            gaps.append(Gap(f"attachments.{place}.has_consent", sentence, PUBLICATION))
    return gaps


def _for_assessment(document: dict, text: dict) -> list[Gap]:
    leads = any(entry["role"] == OrganisationRole.LEAD for entry in document["organisations"])
    found = [
        ("texts.why", text.get("why"), _("It is not said why this is a good practice.")),
        ("texts.context", text.get("context"), _("The context and problem are not described.")),
        ("texts.objectives", text.get("objectives"), _("The objectives are not stated.")),
        ("texts.approach", text.get("approach"), _("It is not described what was done.")),
        ("texts.results", text.get("results"), _("The results are not described.")),
        ("texts.difficulties", text.get("difficulties"), _("Difficulties are not described.")),
        ("texts.lessons", text.get("lessons"), _("Lessons are not described.")),
        ("texts.transfer", text.get("transfer"), _("Conditions for transfer are not described.")),
        (
            "texts.demand",
            text.get("demand") or document["initiative"]["requested_by"],
            _("It is not known who asked for it."),
        ),
        ("period.start", document["period"]["start"], _("The year of start is not known.")),
        ("scope", document["scope"], _("The geographic scope is not chosen.")),
        ("status", document["status"], _("The stage is not chosen.")),
        ("themes", document["themes"], _("No theme is chosen.")),
        ("gcm_objectives", document["gcm_objectives"], _("No objective of the Global Compact is chosen.")),
        ("beneficiary_groups", document["beneficiary_groups"], _("No beneficiary group is chosen.")),
        ("organisations", leads, _("No organisation is named as leading.")),
        ("evidence_level", document["evidence_level"], _("The evidence level is not set.")),
    ]
    gaps = [Gap(path, sentence, ASSESSMENT) for path, value, sentence in found if not value]
    if supporter_is_not_named(document):
        gaps.append(
            Gap("modality", _("The cooperation is triangular, but the supporting partner is not named."), ASSESSMENT)
        )
    return gaps
