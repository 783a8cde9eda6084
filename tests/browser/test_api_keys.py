"""API keys in a real browser: one is made and copied, also without script; the pages fit, and axe finds nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import api_keys
from accounts.models import ApiKey
from tests.browser.test_accounts import enter, looked_at, show_again
from tests.signing_in import LOGIN, account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(transactional_db):
    return account("ada")


def go_in(opened, person):
    page = opened.open(LOGIN)
    enter(page, person)
    page.wait_for_selector("h1:has-text('Your account')")
    show_again(page, opened.home)
    return page


def make_key(page, name: str) -> str:
    """From the account page to the key, as the page shows it."""
    page.click("text=Make an API key")
    page.fill("#id_name", name)
    page.check("[name=scopes][value=write]")
    page.click("text=Make the key")
    page.wait_for_selector("h1:has-text('Your new API key')")
    return page.input_value("#api-key")


def test_a_key_is_made_copied_and_withdrawn(window, person):
    opened = window(permissions=["clipboard-read", "clipboard-write"])
    page = go_in(opened, person)
    text = make_key(page, "Made-up copy")
    assert api_keys.read(text).scopes == ["read", "write"]
    page.click("#api-key-copy")
    page.wait_for_selector("#api-key-said:has-text('Copied.')")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.click("text=I have copied it")
    assert "Made-up copy" in page.inner_text(".account")
    assert text not in page.content()
    page.click("a:has-text('Withdraw')")
    page.click("button:has-text('Withdraw the key')")
    page.wait_for_selector("[role=status]:has-text('is withdrawn')")
    assert not api_keys.live(person).exists()
    assert opened.faults == []


def test_where_the_clipboard_is_closed_the_older_way_copies(window, person):
    opened = window()
    page = go_in(opened, person)
    page.add_init_script("delete Navigator.prototype.clipboard")  # as over plain HTTP
    text = make_key(page, "Made-up copy")
    assert page.evaluate("navigator.clipboard === undefined")
    page.click("#api-key-copy")
    page.wait_for_selector("#api-key-said:has-text('Copied.')")
    page.click("text=I have copied it")
    page.click("text=Make an API key")
    page.focus("#id_name")
    page.keyboard.press("Control+V")
    assert page.input_value("#id_name") == text
    assert opened.faults == []


def test_without_script_the_key_stands_in_a_field(window, person):
    opened = window(java_script_enabled=False)
    page = go_in(opened, person)
    text = make_key(page, "Made-up copy")
    assert api_keys.read(text).owner == person
    assert not page.is_visible("#api-key-copy")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_the_pages_fit_and_axe_finds_nothing(window, person, language, scheme):
    for name in ("Made-up copy of everything to the website of an agency whose name is long", "Expired", "Withdrawn"):
        key, _text = api_keys.make(person, name, ["write"], 90)
    api_keys.revoke(key, by=person)
    ApiKey.objects.filter(name="Expired").update(expires_at=timezone.now() - timedelta(days=1))
    opened = window(360, color_scheme=scheme, bypass_csp=True)
    page = go_in(opened, person)
    opened.open(f"/account/?language={language}")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.click("summary")
    found = {"list": looked_at(page, f"{language}-api-keys")}
    page.click("a:has-text('Withdraw')")
    found["withdraw"] = looked_at(page, f"{language}-api-key-withdraw")
    opened.open("/account/keys/new/")
    found["form"] = looked_at(page, f"{language}-api-key-form")
    page.click("text=Make the key")
    page.wait_for_selector(".problems")
    found["problems"] = looked_at(page, f"{language}-api-key-problems")
    page.fill("#id_name", "Another")
    page.click("text=Make the key")
    page.wait_for_selector("#api-key-copy")
    found["made"] = looked_at(page, f"{language}-api-key-made")
    assert {place: faults for place, faults in found.items() if faults} == {}
    assert opened.faults == []
