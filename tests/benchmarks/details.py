"""The made-up forms of the four types of practice that have one."""

import random

from practices.vocabulary import Answer, DetailKind, TermKind
from tests.benchmarks import reference_data as reference
from tests.benchmarks.words import name, prose


def of(kind: DetailKind, chance: random.Random, citations: list[dict]) -> dict:
    """The key of the form and what is in it; nothing for the other types."""
    forms = {
        DetailKind.STUDY_TOUR: _study_tour,
        DetailKind.TRAINING_CENTRE: _training_centre,
        DetailKind.LABOUR_AGREEMENT: _labour_agreement,
        DetailKind.CITY_COOPERATION: _city_cooperation,
    }
    return {kind.value: forms[kind](chance, citations)} if kind in forms else {}


def _study_tour(chance: random.Random, citations: list[dict]) -> dict:
    return {
        "start_date": "2019-06-03",
        "end_date": "2019-06-07",
        "days": 5,
        "delegation_size": chance.randint(5, 30),
        "women": chance.randint(0, 5),
        "topics": [name(chance, "en", 3) for _ in range(3)],
        "host_bodies": [name(chance, "en", 4) for _ in range(2)],
        "follow_up": prose(chance, "en", 15),
        "actions": [{"action": prose(chance, "en", 8), "state": "planned", "due": "2020"}],
    }


def _training_centre(chance: random.Random, citations: list[dict]) -> dict:
    return {
        "founded": str(chance.randint(1980, 2020)),
        "host_body": name(chance, "en", 4),
        "served_countries": sorted(set(chance.choices(reference.COUNTRIES, k=12))),
        "languages": ["en", "fr"],
        "delivery": ["in_person", "online"],
        "training_of_trainers": chance.random() < 0.5,
        "trainees": [
            {"year": year, "people": chance.randint(10, 900), "source": citations[0]["key"]}
            for year in range(2016, 2016 + chance.randint(1, 5))
        ],
    }


def _labour_agreement(chance: random.Random, citations: list[dict]) -> dict:
    answered = chance.sample(reference.codes(TermKind.AGREEMENT_ELEMENT), chance.choice((3, 5, 8, 12, 20)))
    return {
        "legal_form": chance.choice(reference.codes(TermKind.LEGAL_FORM)),
        "signed": "2018-03-12",
        "term_years": 4,
        "joint_committee": chance.random() < 0.5,
        "elements": [
            {
                "element": element,
                "answer": chance.choice(Answer.values),
                "clause": f"Art. {chance.randint(1, 30)}",
                "source": citations[0]["key"],
            }
            for element in answered
        ],
    }


def _city_cooperation(chance: random.Random, citations: list[dict]) -> dict:
    return {
        "form": "network",
        "city_count": chance.randint(2, 60),
        "network": name(chance, "en", 3),
        "topics": [name(chance, "en", 3) for _ in range(3)],
        "outputs": [name(chance, "en", 5) for _ in range(2)],
        "migrant_participation": prose(chance, "en", 15),
    }
