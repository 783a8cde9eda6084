"""The form of a practice in a real browser: tabs, counters, what is kept, the choice between two versions, axe."""

import pytest
from playwright.sync_api import expect

from practices import document, unsaved
from practices.models import Practice, UnsavedEntry
from practices.vocabulary import Channel
from tests.browser.test_admin import OUTSIDE, signed_in
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.example import example_document
from tests.factories import make_practice, make_reference
from tests.staff import ADD, change_address, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE, SUMMARY = "#id_practicetext_set-0-title", "#id_practicetext_set-0-summary"
TEXTS = {
    "en": {"title": "A made-up exchange", "summary": "Who did what."},
    "fr": {"origin": "machine", "title": "Un échange inventé", "is_outdated": True},
    "ar": {"origin": "human", "title": "تبادل"},
}


@pytest.fixture
def administrator(transactional_db):
    make_reference()
    return member("administrator", "ada")


def tab(page, name: str):
    return page.locator("[role=tab]", has_text=name)


def test_languages_are_tabs_that_arrows_reach(window, administrator):
    practice = make_practice(administrator, texts=TEXTS)
    opened = signed_in(window, administrator)
    page = opened.open(change_address(practice))
    assert page.locator("[role=tab]").count() == 3
    assert page.locator("[role=tab]").first.inner_text().startswith("English")
    assert "Older than the original" in tab(page, "Français").or_(tab(page, "French")).inner_text()
    assert page.locator("[role=tabpanel]:visible").count() == 1
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[role=tab][aria-selected=true]")).to_be_focused()
    assert page.locator("#id_practicetext_set-1-title").is_visible()
    page.keyboard.press("End")
    assert page.locator("#id_practicetext_set-2-title").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator(TITLE).is_visible()
    page.locator(".registry-tabs-adding button").first.click()
    assert page.locator("[role=tab]").count() == 4
    expect(page.locator("#id_practicetext_set-3-title")).to_be_focused()
    page.keyboard.type("Un intercambio")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert practice.practicetext_set.count() == 4
    assert opened.faults == []


def test_arrows_run_the_other_way_in_arabic(window, administrator):
    practice = make_practice(administrator, texts=TEXTS)
    opened = signed_in(window, administrator, locale="ar")
    page = opened.open(change_address(practice))
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#id_practicetext_set-1-title").is_visible()
    assert opened.faults == []


def test_a_long_title_is_counted_and_nothing_pasted_is_cut(window, administrator):
    opened = signed_in(window, administrator)
    page = opened.open(ADD)
    page.fill(TITLE, "x" * 20)
    counter = page.locator("#id_practicetext_set-0-title-count")
    assert counter.inner_text() == "20 of 150 characters recommended"
    page.fill(TITLE, "x" * 310)
    assert counter.inner_text() == "310 characters, 10 too many"
    assert len(page.input_value(TITLE)) == 310
    assert opened.faults == []


def test_a_link_to_what_is_missing_opens_what_it_is_folded_into(window, administrator):
    practice = make_practice(administrator)
    opened = signed_in(window, administrator)
    page = opened.open(change_address(practice))
    page.click("#part-snapshot .registry-gaps > summary")
    page.click("#part-snapshot .registry-gaps a:has-text('Lessons are not described')")
    expect(page.locator("#id_practicetext_set-0-lessons")).to_be_focused()
    page.click(".registry-panel details summary")
    page.click(".registry-panel a:has-text('No theme is chosen')")
    assert page.locator("#part-about > details").get_attribute("open") is not None
    assert opened.faults == []


def test_what_is_typed_survives_a_crash(window, administrator):
    practice = make_practice(administrator)
    opened = signed_in(window, administrator)
    page = opened.open(change_address(practice))
    page.fill(TITLE, "A title that was never saved")
    page.click("#practicecountry_set-group .add-row a")
    page.select_option("#id_practicecountry_set-2-role", "host")
    page.wait_for_selector(".registry-kept p:has-text('Kept at')", timeout=15000)
    assert UnsavedEntry.objects.get().practice == practice
    opened.page.on("dialog", lambda dialog: dialog.accept())
    page = opened.open(change_address(practice))
    assert page.input_value(TITLE) == "A made-up exchange"
    page.click("text=Restore what I typed")
    assert page.input_value(TITLE) == "A title that was never saved"
    assert page.input_value("#id_practicecountry_set-2-role") == "host"
    assert Practice.objects.get().title == "A made-up exchange"
    page.fill("#id_practicetext_set-0-summary", "And a summary.")
    page.locator("#practicecountry_set-2 .inline-deletelink").click()
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert Practice.objects.get().title == "A title that was never saved"
    assert not UnsavedEntry.objects.exists()
    assert opened.faults == []


