"""The page of open data in a real browser: it fits, keeps the policy, and axe finds nothing; with files and without."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.test import override_settings

from practices.opendata import dump
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.factories import make_reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store():
    make_reference()
    published()
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        yield Path(folder)


def seen(opened, language: str) -> list[str]:
    """What axe finds; the page fits every window."""
    page = opened.open(f"/{language}/data/")
    for width in (1280, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, width)
    page.add_script_tag(path=AXE)
    return page.evaluate(RUN_AXE, STANDARDS)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("en", "dark"), ("ar", "light"), ("ar", "dark")])
def test_it_fits_and_axe_finds_nothing(window, store, language, scheme):
    opened = window(color_scheme=scheme, bypass_csp=True)
    assert seen(opened, language) == []  # no dump has been made yet
    dump.make()
    assert seen(opened, language) == []


def test_a_file_is_downloaded_by_its_link(window, store):
    dump.make()
    opened = window()
    page = opened.open("/en/data/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Table (CSV)").click()
    saved = started.value
    assert saved.suggested_filename == "practices.csv"
    assert b"A made-up exchange" in Path(saved.path()).read_bytes()
    assert opened.faults == []


def test_a_checksum_is_chosen_whole_by_one_click(window, store):
    made = dump.make()
    page = window(360).open("/en/data/")
    page.locator(".data-sum summary").first.click()
    page.locator(".data-sum code").first.click()
    chosen = page.evaluate("getSelection().toString().trim()")
    assert chosen in {one["sha256"] for one in made.files}
