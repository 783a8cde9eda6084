"""practices.fixtures.withholding: what no source states is not shown as fact, and staff are told."""

import json
from pathlib import Path

import pytest

from practices.fixtures.withholding import WITHHELD, withhold

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "practices"


@pytest.mark.parametrize("slug", WITHHELD)
def test_the_committed_record_tells_staff_and_not_the_public(slug):
    record = json.loads((FOLDER / f"{slug}.json").read_text())
    assert record["staff"]["remarks"].startswith("Withheld")
    assert record["staff"]["unverified"]
    with pytest.raises(ValueError):
        withhold(slug, record)  # nothing is left to withhold


def test_only_the_facts_in_question_go():
    record = {
        "countries": [{"country": code, "role": "participant"} for code in ("AO", "ZM", "ZW")],
        "type": "policy_dialogue",
    }
    left = withhold("midsa", record)
    assert [entry["country"] for entry in left["countries"]] == ["AO"]
    assert left["type"] == "policy_dialogue"
    assert withhold("another-slug", record) == record


def test_parts_that_become_empty_are_gaps():
    record = {"period": {"start": 2021}, "staff": {"unverified": ["The year 2021 is not shown."]}}
    left = withhold("migration-network-hub", record)
    assert "period" not in left
    assert left["staff"]["unverified"] == ["The year 2021 is not shown."]
