"""The review screen in a real browser: keys, comments that come back to their place, axe, and pages that fit."""

import pytest

from practices import commenting, workflow
from practices.models import Comment, Practice
from practices.vocabulary import State
from tests.browser.test_admin import OUTSIDE, signed_in
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import bring_to, in_review, published
from tests.example import example_document
from tests.factories import make_practice, make_reference
from tests.staff import member
from tests.test_admin_review import edited, review_address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement.id"
LONG = "A word or two about this. " * 30


@pytest.fixture
def people(transactional_db):
    make_reference()
    return {role: member(role, f"the-{role}") for role in ("contributor", "reviewer", "administrator")}


def talked_about(people) -> list[Practice]:
    """One never published, and one with an edit; both with comments of all kinds."""
    first = in_review(people["contributor"], **example_document())
    second = bring_to(edited(published(people["contributor"], **example_document())), "submit")
    workflow.perform("take", second, by=people["administrator"])
    for practice in (first, second):
        opened = commenting.add(practice, by=people["reviewer"], text=LONG, path="texts.en.title")
        commenting.add(practice, by=people["contributor"], text="2019.", answers=opened)
        commenting.add(practice, by=people["reviewer"], text="Ours alone.", path="countries", is_internal=True)
        settled = commenting.add(practice, by=people["reviewer"], text="On all of it.")
        commenting.settle(settled, by=people["contributor"])
    return [first, second]


def test_a_reviewer_goes_through_the_queue_by_keyboard(window, people):
    first, second = (bring_to(make_practice(people["contributor"]), "submit") for _ in range(2))
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(first))
    page.keyboard.press("?")
    assert page.locator("#registry-shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == "entry-original_language"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == "entry-modality"
    page.keyboard.press("k")
    page.keyboard.press("c")
    page.keyboard.type("j and k are only letters here")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Comment.objects.get().path == "type"
    assert page.url.endswith(f"#comment-{Comment.objects.get().pk}")
    with page.expect_navigation():
        page.keyboard.press("t")
    page.keyboard.press("r")
    assert page.evaluate(FOCUSED) == "id_request_changes_note"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    first.refresh_from_db()
    assert first.state == State.CHANGES_REQUESTED
    assert page.url.endswith(review_address(second))
    assert "1 practice waits for you" in page.locator(".messagelist").inner_text()
    assert opened.faults == []


def test_keys_lead_forth_and_back_and_can_be_turned_off(window, people):
    first, second = (bring_to(make_practice(people["contributor"]), "submit") for _ in range(2))
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(first))
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith(review_address(second))
    with page.expect_navigation():
        page.keyboard.press("p")
    assert page.url.endswith(review_address(first))
    page.keyboard.press("Control+n")
    page.check("[data-keys-off]")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == ""
    page.reload()
    assert page.is_checked("[data-keys-off]")
    page.uncheck("[data-keys-off]")
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("q")
    assert page.url.endswith("/admin/")
    assert opened.faults == []


def test_a_button_pressed_twice_is_sent_once(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    page.click("#entry-type [data-comment]")
    page.fill("#entry-type-text", "Which one?")
    page.dblclick("#entry-type .registry-new-comment button")
    page.wait_for_url("**#comment-*")
    assert Comment.objects.count() == 1
    assert opened.faults == []


def test_everything_works_without_script(window, people):
    practice = bring_to(make_practice(people["contributor"]), "submit")
    opened = signed_in(window, people["reviewer"])
    state = opened.page.context.storage_state()
    page = window(java_script_enabled=False, storage_state=state).open(review_address(practice))
    assert not page.locator("[data-keys-off]").is_visible()
    page.click("button:has-text('Take into review')")
    page.click("#entry-type [data-comment]")
    page.fill("#entry-type-text", "Which one?")
    page.click("#entry-type .registry-new-comment button")
    page.click("summary:has-text('Request changes')")
    page.click("button:has-text('Request changes'):not([data-goes-on])")
    practice.refresh_from_db()
    assert practice.state == State.CHANGES_REQUESTED


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("en", "dark", 768), ("ar", "light", 360), ("ar", "dark", 1280)],
)
def test_axe_finds_nothing_and_the_screen_fits(window, people, language, scheme, width):
    practices = talked_about(people)
    for person in ("reviewer", "contributor"):
        opened = signed_in(window, people[person], locale=language, color_scheme=scheme, bypass_csp=True)
        opened.page.set_viewport_size({"width": width, "height": 900})
        for practice in practices:
            for view in ("marked", "sides", "whole"):
                page = opened.open(f"{review_address(practice)}?view={view}")
                assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                where = f"{person}, {view}"
                assert page.evaluate("document.documentElement.scrollWidth") <= width, where
                assert page.evaluate(OUTSIDE, width) == [], where
                page.add_script_tag(path=AXE)
                assert page.evaluate(RUN_AXE, STANDARDS) == [], where


def test_what_was_refused_is_said_and_leads_to_its_place(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"], bypass_csp=True)
    page = opened.open(review_address(practice))
    page.click("#entry-type [data-comment]")
    page.fill("#entry-type-text", "   ")
    page.click("#entry-type .registry-new-comment button")
    page.wait_for_selector(".registry-refused")
    page.click(".registry-refused a")
    assert page.evaluate("document.querySelector('#entry-type .registry-new-comment').open")
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, STANDARDS) == []
    workflow.perform("decline", practice, by=people["administrator"], note="Not what we look for.")
    page.click("summary:has-text('Request changes')")
    page.fill("#id_request_changes_note", "My own note.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".registry-typed")
    assert "The-administrator" in page.locator(".registry-refused").inner_text()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, STANDARDS) == []


def test_the_policy_is_kept(window, people):
    practices = talked_about(people)
    opened = signed_in(window, people["reviewer"])
    for practice in practices:
        for view in ("marked", "sides", "whole"):
            opened.open(f"{review_address(practice)}?view={view}")
    assert opened.faults == []
