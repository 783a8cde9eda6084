"""What only some types of practice have, presented: rows of label and value, follow-up, trainees, the checklist."""

from django.utils.translation import gettext as _

from practices.document import parts
from practices.document.labels import Labels
from practices.document.words import choice, date_words, language_name, number_words
from practices.models.fields import is_web_address
from practices.vocabulary import Answer, Delivery, FeePayer, FollowUpState, TermKind


class Details(Labels):
    """The sections of the four detail forms."""

    def detail(self, detail: parts.Detail, sources: dict[str, dict]) -> dict:
        """A type's own section: rows of label and value, and its lists."""
        value = self.document[detail.key]
        rows = [row for field in detail.fields if (row := self.row(detail, field.key, value[field.key]))]
        found = {"key": detail.key, "label": str(detail.model._meta.verbose_name), "rows": rows}
        if detail.key == "labour_agreement":
            found["checklist"] = self.checklist(value["elements"], sources)
        if detail.key == "study_tour":
            found["actions"] = [
                {**action, "state": choice(FollowUpState, action["state"]), "due": date_words(action["due"])}
                for action in value["actions"]
            ]
        if detail.key == "training_centre":
            found["trainees"] = [
                {
                    **count,
                    "country": self.country(count["country"]),
                    "source": sources.get(count["source"]),
                    "words": number_words(count["people"]),
                }
                for count in value["trainees"]
            ]
        return found

    def row(self, detail: parts.Detail, key: str, value) -> dict | None:
        """One label and value of a detail; None where nothing is known. `kind` says how the value is to be shown."""
        if value in ("", None, []):
            return None
        label = str(detail.model._meta.get_field(key).verbose_name)
        kind, shown = self._shown(key, value)
        return {"key": key, "label": label, "kind": kind, "value": shown}

    def _shown(self, key: str, value) -> tuple[str, object]:
        if isinstance(value, bool):
            return "text", _("yes") if value else _("no")
        if key.endswith("_countries"):
            return "labels", self.countries(value)
        if key == "delivery":
            return "labels", [choice(Delivery, code) for code in value]
        if key == "fees_paid_by":
            return "labels", [choice(FeePayer, value)]
        if key == "legal_form":
            return "labels", [self.term(TermKind.LEGAL_FORM, value)]
        if key.endswith("_url"):
            return ("address", value) if is_web_address(value) else ("text", value)
        if key in ("start_date", "end_date", "founded", "signed", "in_force", "ended", "adopted"):
            return "text", date_words(value)
        if key == "languages":
            return "lines", [language_name(code) for code in value]
        if key == "renewed":
            return "lines", [date_words(day) for day in value]
        if isinstance(value, list):
            return "lines", value
        return "text", number_words(value) if isinstance(value, (int, float)) else value

    def checklist(self, elements: list[dict], sources: dict[str, dict]) -> dict:
        """All elements in their groups with the answer on each; one without an answer is unknown, not no."""
        answers: dict[str, dict] = {}
        for entry in elements:
            known = self.reference.resolve(TermKind.AGREEMENT_ELEMENT, entry["element"])
            answers.setdefault(known.code if known else entry["element"], entry)
        groups: dict[str, list[dict]] = {}
        counts = dict.fromkeys(Answer.values, 0)
        nothing = {"answer": Answer.UNKNOWN.value, "clause": "", "note": "", "source": ""}
        for element in sorted(
            self.reference.of_kind(TermKind.AGREEMENT_ELEMENT), key=lambda entry: entry.facts["position"]
        ):
            answer = answers.get(element.code)
            if element.acceptance == "retired" and answer is None:
                continue
            answer = answer or nothing
            counts[answer["answer"]] += 1
            groups.setdefault(element.facts["group"], []).append(
                {
                    "element": self.label(element, element.code),
                    "answer": choice(Answer, answer["answer"]),
                    "clause": answer["clause"],
                    "note": answer["note"],
                    "source": sources.get(answer["source"]),
                }
            )
        return {
            "groups": [
                {"label": group.replace("_", " ").capitalize(), "elements": rows} for group, rows in groups.items()
            ],
            "counts": [{"answer": choice(Answer, code), "count": count} for code, count in counts.items()],
        }
