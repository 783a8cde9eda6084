"""A document with its labels, for one reader's language. The only place that adds them; pages, API and exports call it."""

from collections.abc import Container

from django.utils import translation
from django.utils.translation import gettext as _

from practices import models, reference
from practices.document import parts
from practices.document.present_details import Details
from practices.document.rules import SUPPORTING_COUNTRY, SUPPORTING_ORGANISATION, supporter_is_not_named
from practices.document.upgrade import upgrade
from practices.document.words import (
    choice,
    date_words,
    interface_language,
    language_name,
    number_words,
    period_words,
)
from practices.models.fields import is_web_address
from practices.vocabulary import (
    CitationKind,
    CostBand,
    ExchangeFormat,
    Language,
    LinkKind,
    Party,
    TermKind,
    TextOrigin,
    Verification,
)

# Roles by what they mean to "who learned from whom".
SHARING_ROLES, LEARNING_ROLES = ("provider",), ("beneficiary",)
TEXT_FIELDS = models.PracticeText.FIELDS


def present(
    document: dict, language: str, public: dict[str, dict] | None = None, snapshot: reference.Snapshot | None = None
) -> dict:
    """What a reader of this language sees of a document.

    Labels are {"code", "label", "language", "direction"}, texts {"text", "language", "direction", "origin",
    "is_outdated"}; both tell the language they are really in. What has no such key (words of closed lists, dates,
    numbers) is in the interface's language. `public` maps codes of public practices to their cards: links to any other
    are left out. Who presents several things passes the `snapshot` they share.
    """
    with translation.override(interface_language(language)):
        return Presenter(upgrade(document), language, snapshot or reference.current()).whole(public or {})


def card(code: str, stored: dict, language: str, snapshot: reference.Snapshot | None = None) -> dict:
    """What a list shows of a listing: its stored card with labels."""
    with translation.override(interface_language(language)):
        presenter = Presenter({}, language, snapshot or reference.current())
        texts, original = stored["texts"], stored["original_language"]
        chosen = chosen_language(texts, language, original)
        return {
            "code": code,
            "title": as_text(texts, chosen, "title"),
            "summary": as_text(texts, chosen, "summary"),
            "type": presenter.term(TermKind.TYPE, stored["type"]),
            "modality": presenter.term(TermKind.MODALITY, stored["modality"]),
            "evidence_level": presenter.term(TermKind.EVIDENCE_LEVEL, stored["evidence_level"]),
            "countries": presenter.countries(stored["countries"]),
            "period": period_words(stored["period"]),
        }


def chosen_language(texts: dict, language: str, original: str) -> str:
    """The language in which a reader gets a text: their own, else the original, else English, else any."""
    return next((known for known in (language, original, "en", *texts) if known in texts), "")


def as_text(texts: dict, language: str, field: str) -> dict | None:
    """One text with what is known of it; None where it is empty."""
    text = texts.get(language, {})
    if not text.get(field):
        return None
    return {
        "text": text[field],
        "language": language,
        "direction": Language(language).direction,
        "origin": text["origin"],
        "is_outdated": text["is_outdated"],
    }


