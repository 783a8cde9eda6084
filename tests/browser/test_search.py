"""The search page in a real browser: suggestions, filters exchanged in place, trouble told, and all of it without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import AXE, FOCUSED, RUN_AXE, STANDARDS, TEXT_SPACING
from tests.cast import published
from tests.example import example_document
from tests.factories import COUNTRIES, CountryFactory, make_reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/en/practices/"
MANY = [f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
ACTIVE = "(() => { const one = document.activeElement; return [one.id || one.name, one.value || ''].join('='); })()"


SMALL = """() => [...document.querySelectorAll(
    "main :is(summary, .values label, button, .chip, select, input[type=text])")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.height && (box.height < 24 || box.width < 24);
    }).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def codes() -> list[str]:
    """Three practices: one with everything, one with many countries, one of another type."""
    make_reference()
    for code in MANY[len(COUNTRIES) :]:
        CountryFactory(code=code)
    return [
        published(**example_document()).code,
        published(countries=[{"country": code, "role": "participant"} for code in MANY]).code,
        published(type="treaty", texts={"en": {"title": "A treaty on nurses", "summary": "What it says."}}).code,
    ]


def value(name: str, code: str) -> str:
    """The checkbox of a facet value."""
    return f'input[name="{name}"][value="{code}"]'


def exchanged(page, act) -> None:
    """Do something that exchanges the results, and wait until they are there."""
    page.evaluate("document.querySelector('#found-now').dataset.old = '1'")
    act()
    page.wait_for_selector("#found-now:not([data-old]):not(.htmx-settling)", state="attached")


def address(page) -> str:
    """Path and query."""
    return re.sub(r"^https?://[^/]*", "", page.url)


def test_suggestions_by_keyboard(window, codes):
    opened = window()
    page = opened.open("/en/")
    box = page.locator("#q")
    box.type("nur")
    option = page.locator("[role=option]")
    option.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator(".search-field [role=status]").inner_text() == "1 suggestion. Use the arrow keys."
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.first.get_attribute("id")
    assert option.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")  # past the last one: back in the field
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    assert option.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]").count() == 0
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "nur"
    box.type("s")
    option.first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LIST}{codes[2]}/")
    assert opened.faults == []


def test_home_and_end_go_to_the_first_and_the_last_suggestion(window, codes):
    page = window().open(LIST)
    page.locator("#q").type("country x")
    options = page.locator("[role=option]")
    options.first.wait_for()
    page.keyboard.press("Home")  # no option is marked yet: it moves the caret
    assert page.evaluate("document.getElementById('q').selectionStart") == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert options.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Home")
    assert options.first.get_attribute("aria-selected") == "true"


def test_enter_without_a_marked_suggestion_searches(window, codes):
    page = window().open("/en/")
    page.locator("#q").type("nurses")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LIST}?q=nurses")
    assert page.locator("#results").inner_text() == "1 practice"


def test_a_suggestion_by_mouse_and_none_once_the_field_is_left(window, codes):
    page = window().open(LIST)
    page.locator("#q").type("nur")
    page.locator("[role=option]").first.wait_for()
    page.locator("h1").click()
    assert page.locator("[role=option]").count() == 0
    page.locator("#q").press("End")
    page.locator("#q").type("s")
    page.locator("[role=option]").first.click()
    page.wait_for_url(f"**{LIST}{codes[2]}/")


def test_a_choice_is_answered_in_place(window, codes):
    opened = window()
    page = opened.open(LIST)
    page.locator("#facet-modality").click()
    page.locator("#facet-theme").click()
    exchanged(page, lambda: page.locator(value("type", "treaty")).check())
    assert address(page) == f"{LIST}?type=treaty"
    assert page.evaluate(ACTIVE) == "type=treaty"
    assert page.locator("#announced").inner_text() == "1 practice"
    assert page.title().startswith("Made-up type treaty – 1 practice")
    assert page.locator("#panel-modality").get_attribute("open") is not None, "what was opened stays open"
    assert page.locator("#panel-theme").count() == 0 or page.locator("#panel-theme").get_attribute("open") is None
    assert page.locator(".languages a[lang=fr]").get_attribute("href").endswith("/fr/practices/?type=treaty")
    exchanged(page, lambda: page.keyboard.press("Space"))
    assert address(page) == LIST
    assert page.locator("#announced").inner_text() == "3 practices"
    assert opened.faults == []


