"""Downloads in a real browser: choosing, ticking across pages, keyboard, axe; and all of it without script."""

import csv
from pathlib import Path

import pytest

from practices.web import results
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.factories import make_reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def codes(monkeypatch) -> list[str]:
    """Three practices, one a page."""
    make_reference()
    monkeypatch.setattr(results, "PAGE_SIZE", 1)
    return [published(period={"start": 2003 - number, "end": None}).code for number in range(3)]


def rows(download) -> list[dict]:
    with Path(download.path()).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_ticked_is_kept_from_page_to_page_and_downloaded(window, codes):
    opened = window()
    page = opened.open("/en/practices/")
    assert page.locator("#ticked-bar").is_hidden()
    page.locator("input[form=ticked]").focus()
    page.keyboard.press("Space")
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("**page=2")
    assert page.locator("[data-count]").inner_text() == "1"
    page.locator("input[form=ticked]").check()
    page.get_by_role("link", name="Previous page").click()
    page.wait_for_url(lambda address: "page=2" not in address)
    assert page.locator("input[form=ticked]").is_checked()
    page.get_by_role("button", name="Download these").click()
    page.wait_for_url("**/export/**")
    page.locator("#format-csv").check()
    with page.expect_download() as given:
        page.get_by_role("button", name="Download").click()
    assert [row["code"] for row in rows(given.value)] == codes[:2]
    page = opened.open("/en/practices/")
    page.get_by_role("button", name="Clear the selection").click()
    assert not page.locator("input[form=ticked]").is_checked()
    assert opened.faults == []


def test_the_address_follows_the_choice(window, codes):
    opened = window()
    page = opened.open("/en/practices/export/?type=other")
    page.locator("#export-columns > summary").click()
    page.get_by_role("button", name="None").click()
    page.locator("#c-title").check()
    page.locator("#c-code").check()
    page.locator("#format-csv").check()
    page.select_option("#export-in", "fr")
    address = page.locator("#export-address").input_value()
    assert address.endswith("/fr/practices/export.csv?type=other&columns=code,title")
    page.reload()
    assert page.locator("#export-address").input_value() == address
    with page.expect_download() as given:
        page.get_by_role("button", name="Download").click()
    assert [list(row) for row in rows(given.value)] == [["code", "title"]] * 3
    page.get_by_role("button", name="The usual columns").click()
    assert "columns" not in page.locator("#export-address").input_value()
    assert opened.faults == []


def test_all_of_it_works_without_script(window, codes):
    page = window(java_script_enabled=False).open("/en/practices/")
    page.locator("input[form=ticked]").check()
    page.get_by_role("button", name="Download the selected ones").click()
    assert page.url.endswith(f"/en/practices/export/?code={codes[0]}")
    page.locator("#format-csv").check()
    page.locator("#export-columns > summary").click()
    page.locator("#c-summary").uncheck()
    page.get_by_role("button", name="Show the address of this choice").click()
    assert (
        "columns=code,text_language,text_origin,text_is_outdated,title,url"
        in page.locator("#export-address").input_value()
    )
    with page.expect_download() as given:
        page.get_by_role("button", name="Download", exact=True).click()
    (row,) = rows(given.value)
    assert (row["code"], "summary" in row) == (codes[0], False)


def test_axe_finds_nothing_and_pages_fit(window, codes, settings):
    settings.EXPORT_ROWS_IN_REQUEST = 1
    addresses = (
        "/practices/export/?columns=code,title&format=xlsx", "/practices/export/?type=nonsense&code=nonsense", "/exports/",
        "/practices/?type=other",
    )  # fmt: skip
    for language, scheme, width in (("en", "light", 1280), ("ar", "dark", 320)):
        opened = window(width, color_scheme=scheme, bypass_csp=True)
        for address in addresses:
            page = opened.open(f"/{language}{address}")
            if "type=other" in address:
                page.locator("input[form=ticked]").check()
            page.add_script_tag(path=AXE)
            assert page.evaluate(RUN_AXE, STANDARDS) == [], f"{address} in {language}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} in {language}"
    page = opened.open("/en/practices/export/?format=xlsx")
    page.get_by_role("button", name="Prepare the workbook").click()
    page.wait_for_url("**/exports/**")
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, STANDARDS) == []
