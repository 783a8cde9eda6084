"""What a practice still lacks, beside the part of the form where it is entered, each sentence a link to its field."""

from practices import completeness
from practices.completeness import PUBLICATION, Gap
from practices.models import PracticeText

# By the first step of a path; the others are called as their field.
FIELDS = {"period": "id_start_year"}
LISTS = {
    "countries": "practicecountry_set-group",
    "organisations": "practiceorganisation_set-group",
    "citations": "citation_set-group",
}
ROWS = {"figures": "figure_set", "attachments": "attachment_set"}


def sections(document: dict, formsets: list, may_write: bool) -> dict[str, dict]:
    """How far each part of the form is, and what it lacks: for publication first, then for a full record."""
    return {name: _section(section, document, formsets, may_write)
            for name, section in completeness.sections(document).items()}  # fmt: skip


def _section(section: completeness.Section, document: dict, formsets: list, may_write: bool) -> dict:
    gaps = {True: [], False: []}
    for gap in section.gaps:
        gaps[gap.needed_for == PUBLICATION].append(
            {"sentence": gap.sentence, "anchor": anchor(gap, document, formsets, may_write)}
        )
    return {
        "answered": section.answered,
        "asked": section.asked,
        "for_publication": gaps[True],
        "for_assessment": gaps[False],
        "missing": len(section.gaps),
    }


def linked(sentences: list[str], document: dict, formsets: list, may_write: bool) -> list[dict]:
    """Sentences of gaps with their fields; others, as of a term that is only proposed, have none."""
    anchors = {gap.sentence: anchor(gap, document, formsets, may_write) for gap in completeness.missing(document)}
    return [{"sentence": sentence, "anchor": anchors.get(sentence, "")} for sentence in sentences]


def anchor(gap: Gap, document: dict, formsets: list, may_write: bool) -> str:
    """The id on the page where this is entered. Who may only read is led to the part of the form."""
    if not may_write:
        return f"part-{completeness.section_of(gap.path)}"
    first, *rest = gap.path.split(".")
    if first == "texts":
        return f"id_{_original(document, formsets)}-{rest[0]}"
    if first in ROWS:
        return f"id_{ROWS[first]}-{rest[0]}-{rest[1]}"
    return LISTS.get(first) or FIELDS.get(first) or f"id_{first}"


def _original(document: dict, formsets: list) -> str:
    """Prefix of the row of the text in the original language; of the first row where there is none yet."""
    texts = next(formset for formset in formsets if formset.model is PracticeText)
    rows = [row for row in texts.forms if row["language"].value() == document["original_language"]]
    return (rows or texts.forms or [texts.empty_form])[0].prefix
