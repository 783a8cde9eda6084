"""What is typed outlives the session, another sign-in and another form: in a real browser, on every page of the review."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from practices.models import Assessment, Comment, UnsavedEntry
from practices.vocabulary import State
from tests.browser.test_admin import OUTSIDE, PASSWORD, signed_in
from tests.browser.test_admin_form import TITLE
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import bring_to, in_review
from tests.factories import make_practice, make_reference
from tests.judged import full
from tests.staff import CHANGELIST, change_address, member
from tests.test_admin_assess import assess_address
from tests.test_admin_review import review_address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMMENT, COMMENT_BUTTON = "#entry-type-text", "#entry-type .registry-new-comment [type=submit]"
NOTE = "#id_request_changes_note"
WORDS = "Which type is it? I could not tell from the record."
COME_BACK = "window.dispatchEvent(new Event('focus'))"


@pytest.fixture
def people(transactional_db):
    make_reference()
    return {role: member(role, f"the-{role}") for role in ("contributor", "reviewer", "administrator")}


def write_comment(page, words: str = WORDS) -> None:
    page.click("#entry-type [data-comment]")
    page.fill(COMMENT, words)


def end_session(page) -> None:
    page.context.clear_cookies(name="sessionid")


def sign_in_again(page, person) -> None:
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click(".account-form [type=submit]")


def sign_in_elsewhere(opened, person) -> None:
    """Out and in again in another tab of the same browser, which changes the session and its token."""
    end_session(opened.page)
    other = opened.page.context.new_page()
    other.goto(opened.home + CHANGELIST)
    sign_in_again(other, person)
    other.wait_for_selector("#changelist")
    other.close()


def is_back(page, form: str):
    return page.locator(f"{form} .registry-back [role=status]", has_text="What you had typed here is back.")


def test_a_comment_outlives_the_session(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    write_comment(page)
    page.check("#entry-type [name=is_internal]")
    end_session(page)
    page.click(COMMENT_BUTTON)
    page.wait_for_selector("#id_password")
    sign_in_again(page, people["reviewer"])
    expect(is_back(page, "#entry-type form")).to_be_visible()
    assert page.url.endswith(review_address(practice))
    assert page.input_value(COMMENT) == WORDS
    assert page.is_checked("#entry-type [name=is_internal]")
    assert not Comment.objects.exists()
    page.click(COMMENT_BUTTON)
    page.wait_for_url("**#comment-*")
    assert (Comment.objects.get().text, Comment.objects.get().is_internal) == (WORDS, True)
    opened.open(review_address(practice))
    assert page.locator(".registry-back").count() == 0
    assert page.input_value(COMMENT) == ""
    assert opened.faults == []


def test_a_comment_does_not_come_back_to_somebody_else(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    write_comment(page)
    end_session(page)
    page.click(COMMENT_BUTTON)
    page.wait_for_selector("#id_password")
    sign_in_again(page, people["administrator"])
    page.wait_for_selector(".registry-review")
    page.wait_for_load_state()
    assert page.input_value(COMMENT) == ""
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('registry-kept'))") == []


def test_a_note_outlives_the_session(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    page.click("summary:has-text('Request changes')")
    page.fill(NOTE, WORDS)
    end_session(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#id_password")
    sign_in_again(page, people["reviewer"])
    expect(is_back(page, ".registry-decisions form")).to_be_visible()
    assert page.input_value(NOTE) == WORDS
    assert page.url.endswith(review_address(practice))
    practice.refresh_from_db()
    assert practice.state == State.IN_REVIEW
    page.click("button:has-text('Request changes'):not([data-goes-on])")
    page.wait_for_selector(".messagelist .success")
    page.wait_for_load_state()
    assert page.locator(".registry-back").count() == 0
    assert opened.faults == []


def test_an_assessment_outlives_the_session(window, people):
    practice = full(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(assess_address(practice))
    page.check("#declaration-none")
    page.check("#gate-consent-no")
    page.fill("#comment-consent", WORDS)
    end_session(page)
    page.click("#assess_form [type=submit]")
    page.wait_for_selector("#id_password")
    sign_in_again(page, people["reviewer"])
    expect(is_back(page, "#assess_form")).to_be_visible()
    assert page.is_checked("#declaration-none")
    assert page.is_checked("#gate-consent-no")
    assert page.input_value("#comment-consent") == WORDS
    assert not page.locator(".assess-scores").is_visible()
    assert not Assessment.objects.exists()
    assert opened.faults == []


def test_what_the_server_refused_is_there_once(window, people):
    practice = full(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(assess_address(practice))
    page.fill("#public_reason", WORDS)
    page.click("#assess_form [type=submit]")
    page.wait_for_selector(".assess-summary")
    page.wait_for_load_state()
    assert page.locator(".registry-back").count() == 0
    assert page.input_value("#public_reason") == WORDS
    page.on("dialog", lambda dialog: dialog.accept())
    opened.open(assess_address(practice))
    expect(is_back(page, "#assess_form")).to_be_visible()
    assert page.input_value("#public_reason") == WORDS


def test_a_decision_does_not_drop_a_comment_unawares(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    write_comment(page)
    page.click("summary:has-text('Request changes')")
    page.fill(NOTE, "See the comments.")
    decide = page.locator("button:has-text('Request changes'):not([data-goes-on])")
    decide.click()
    expect(page.locator(".registry-unsent[role=alert]")).to_contain_text("You have written something that is not sent.")
    practice.refresh_from_db()
    assert practice.state == State.IN_REVIEW
    page.click("#entry-type [data-comment]")
    assert not page.locator(COMMENT).is_visible()
    page.click(".registry-unsent a")
    expect(page.locator(COMMENT)).to_be_focused()
    decide.click()
    page.wait_for_selector(".messagelist .success")
    practice.refresh_from_db()
    assert practice.state == State.CHANGES_REQUESTED
    assert page.input_value(COMMENT) == WORDS
    expect(is_back(page, "#entry-type form")).to_be_visible()
    page.click("#entry-type .registry-back button")
    expect(page.locator(COMMENT)).to_be_focused()
    assert page.input_value(COMMENT) == ""
    opened.open(review_address(practice))
    assert page.locator(".registry-back").count() == 0
    assert opened.faults == []


def test_leaving_with_a_comment_unsent_is_asked_about_and_it_is_kept(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    write_comment(page)
    page.click("#site-name a")
    page.wait_for_selector(".dashboard, #content-main")
    assert asked == ["beforeunload"]
    opened.open(review_address(practice))
    expect(is_back(page, "#entry-type form")).to_be_visible()
    page.click("#entry-type .registry-back button")
    page.click("#site-name a")
    page.wait_for_load_state()
    assert asked == ["beforeunload"]


def test_the_keys_send_a_comment_from_every_field_of_it(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    write_comment(page)
    page.focus("#entry-type [name=is_internal]")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Comment.objects.get().text == WORDS


def test_a_form_is_sent_after_signing_in_elsewhere(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    write_comment(page)
    sign_in_elsewhere(opened, people["reviewer"])
    with page.expect_response(lambda answer: answer.url.endswith(review_address(practice))):
        page.evaluate(COME_BACK)
    page.wait_for_timeout(200)
    page.click(COMMENT_BUTTON)
    page.wait_for_url("**#comment-*")
    assert Comment.objects.get().text == WORDS
    assert opened.faults == []


def test_a_form_that_was_refused_for_its_token_keeps_what_was_typed(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"])
    page = opened.open(review_address(practice))
    write_comment(page)
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((one) => { one.value = 'x'; })")
    page.click(COMMENT_BUTTON)
    page.wait_for_selector("h1:has-text('The form could not be sent')")
    page.go_back()
    page.wait_for_selector(COMMENT)
    assert page.input_value(COMMENT) == WORDS
    page.click(COMMENT_BUTTON)
    page.wait_for_url("**#comment-*")
    assert Comment.objects.get().text == WORDS


def test_who_is_signed_out_is_told_and_told_again_when_back(window, people):
    practice = in_review(people["contributor"])
    opened = signed_in(window, people["reviewer"], bypass_csp=True)
    page = opened.open(review_address(practice))
    write_comment(page)
    end_session(page)
    page.evaluate(COME_BACK)
    told = page.locator("#registry-keeping [role=alert]")
    expect(told).to_contain_text("You are signed out.")
    assert page.locator("#registry-keeping a").get_attribute("target") == "_blank"
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, STANDARDS) == []
    sign_in_elsewhere(opened, people["administrator"])
    page.evaluate(COME_BACK)
    expect(told).to_contain_text("Somebody else has signed in")
    sign_in_elsewhere(opened, people["reviewer"])
    page.evaluate(COME_BACK)
    expect(told).to_contain_text("You are signed in again")
    assert not page.locator("#registry-keeping a").is_visible()
    assert page.input_value(COMMENT) == WORDS


def test_the_form_of_a_practice_is_kept_again_after_signing_in_elsewhere(window, people):
    practice = make_practice(people["administrator"])
    opened = signed_in(window, people["administrator"])
    page = opened.open(change_address(practice))
    Session.objects.all().delete()
    page.fill(TITLE, "A title typed while signed out")
    expect(page.locator(".registry-kept")).to_contain_text("while you are signed out", timeout=15_000)
    expect(page.locator("#registry-keeping [role=alert]")).to_contain_text("You are signed out.")
    page.click("[name=_save]")
    page.wait_for_timeout(300)
    assert page.input_value(TITLE) == "A title typed while signed out"
    assert not UnsavedEntry.objects.exists()
    sign_in_elsewhere(opened, people["administrator"])
    page.evaluate(COME_BACK)
    expect(page.locator(".registry-kept > p").first).to_contain_text("Kept at")
    assert UnsavedEntry.objects.get().practice == practice
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    practice.refresh_from_db()
    assert practice.title == "A title typed while signed out"
    assert opened.faults == []


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_what_is_said_fits_and_axe_finds_nothing(window, people, language, scheme, width):
    practice = bring_to(make_practice(people["contributor"]), "submit")
    opened = signed_in(window, people["reviewer"], locale=language, color_scheme=scheme, bypass_csp=True)
    page = opened.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.set_viewport_size({"width": width, "height": 900})
    opened.open(review_address(practice))
    write_comment(page)
    opened.open(review_address(practice))
    page.click("button[data-key=t]")
    page.wait_for_selector(".registry-unsent")
    page.wait_for_selector(".registry-back")
    end_session(page)
    page.evaluate(COME_BACK)
    page.wait_for_selector("#registry-keeping", state="visible")
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, STANDARDS) == []
    assert page.evaluate(OUTSIDE, width) == []
