"""Swagger UI in a real browser: under the policy, without a message in the console, and a call that is answered."""

import pytest

from tests.browser.test_accounts import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.factories import make_reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPERATION = "#operations-practices-listPractices"


@pytest.fixture
def practice(transactional_db):
    make_reference()
    return published()


def test_an_operation_is_tried_out(window, practice):
    opened = window()
    page = opened.open("/api/v1/docs/")
    page.wait_for_selector(".opblock")
    assert page.locator("h1:visible").count() == 1
    page.click(f"{OPERATION} .opblock-summary-control")
    page.click(f"{OPERATION} .try-out__btn")
    page.fill(f"{OPERATION} [data-param-name=q] input", "exchange")
    page.click(f"{OPERATION} .execute")
    page.wait_for_selector(f"{OPERATION} .live-responses-table")
    assert page.inner_text(f"{OPERATION} .live-responses-table tbody .response-col_status").startswith("200")
    assert practice.code in page.inner_text(f"{OPERATION} .live-responses-table .highlight-code")
    assert opened.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_only_what_swagger_ui_cannot_do_otherwise(window, practice, scheme):
    opened = window(color_scheme=scheme, bypass_csp=True)
    page = opened.open("/api/v1/docs/")
    page.wait_for_selector(".opblock")
    page.add_script_tag(path=AXE)
    found = page.evaluate(RUN_AXE, STANDARDS)
    # An operation of it opens by a button inside of a button; its main part is one within ours, and is renamed.
    assert {one.partition(":")[0] for one in found} <= {"nested-interactive", "aria-allowed-role"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_telephone(window, practice, scheme):
    opened = window(360, color_scheme=scheme)
    page = opened.open("/api/v1/docs/")
    page.wait_for_selector(".opblock")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.documentElement.classList.contains('dark-mode')") == (scheme == "dark")
    assert opened.faults == []


def test_without_script_the_description_is_still_to_be_had(window, practice):
    opened = window(java_script_enabled=False)
    page = opened.open("/api/v1/docs/")
    assert "needs JavaScript" in page.inner_text("main")
    page.click("text=The description as JSON")
    assert "openapi" in page.content()
