"""What a record still lacks, in plain words. Two depths: a snapshot may be published, a full record may be assessed.

Every question asked of a record has a section, so that a form can say beside each of its parts how far it is.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from practices.document.rules import supporter_is_not_named
from practices.models import Practice
from practices.vocabulary import Modality, OrganisationRole

PUBLICATION, ASSESSMENT = "publication", "assessment"


@dataclass(frozen=True)
class Gap:
    """One thing missing: where, a sentence that says so, and what it stands in the way of."""

    path: str
    sentence: str
    needed_for: str


@dataclass(frozen=True)
class Section:
    """How far one part of a record is: how many questions are asked in it, and what is not answered."""

    asked: int
    gaps: tuple[Gap, ...]

    @property
    def answered(self) -> int:
        return self.asked - len(self.gaps)


SNAPSHOT, ABOUT, RESULTS = "snapshot", "about", "results"
# By the first step of a path; what is not named here is of the snapshot.
SECTIONS = {
    **dict.fromkeys(
        ("period", "scope", "status", "themes", "gcm_objectives", "beneficiary_groups", "evidence_level"), ABOUT
    ),
    **dict.fromkeys(("figures", "attachments"), RESULTS),
}


def section_of(path: str) -> str:
    """The part of the record a path belongs to."""
    return SECTIONS.get(path.partition(".")[0], SNAPSHOT)


def missing(document: dict) -> list[Gap]:
    """All gaps of a document, those that keep it from publication first."""
    return [gap for gap, is_met in _asked(document) if not is_met]


def keeps_from_publication(document: dict) -> list[Gap]:
    """The gaps that must be closed before anybody outside may read the record."""
    return [gap for gap in missing(document) if gap.needed_for == PUBLICATION]


def is_snapshot(practice: Practice) -> bool:
    """Whether nothing keeps a working copy from publication, asked of the tables in one query.

    It says the same as keeps_from_publication() of its document, which takes two dozen queries to build and is
    worth that only where the gaps are to be named.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_SNAPSHOT, [practice.pk])
        return cursor.fetchone() == (True,)


# In plain SQL, because Django takes longer to word it than PostgreSQL to answer it.
_IS_SNAPSHOT = """
SELECT one.type_id IS NOT NULL AND one.modality <> ''
   AND EXISTS (SELECT FROM practices_practicetext AS text
               WHERE text.practice_id = one.id AND text.language = one.original_language AND text.summary <> '')
   AND EXISTS (SELECT FROM practices_citation WHERE practice_id = one.id)
   AND (EXISTS (SELECT FROM practices_practicecountry WHERE practice_id = one.id)
        OR EXISTS (SELECT FROM practices_practiceorganisation WHERE practice_id = one.id)
        OR EXISTS (SELECT FROM practices_practicemechanism WHERE practice_id = one.id))
   AND NOT EXISTS (SELECT FROM practices_figure WHERE practice_id = one.id AND citation_id IS NULL)
   AND NOT EXISTS (SELECT FROM practices_attachment WHERE practice_id = one.id AND NOT has_consent)
FROM practices_practice AS one WHERE one.id = %s
"""


def sections(document: dict) -> dict[str, Section]:
    """How far each section is, by its name; sections of which nothing is asked are not there."""
    asked: dict[str, list] = {}
    for gap, is_met in _asked(document):
        asked.setdefault(section_of(gap.path), []).append(None if is_met else gap)
    return {name: Section(len(found), tuple(filter(None, found))) for name, found in asked.items()}


def _asked(document: dict) -> list[tuple[Gap, bool]]:
    """Every question, with whether it is answered, as the gap there is if not."""
    text = document["texts"].get(document["original_language"]) or {}
    return [*_for_publication(document, text), *_for_assessment(document, text)]


def _questions(found: list[tuple], needed_for: str) -> list[tuple[Gap, bool]]:
    return [(Gap(path, sentence, needed_for), bool(value)) for path, value, sentence in found]


def _for_publication(document: dict, text: dict) -> list[tuple[Gap, bool]]:
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
    for place, figure in enumerate(document["figures"]):
        sentence = _("Figure %(number)s has no source.") % {"number": place + 1}
        found.append((f"figures.{place}.source", figure["source"], sentence))
    for place, attachment in enumerate(document["attachments"]):
        sentence = _("Consent is not recorded for the file “%(title)s”.") % {"title": attachment["title"]}
        found.append((f"attachments.{place}.has_consent", attachment["has_consent"], sentence))
    return _questions(found, PUBLICATION)


def _for_assessment(document: dict, text: dict) -> list[tuple[Gap, bool]]:
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
    if document["modality"] == Modality.TRIANGULAR:
        sentence = _("The cooperation is triangular, but the supporting partner is not named.")
        found.append(("modality", not supporter_is_not_named(document), sentence))
    return _questions(found, ASSESSMENT)
