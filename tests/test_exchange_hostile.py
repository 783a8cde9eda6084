"""Files that mean harm, or are no spreadsheets, are refused with a sentence: quickly, and in little memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile_books import HOSTILE

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 5
KILOBYTES = 200 * 1024


@pytest.fixture(scope="module")
def measures(tmp_path_factory):
    """What taking in each file came to, by its name; done in one process of its own, whose memory is known."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, build, _code in HOSTILE:
        (folder / name).write_bytes(build())
    command = [sys.executable, "-m", "tests.hostile_books", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return {measure["name"]: measure for measure in json.loads(done.stdout)}


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, _build, code in HOSTILE])
def test_a_hostile_file_is_refused_for_what_it_is(measures, name, code):
    assert measures[name]["code"] == code
    assert measures[name]["sentence"].endswith((".", "?"))


@pytest.mark.parametrize("name", [name for name, _build, _code in HOSTILE])
def test_a_hostile_file_is_refused_in_time(measures, name):
    assert measures[name]["seconds"] < SECONDS


def test_all_of_them_together_stay_within_memory(measures):
    assert max(measure["kilobytes"] for measure in measures.values()) < KILOBYTES


def test_each_reason_is_worded_differently(measures):
    sentences = {}
    for _name, _build, code in HOSTILE:
        sentences.setdefault(code, next(one["sentence"] for one in measures.values() if one["code"] == code))
    precise = {code: sentence for code, sentence in sentences.items() if code not in {"elements", "depth", "entries"}}
    assert len(set(precise.values())) == len(precise)
