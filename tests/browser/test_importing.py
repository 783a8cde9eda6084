"""The wizard of imports in a real browser: by keyboard and without script, axe in both directions, pages that fit."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from practices.exchange import importing
from practices.models import Import, Practice
from tests.browser.test_admin import OUTSIDE, signed_in
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.factories import make_reference
from tests.importing import received, xlsx_file
from tests.staff import member
from tests.test_admin_importing import ADD, HEAD, LIST, ROWS, address, work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_reference()
    return member("editor", "eda")


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "partner.xlsx"
    path.write_bytes(
        xlsx_file(["Inventory of the Made-up Agency"], [], HEAD, *ROWS, ["A made-up exchange", "Country XA"]).read()
    )
    return path


@pytest.fixture
def work(transactional_db):
    """What the worker would do, when it is called."""
    done = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    return lambda: work_off(done)


def look(page, name: str, language: str) -> None:
    """Nothing stands beside the window, and axe finds nothing."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        outside = [one for one in page.evaluate(OUTSIDE, width) if not page.locator(".registry-scroll").count()]
        assert outside == [], f"{name} at {width}"
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE, STANDARDS) == [], f"{name} in {language}"


def test_a_sheet_is_brought_in_with_script(window, editor, sheet, work):
    language = "en"
    published()
    opened = signed_in(window, editor, bypass_csp=True)
    page = opened.open(ADD)
    look(page, "upload", language)
    page.set_input_files("#id_file", sheet)
    page.click("form[enctype] button")
    page.wait_for_url("**/sheet/")
    look(page, "sheet", language)
    page.click("#sheet-form button:not([name])")
    page.wait_for_url("**/columns/")
    page.select_option("#column-0", "")
    assert page.locator("tr.registry-left-out").count() >= 1
    for place, key in enumerate(
        ("title", "countries:provider", "period", "organisations:partner", "summary", "particulars:")
    ):
        page.select_option(f"#column-{place}", key)
    look(page, "columns", language)
    page.click("#columns-form button:not([name])")
    page.wait_for_url("**/progress/")
    look(page, "progress", language)
    page.goto(page.url)
    work()
    page.wait_for_url("**/decisions/")
    page.locator(".registry-other input[type=text]").first.fill("x")
    assert page.locator(".registry-other [type=radio]").first.is_checked()
    look(page, "decisions", language)
    for word in page.locator(".registry-word").all():
        word.locator("[value='-']").check()
        if word.locator("input[type=text]").count():
            word.locator("input[type=text]").fill("")
        word.locator("[value='-']").check()
    page.click("#decisions-form button")
    page.wait_for_url("**/progress/")
    work()
    page.wait_for_url("**/preview/")
    for tab in ("alike", "new", "refused"):
        page.goto(f"{page.url.split('?')[0]}?rows={tab}")
        look(page, tab, language)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.focus(".registry-write button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/progress/")
    work()
    page.wait_for_url("**/done/")
    look(page, "done", language)
    look(opened.open(LIST), "list", language)
    look(opened.open(address("undo", Import.objects.get())), "undo", language)
    assert Practice.objects.count() > 1
    assert opened.faults == []


def test_the_pages_are_as_good_from_right_to_left(window, editor, sheet):
    published()
    one = received(sheet, editor)
    importing.set_columns(one, **one.mapping)
    importing.check(one)
    opened = signed_in(window, editor, locale="ar", color_scheme="dark", bypass_csp=True)
    for name in ("sheet", "columns", "decisions", "preview"):
        look(opened.open(address(name, one)), name, "ar")
    assert opened.faults == []


def test_the_same_works_without_script(window, editor, sheet, work):
    opened = signed_in(window, editor)
    state = opened.page.context.storage_state()
    quiet = window(java_script_enabled=False, storage_state=state)
    page = quiet.open(ADD)
    page.set_input_files("#id_file", sheet)
    page.click("form[enctype] button")
    page.click("#sheet-form button:not([name])")
    page.click("#columns-form button:not([name])")
    assert page.locator("progress").is_visible()
    work()
    page.wait_for_url(lambda url: "/progress/" not in url, timeout=10_000)  # by itself, without a press
    page.goto(quiet.home + address("preview", Import.objects.get()))
    page.click(".registry-write button")
    work()
    page.click(".registry-buttons a[href$='/progress/']")
    page.click("a[href$='/undo/']")
    page.click("button.registry-danger")
    work()
    page.click(".registry-buttons a[href$='/progress/']")
    assert not Practice.objects.exists()