def test_going_back_restores_search_and_choices(window, codes):
    page = window().open(LIST)
    page.locator("#q").fill("exchange")
    exchanged(page, lambda: page.keyboard.press("Enter"))
    exchanged(page, lambda: page.locator(value("type", "exchange_visit")).check())
    assert address(page) == f"{LIST}?q=exchange&type=exchange_visit"
    page.go_back()
    page.wait_for_url(f"**{LIST}?q=exchange")
    expect(page.locator("#q")).to_have_value("exchange")
    expect(page.locator(value("type", "exchange_visit"))).not_to_be_checked()
    page.go_back()
    page.wait_for_url(f"**{LIST}")
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator(".card")).to_have_count(3)


def test_the_focus_goes_on_where_its_place_is_gone(window, codes):
    page = window().open(f"{LIST}?type=treaty&country=XA")
    exchanged(page, lambda: page.locator(".chip").first.click())
    assert page.evaluate(ACTIVE) == "results="
    page = window().open(f"{LIST}?type=treaty&theme=alpha")
    assert page.locator(value("theme", "alpha")).is_visible()
    exchanged(page, lambda: page.locator(value("theme", "alpha")).uncheck())
    assert page.evaluate(ACTIVE) != "=", "the focus is not lost with a value that is no longer there"


def test_pages_are_turned_in_place(window, codes):
    for _number in range(25):
        published()
    page = window().open(LIST)
    exchanged(page, lambda: page.locator(".pages-next a").click())
    assert address(page) == f"{LIST}?page=2"
    assert page.locator("#announced").inner_text() == "28 practices, page 2 of 2"
    assert page.evaluate(ACTIVE) == "results="
    assert page.evaluate("document.getElementById('results').getBoundingClientRect().top") < 300
    before = page.evaluate("scrollY")
    exchanged(page, lambda: page.locator("#sort").select_option("title"))
    assert address(page) == f"{LIST}?sort=title"
    assert abs(page.evaluate("scrollY") - before) < 50


def test_years_are_sent_by_their_button_and_bad_ones_told(window, codes):
    page = window().open(LIST)
    page.locator("#facet-period").click()
    page.locator("#from").fill("abc")
    page.keyboard.press("Tab")
    page.locator("#to").type("2020")
    exchanged(page, lambda: page.locator("#apply-years").click())
    assert "Enter a whole number" in page.locator("#problems [role=alert]").inner_text()
    assert page.locator("#from").input_value() == "abc"
    assert "from=abc" in address(page)
    page.locator("#from").fill("2019")
    exchanged(page, lambda: page.keyboard.press("Enter"))
    assert page.locator("#problems").inner_text().strip() == ""
    assert address(page) == f"{LIST}?from=2019&to=2020"
    assert page.evaluate(ACTIVE) == "from=2019"
    assert page.locator(".card").count() == 1


def test_a_long_list_is_filtered_by_its_box(window, codes):
    opened = window()
    page = opened.open(LIST)
    box = page.get_by_label("Find in this list: Country")
    assert not page.locator(value("country", "XY")).is_visible()
    box.fill("cÓuntry xy")
    assert page.locator("#panel-country li:visible").count() == 1
    exchanged(page, lambda: page.locator(value("country", "XY")).check())
    assert page.evaluate(ACTIVE) == "country=XY"
    assert box.input_value() == "cÓuntry xy", "what was typed outlives the exchange"
    assert page.locator("#panel-country li:visible").count() == 1
    box.fill("zzz")
    assert page.locator("#panel-country [role=status]").inner_text() == "Nothing in this list fits."
    box.fill("")
    assert page.locator("#panel-country li:visible").count() == 9
    assert opened.faults == []