class Presenter(Details):
    """The whole document, in a reader's order."""

    def whole(self, public: dict[str, dict]) -> dict:
        """The presented document."""
        document = self.document
        sources = self.citations()
        by_key = {source["key"]: source for source in sources}
        return {
            "code": document["code"],
            "language": self.language,
            **self.text_parts(),
            **self.classification(),
            "period": {**document["period"], "words": period_words(document["period"])},
            "initiative": [
                {"key": key, "label": models.Practice._meta.get_field(key).verbose_name, "value": choice(Party, value)}
                for key in ("requested_by", "led_by", "paid_by")
                if (value := document["initiative"][key])
            ],
            "cost_band": choice(CostBand, document["cost_band"]),
            **self.actors(),
            "figures": [self.figure(figure, by_key) for figure in document["figures"]],
            "exchanges": [self.exchange(exchange) for exchange in document["exchanges"]],
            "details": [self.detail(detail, by_key) for detail in parts.DETAILS if document[detail.key]],
            "particulars": document["particulars"],
            "attachments": document["attachments"],
            "citations": sources,
            "links": [
                {"kind": choice(LinkKind, link["kind"]), "card": public[link["practice"]]}
                for link in document["links"]
                if link["practice"] in public
            ],
            "gaps": self.gaps(),
        }

    def text_parts(self) -> dict:
        """Title, sections and what is to be said of their language."""
        texts, original = self.document["texts"], self.document["original_language"]
        chosen = chosen_language(texts, self.language, original)
        sections = []
        found = {}
        for field in TEXT_FIELDS:
            # A translation may cover less than the original: what it lacks is shown in the original, and says so.
            text = as_text(texts, chosen, field) or as_text(texts, original, field)
            found[field] = text
            if text and field not in ("title", "summary", "caution"):
                label = models.PracticeText._meta.get_field(field).verbose_name
                sections.append({"key": field, "label": str(label), **text})
        return {
            "title": found["title"],
            "summary": found["summary"],
            "caution": found["caution"],
            "sections": sections,
            "text_by_key": {section["key"]: section for section in sections},
            "text_language": chosen,
            "text_origin": choice(TextOrigin, texts[chosen]["origin"]) if chosen else None,
            "text_is_outdated": bool(chosen and texts[chosen]["is_outdated"]),
            "original_language": original,
            "languages": [
                {
                    "code": code,
                    "name": Language(code).label,
                    "origin": choice(TextOrigin, text["origin"]),
                    "is_outdated": text["is_outdated"],
                }
                for code in Language.values
                if (text := texts.get(code))
            ],
        }

    def classification(self) -> dict:
        """Everything controlled, as labels."""
        document = self.document
        single = {
            kind.value: self.term(kind, document[kind.value])
            for kind in (TermKind.TYPE, TermKind.MODALITY, TermKind.SCOPE, TermKind.STATUS, TermKind.EVIDENCE_LEVEL)
        }
        level = self.reference.resolve(TermKind.EVIDENCE_LEVEL, document["evidence_level"])
        if single["evidence_level"] and level:
            single["evidence_level"]["definition"] = level.facts["definition"]
        lists = {key: self.terms(kind, document[key]) for key, kind in parts.TERMS.items()}
        mechanisms = [
            self.label(self.reference.find("mechanism", code), code)
            | {"acronym": entry.facts["acronym"] if (entry := self.reference.find("mechanism", code)) else ""}
            for code in document["mechanisms"]
        ]
        return {**single, **lists, "mechanisms": mechanisms}

    def actors(self) -> dict:
        """Countries, organisations and cities with their roles; and who shares and who learns."""
        document = self.document
        countries: dict[str, dict] = {}
        for entry in document["countries"]:
            row = countries.setdefault(entry["country"], {"country": self.country(entry["country"]), "roles": []})
            row["roles"].append(self.term(TermKind.COUNTRY_ROLE, entry["role"]))
        organisations: dict[str, dict] = {}
        for entry in document["organisations"]:
            known = self.reference.resolve("organisation", entry["organisation"])
            label = self.label(known, entry["organisation"]) | {"acronym": known.facts["acronym"] if known else ""}
            row = organisations.setdefault(label["code"], {"organisation": label, "roles": []})
            row["roles"].append(self.term(TermKind.ORGANISATION_ROLE, entry["role"]))
        cities: dict[str, dict] = {}
        for entry in document["cities"]:
            known = self.reference.find("city", entry["city"])
            country = self.reference.by_pk("country", known.facts["country"]) if known else None
            row = cities.setdefault(
                entry["city"],
                {
                    "city": self.label(known, entry["city"]),
                    "country": self.country(country.code) if country else None,
                    "roles": [],
                },
            )
            if entry["role"]:
                row["roles"].append(self.term(TermKind.COUNTRY_ROLE, entry["role"]))
        return {
            "countries": list(countries.values()),
            "organisations": list(organisations.values()),
            "cities": list(cities.values()),
            "sharing": self._with_role(countries, organisations, SHARING_ROLES),
            "learning": self._with_role(countries, organisations, LEARNING_ROLES),
            "supporting": [
                *self._with_role(countries, {}, SUPPORTING_COUNTRY),
                *self._with_role({}, organisations, SUPPORTING_ORGANISATION),
            ],
        }

    @staticmethod
    def _with_role(countries: dict, organisations: dict, roles: Container[str]) -> list[dict]:
        rows = [(row, "country") for row in countries.values()] + [
            (row, "organisation") for row in organisations.values()
        ]
        return [row[key] | {"kind": key} for row, key in rows if any(role["code"] in roles for role in row["roles"])]

    def figure(self, figure: dict, sources: dict[str, dict]) -> dict:
        """A figure in words, with its source."""
        label = figure["label"]
        chosen = next(
            known for known in (self.language, self.document["original_language"], "en", *label) if known in label
        )
        return {
            "label": {"label": label[chosen], "language": chosen, "direction": Language(chosen).direction},
            "value": figure["value"],
            "words": number_words(figure["value"]),
            "unit": figure["unit"],
            "year": figure["year"],
            "source": sources.get(figure["source"]),
        }

    def exchange(self, exchange: dict) -> dict:
        """An exchange with names."""
        return {
            "provider": self.country(exchange["provider"]),
            "beneficiary": self.country(exchange["beneficiary"]),
            "date": date_words(exchange["date"]),
            "format": choice(ExchangeFormat, exchange["format"]),
            "subject": exchange["subject"],
            "follow_up": exchange["follow_up"],
        }

    def citations(self) -> list[dict]:
        """Sources in their order and numbered; an address is a link only if it is one."""
        found = []
        for number, citation in enumerate(self.document["citations"], 1):
            url = citation["url"] if is_web_address(citation["url"]) else ""
            archived = citation["archived_url"] if is_web_address(citation["archived_url"]) else ""
            found.append(
                {
                    **citation,
                    "number": number,
                    "url": url,
                    "archived_url": archived,
                    "title": citation["title"] or citation["url"],
                    "has_title": bool(citation["title"]),
                    "kind": choice(CitationKind, citation["kind"]),
                    "verification": {
                        "code": citation["verification"],
                        "label": str(Verification(citation["verification"]).label),
                    },
                    "date": date_words(citation["date"]),
                    "accessed": date_words(citation["accessed"]),
                    "language_name": language_name(citation["language"]),
                }
            )
        return found

    def gaps(self) -> list[str]:
        """What readers should know is missing."""
        if supporter_is_not_named(self.document):
            return [_("The cooperation is triangular, but the supporting partner is not named.")]
        return []
