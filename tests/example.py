"""One made-up practice with every part of a record filled in; what is for staff only carries a word to look for."""

from django.core.files.uploadedfile import SimpleUploadedFile

from practices import files
from practices.web.addresses import in_language
from tests.factories import ORGANISATIONS, snapshot_document

SECRET = "zanzibarine"  # stands in everything that no reader may see
PROSE = "First line of the {0}.\nSecond line of the {0}.\n\nSecond paragraph of the {0}."
LONG = ("why", "context", "objectives", "approach", "results", "difficulties", "lessons", "transfer", "demand")


def kept_file(name: str = "Made-up agenda.pdf") -> dict:
    """An attachment whose bytes are in the store."""
    kept = files.keep(SimpleUploadedFile(name, b"%PDF-1.4 made up"))
    return {**kept, "title": "Agenda", "language": "en", "rights": "Made-up rights", "has_consent": True}


def example_document(**changes) -> dict:
    """All parts but attachments and links, which need files and other practices."""
    return snapshot_document(
        type="exchange_visit", modality="triangular", scope="regional", status="completed", evidence_level="E2",
        period={"start": 2019, "end": 2021}, cost_band="10k_100k",
        initiative={"requested_by": "beneficiary", "led_by": "joint", "paid_by": "third_party"},
        texts=example_texts(), **example_lists(), **example_details(),
        staff={"unverified": [f"It is said that {SECRET}."], "remarks": SECRET,
               "focal_point": {"name": SECRET, "email": f"{SECRET}@test.example", "phone": SECRET}},
    ) | changes  # fmt: skip


def example_texts() -> dict:
    """An original with every text, a French machine translation of some, an Arabic one by a person."""
    return {
        "en": {
            "title": "A made-up exchange of officials",
            "summary": "Country XA showed Country XB how it is done.",
            "caution": "Two sources disagree.",
            **{key: PROSE.format(key) for key in LONG},
        },
        "fr": {"origin": "machine", "title": "Un échange inventé", "summary": "Le pays XA a montré au pays XB."},
        "ar": {"origin": "human", "title": "تبادل مختلق", "summary": "أظهر البلد لبلد آخر كيف يتم ذلك (2019–2021)."},
    }


def example_lists() -> dict:
    """Who, when, how much, and the sources."""
    return {
        "themes": ["alpha", "beta"], "gcm_objectives": ["23"], "gcm_principles": ["principle_one"], "sdgs": ["10"],
        "sdg_targets": ["10.7"], "beneficiary_groups": ["officials"], "instruments": ["C0"], "sectors": ["general"],
        "tags": ["tag_one"], "mechanisms": ["process_one"],
        "countries": [{"country": "XA", "role": "provider"}, {"country": "XB", "role": "beneficiary"},
                      {"country": "XC", "role": "donor"}],
        "organisations": [{"organisation": ORGANISATIONS[0], "role": "lead"}],
        "cities": [{"city": "xa-one", "role": "host"}, {"city": "xa-two"}],
        "citations": [
            {"key": "s1", "title": "A made-up report", "url": "https://report.example/1", "publisher": "Made-up Press",
             "date": "2020-06", "language": "fr", "locator": "p. 4", "accessed": "2024-01-02",
             "verification": "verified", "archived_url": "https://archive.example/1"},
            {"key": "s2", "url": "https://report.example/" + "a-long-word-" * 15},
            {"key": "s3", "title": "A made-up interview", "kind": "interview"},
        ],
        "figures": [{"label": {"en": "letters", "fr": "lettres"}, "value": 12345.5, "unit": "letters", "year": 2020,
                     "source": "s1"}],
        "exchanges": [{"provider": "XA", "beneficiary": "XB", "date": "2019-05", "format": "visit",
                       "subject": "A made-up subject", "follow_up": "A made-up follow-up"}],
        "particulars": [{"label": "made-up particular", "value": "its value"}],
    }  # fmt: skip


def example_details() -> dict:
    """All four forms at once: no real practice has that."""
    return {
        "study_tour": {"start_date": "2019-05-06", "days": 5, "delegation_size": 11, "topics": ["first topic"],
                       "report_url": "https://report.example/1", "agenda": "Monday\nTuesday",
                       "actions": [{"action": "Open a desk", "state": "under_way", "due": "2020-01"}]},
        "training_centre": {"founded": "2001", "languages": ["fr", "xx"], "delivery": ["online"],
                            "member_countries": ["XA"], "training_of_trainers": True,
                            "trainees": [{"year": 2020, "country": "XB", "people": 1250, "women": 600, "source": "s1"},
                                         {"people": 3500, "is_cumulative": True}]},
        "labour_agreement": {"legal_form": "memorandum", "signed": "2019-05-06", "wage_floor": 400,
                             "wage_currency": "USD", "elements": [
                                 {"element": "element_one", "answer": "yes", "clause": "Article 7", "note": "A note",
                                  "source": "s1"},
                                 {"element": "element_two", "answer": "no"}]},
        "city_cooperation": {"form": "network", "city_count": 12, "topics": ["first topic"]},
    }  # fmt: skip


def addresses_of(code: str, language: str = "en") -> list[str]:
    """Every address a published practice with one edition has in a language."""
    return [
        in_language(language, "record", code),
        in_language(language, "edition", code, 1),
        in_language(language, "compare", code, 1, 1),
    ]