def test_trouble_is_told(window, codes):
    page = window().open(LIST)
    page.route(f"**{LIST}?*", lambda route: route.abort())
    page.locator(value("type", "treaty")).check()
    page.locator("#trouble", has_text="could not be fetched").wait_for()
    page.unroute(f"**{LIST}?*")
    exchanged(page, lambda: page.get_by_role("button", name="Search").click())
    assert page.locator("#trouble").inner_text() == ""
    assert address(page) == f"{LIST}?type=treaty"


def test_on_a_phone_the_filters_stand_behind_one_disclosure(window, codes):
    opened = window(360, 700)
    page = opened.open(f"{LIST}?country=XA")
    assert not page.locator("#panel-type").is_visible()
    page.get_by_text("Filter (1)").click()
    assert page.locator("#panel-country").get_attribute("open") is not None
    assert page.locator("#panel-type").get_attribute("open") is None
    page.locator("#facet-type").click()
    exchanged(page, lambda: page.locator(value("type", "exchange_visit")).check())
    assert page.locator("#filters").get_attribute("open") is not None
    exchanged(page, lambda: page.get_by_role("button", name="Apply", exact=True).click())
    assert page.locator("#filters").get_attribute("open") is None
    assert page.evaluate(ACTIVE) == "results="
    assert page.locator("#results").bounding_box()["y"] < 700
    assert opened.faults == []


@pytest.mark.parametrize("width", [1280, 320])
def test_everything_works_without_script(window, codes, width):
    opened = window(width, java_script_enabled=False)
    page = opened.open("/en/")
    page.locator("#q").fill("exchange")
    page.get_by_role("button", name="Search").click()
    assert address(page) == f"{LIST}?q=exchange"
    if width == 320:
        page.locator("#filters > summary").click()
    page.locator(value("type", "exchange_visit")).check()
    page.locator("#facet-period").click()
    page.locator("#from").fill("2000")
    page.get_by_role("button", name="Apply", exact=True).click()
    assert page.locator("#results").inner_text() == "1 practice"
    assert page.locator(".chip").count() == 2
    page.locator("#sort").select_option("title")
    page.get_by_role("button", name="Sort").click()
    assert "sort=title" in address(page)
    page.locator(".chips-clear").click()
    assert address(page) == f"{LIST}?q=exchange&sort=title"
    assert page.locator(".facet-filter").count() == 0, "nothing dead is shown"
    assert opened.faults == []


def test_the_filters_are_reached_by_keyboard_and_can_be_skipped(window, codes):
    page = window().open(LIST)
    page.locator("#q").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if not focused["name"]:
            break
        assert focused["outline"], f"no outline: {focused['name']}"
        assert focused["seen"], f"hidden while focused: {focused['name']}"
        reached.append(focused["name"])
    assert any("skip" in name for name in reached)
    assert any('id="sort"' in name for name in reached)
    page.locator(".found .skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(ACTIVE) == "results="


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 1280), ("ar", "light", 320)]
)
def test_axe_finds_nothing_in_what_is_opened(window, codes, language, scheme, width):
    opened = window(width, color_scheme=scheme, bypass_csp=True)
    page = opened.open(f"/{language}/practices/?q=exchange&type=exchange_visit&country=XA&role=provider&from=2000")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("#q").fill("")
    page.locator("#q").type("country x" if language == "en" else "بلد")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, STANDARDS) == []


def test_targets_are_large_enough_and_spacing_fits(window, codes):
    page = window(320, bypass_csp=True).open(f"{LIST}?q=exchange&country=XA")
    page.evaluate("document.querySelectorAll('#found details').forEach((one) => { one.open = true; })")
    small = page.evaluate(SMALL)
    assert small == []
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