def test_leaving_with_something_unsaved_is_asked_about(window, administrator):
    opened = signed_in(window, administrator)
    page = opened.open(ADD)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill(TITLE, "A title")
    page.click("#site-name a")
    page.wait_for_selector("#content")
    assert asked == ["beforeunload"]
    opened.open(ADD)
    page.click("#site-name a")
    assert asked == ["beforeunload"]


def test_a_title_that_is_there_already_is_shown_while_it_is_typed(window, administrator):
    published(administrator)
    opened = signed_in(window, administrator)
    page = opened.open(ADD)
    page.fill(TITLE, "Made up exchange")
    page.wait_for_selector("#registry-similar a:has-text('A made-up exchange')")
    page.fill(TITLE, "Something of another kind")
    page.wait_for_selector("#registry-similar:empty", state="attached")
    assert opened.faults == []


def test_the_keys_are_listed(window, administrator):
    opened = signed_in(window, administrator)
    page = opened.open(ADD)
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#registry-shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#registry-shortcuts").is_visible()
    page.focus(TITLE)
    page.keyboard.press("?")
    assert not page.locator("#registry-shortcuts").is_visible()
    assert page.input_value(TITLE) == "?"
    page.click("[data-shortcuts]")
    assert page.locator("#registry-shortcuts").is_visible()
    assert opened.faults == []


def at_odds(page, practice) -> None:
    """Opened here, changed there, saved here: the screen with both versions."""
    page.fill(TITLE, "What I call it")
    page.fill(SUMMARY, "What I say of it.")
    texts = document.build(practice)["texts"]
    texts["en"] |= {"title": "What they call it", "lessons": "What they learned."}
    document.load(
        {"code": practice.code, "texts": {"en": texts["en"]}, "cost_band": "under_10k"}, by=None, channel=Channel.API
    )
    page.click("[name=_save]")
    page.wait_for_selector(".registry-conflict")


def test_the_choice_between_two_versions_is_carried_out(window, administrator):
    practice = make_practice(administrator)
    opened = signed_in(window, administrator)
    page = opened.open(change_address(practice))
    at_odds(page, practice)
    row = page.locator(".registry-choices tr", has_text="What I call it")
    row.locator("input[value=theirs]").check()
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    text = practice.practicetext_set.get()
    assert (text.title, text.summary, text.lessons) == ("What they call it", "What I say of it.", "What they learned.")
    assert Practice.objects.get().cost_band == "under_10k"
    assert opened.faults == []


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark"), ("en", "dark"), ("ar", "light")])
def test_axe_finds_nothing_and_everything_fits(window, administrator, language, scheme):
    practice = make_practice(administrator, **example_document(), code=None)
    opened = signed_in(window, administrator, locale=language, color_scheme=scheme, bypass_csp=True)
    page = opened.page
    page.on("dialog", lambda dialog: dialog.accept())
    found = {}

    def look(name: str) -> None:
        page.add_script_tag(path=AXE)
        if violations := page.evaluate(RUN_AXE, STANDARDS):
            found[name] = violations
        for width in (1280, 768, 360):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width or page.evaluate(OUTSIDE, width):
                found[f"{name} at {width}"] = page.evaluate(OUTSIDE, width)
        page.set_viewport_size({"width": 1280, "height": 900})

    opened.open(ADD)
    page.fill(TITLE, "x" * 310)
    look("new")
    opened.open(change_address(practice))
    for fold in page.locator("#practice_form details:not([open]) > summary").all():
        if fold.is_visible():
            fold.click()
    look("form")
    opened.open(change_address(practice))
    at_odds(page, practice)
    look("conflict")
    entries = {"expected": ["1"], "practicetext_set-0-title": ["Typed"]}
    unsaved.keep(administrator, Practice.objects.get(), 999, entries)
    opened.open(change_address(practice))
    look("notice")
    page.click("[data-shortcuts]")
    look("keys")
    assert found == {}
