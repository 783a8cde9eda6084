"""The account pages in a real browser: they fit, axe finds nothing, an app and a passkey open the account."""

import os

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from accounts import invitations
from accounts.models import Invitation, User
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.factories import make_reference
from tests.signing_in import LOGIN, PASSWORD, account, code_of, mailed_code, with_app
from tests.staff import CHANGELIST, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("REGISTRY_SHOTS", "")
OPEN = ["login/", "signup/", "password/reset/", "invitation/{key}/"]
OWN = [
    "", "profile/", "email/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "2fa/webauthn/",
    "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "sessions/", "delete/", "logout/", "reauthenticate/",
]  # fmt: skip


@pytest.fixture
def head(transactional_db):
    make_reference()
    return member("administrator", "head", organisation_name="Made-up Agency")


@pytest.fixture
def invitation(head):
    sent = Invitation(email="guest@test.example", role=Group.objects.get(name="reviewer"))
    invitations.send(sent, by=head)
    return sent


def enter(page, person, password: str = PASSWORD) -> None:
    page.fill("#id_login", person.email)
    page.fill("#id_password", password)
    page.click(".account-form [type=submit]")


def show_again(page, home: str) -> None:
    page.goto(f"{home}/account/reauthenticate/?next=/account/")
    page.fill("#id_password", PASSWORD)
    page.click(".account-form [type=submit]")
    page.wait_for_selector("h1:has-text('Your account')")


def looked_at(page, name: str) -> list[str]:
    """What axe and a ruler find at three widths."""
    found = []
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} is wider than {width}")
        if SHOTS:
            page.screenshot(
                path=f"{SHOTS}/{name.strip('/').replace('/', '-') or 'account'}-{width}.png", full_page=True
            )
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=AXE)
    return found + page.evaluate(RUN_AXE, STANDARDS)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_pages_fit_and_axe_finds_nothing(window, head, invitation, language, scheme):
    opened = window(360, color_scheme=scheme, bypass_csp=True)
    found = {}
    for address in OPEN:
        page = opened.open(f"/account/{address.format(key=invitation.key)}?language={language}")
        found[address] = looked_at(page, f"{language}-{address.partition('/')[0]}")
    page.click(".account-form [type=submit]")  # an empty form
    page.wait_for_selector(".problems")
    found["problems"] = looked_at(page, f"{language}-problems")
    opened.open(LOGIN)
    enter(page, head)
    page.wait_for_url("**/admin/")
    with_app(head)
    show_again(page, opened.home)
    for address in OWN:
        page = opened.open(f"/account/{address}")
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        found[address] = looked_at(page, f"{language}-{address}")
    invited = f"accounts/invitation/{invitation.pk}/change/"
    for address in ("auth/group/who-may-do-what/", "accounts/invitation/", "accounts/invitation/add/", invited):
        page = opened.open(f"/admin/{address}")
        found[address] = [fault for fault in looked_at(page, f"{language}-admin-{address}") if "wider" in fault]
    assert {address: faults for address, faults in found.items() if faults} == {}
    assert opened.faults == []


def test_without_script_one_signs_up_and_in(window, transactional_db):
    opened = window(java_script_enabled=False)
    page = opened.open("/en/")
    page.click("text=Account")
    page.click("text=Ask for an account")
    for name, value in {
        "email": "new@test.example", "first_name": "Noor", "last_name": "Newcomer", "organisation_name": "Agency",
        "purpose": "A made-up purpose.", "password1": "four words nobody joins", "password2": "four words nobody joins",
    }.items():  # fmt: skip
        page.fill(f"#id_{name}", value)
    page.click(".account-form [type=submit]")
    page.fill("#id_code", mailed_code())
    page.click(".account-form [type=submit]")
    assert page.inner_text("h1") == "Your account"
    assert User.objects.get().first_name == "Noor"


def test_an_app_is_asked_for_after_the_password(window, head):
    secret = with_app(head)
    opened = window()
    page = opened.open(CHANGELIST)
    enter(page, head)
    page.wait_for_selector("h1:has-text('Second factor')")
    page.keyboard.press("Tab")
    page.fill("#id_code", code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_selector("#changelist")
    assert opened.faults == []


def test_a_passkey_is_added_and_opens_the_account_alone(window, transactional_db):
    person = account("ada")
    opened = window()
    page = opened.page
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    chromium.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }},
    )  # fmt: skip
    opened.open(LOGIN)
    enter(page, person)
    page.wait_for_selector("h1:has-text('Your account')")
    show_again(page, opened.home)
    opened.open("/account/2fa/webauthn/add/")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("h1:has-text('Recovery codes')")
    opened.open("/account/")
    page.click("button:has-text('Sign out')")
    page.wait_for_selector("h1:has-text('Sign in')")
    page.click("#passkey_login")
    page.wait_for_selector("h1:has-text('Your account')")
    assert opened.faults == []
    assert any("Something about your account was changed" in message.body for message in mail.outbox)
