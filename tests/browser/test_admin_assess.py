"""Assessing and asking in a real browser: what folds away, summaries that lead to their fields, axe, narrow windows."""

import pytest

from practices import reviewing, workflow
from practices.models import Assessment, CountryGroup, Mandate, Standing
from practices.vocabulary import Channel
from practices.web.addresses import in_language
from tests.browser.test_admin import OUTSIDE, signed_in
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.factories import UserFactory, make_reference
from tests.judged import assessed, full
from tests.staff import member
from tests.test_admin_assess import assess_address, review_address
from tests.test_admin_mandates import ADD, LIST, MINE
from tests.test_admin_requests import ask_address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_REASON = "A made-up reason that goes on and on. " * 25


@pytest.fixture
def reviewer(transactional_db):
    make_reference()
    author, editor = UserFactory(), member("editor", "edita")
    first, second = member("reviewer", "fidel"), member("reviewer", "sekai")
    practice, public = full(author), full(author)
    workflow.perform("publish", public, by=editor)
    assessed(practice, first, score=2)
    assessed(practice, second, scores={"rights": 4}, comments={"rights": "A made-up comment."})
    for person in (first, second):
        assessed(public, person, public_reason=f"Reason of {person.pk}. {LONG_REASON if person == first else ''}")
    published(links=[{"practice": public.code, "kind": "adapts"}])
    third = member("reviewer", "tariq")
    reviewing.ask(practice, third, by=editor, channel=Channel.ADMIN, note="Please look at it.")
    mandate = Mandate.objects.create(person=member("reviewer", "amani"), languages=["en"])
    mandate.scope_regions.add(CountryGroup.objects.create(code="made_up", label_en="Made-up Region", kind="region"))
    first.practice, first.public = practice, public
    return first


def test_a_no_folds_the_scores_away_and_the_summary_leads_to_the_fields(window, reviewer):
    opened = signed_in(window, reviewer)
    page = opened.open(assess_address(reviewer.practice))
    scores = page.locator(".assess-scores")
    assert scores.is_visible()
    page.check("#gate-consent-no")
    assert not scores.is_visible()
    assert page.locator(".assess-stopped").is_visible()
    page.check("#declaration-none")
    page.click("#assess_form [type=submit]")
    page.click(".assess-summary a")
    assert page.evaluate("document.activeElement.id") == "comment-consent"
    page.check("#gate-consent-yes")
    page.check("#score-results-4")
    assert page.locator("#comment-results").locator("xpath=..").locator(".assess-needed").is_visible()
    page.fill("#comment-results", "A made-up comment.")
    page.click("#assess_form [type=submit]")
    page.wait_for_selector("#assessments")
    assert Assessment.objects.filter(assessor=reviewer, practice=reviewer.practice).count() == 2
    assert opened.faults == []


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "light"), ("en", "dark")])
def test_pages_of_review_fit_their_window_and_axe_finds_nothing(window, reviewer, language, scheme):
    opened = signed_in(window, reviewer, color_scheme=scheme, bypass_csp=True)
    opened.page.context.add_cookies([{"name": "django_language", "value": language, "url": opened.home}])
    addresses = [
        assess_address(reviewer.practice),
        review_address(reviewer.practice),
        ask_address(reviewer.practice),
        MINE,
    ]
    found = {}
    for address in addresses:
        page = opened.open(address)
        page.add_script_tag(path=AXE)
        part = "#assessments" if address == review_address(reviewer.practice) else "#content"
        violations = page.evaluate(RUN_AXE.replace("axe.run(document", f"axe.run('{part}'"), STANDARDS)
        if violations:
            found[address] = violations
        for width in (1280, 768, 360):
            page.set_viewport_size({"width": width, "height": 900})
            outside = page.evaluate(OUTSIDE.replace('"#content :is', f'"{part} :is'), width)
            assert outside == [], (address, width)
        page.set_viewport_size({"width": 1280, "height": 900})
    assert found == {}


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 1280), ("fr", "light", 360)]
)
def test_the_public_grade_fits_and_axe_finds_nothing(window, reviewer, language, scheme, width):
    opened = window(width, color_scheme=scheme, bypass_csp=True)
    for address in (in_language(language, "record", reviewer.public.code), in_language(language, "about")):
        page = opened.open(address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.add_script_tag(path=AXE)
        assert page.evaluate(RUN_AXE, STANDARDS) == []
        for narrow in (width, 320):
            page.set_viewport_size({"width": narrow, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= narrow, address
    assert Standing.objects.get(practice=reviewer.public).grade == "confirmed"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_mandates_fit_their_window_and_axe_finds_nothing(window, reviewer, language):
    opened = signed_in(window, member("administrator", "ada"), bypass_csp=True)
    opened.page.context.add_cookies([{"name": "django_language", "value": language, "url": opened.home}])
    mandate = Mandate.objects.get()
    for address in (ADD, f"{LIST}{mandate.pk}/change/"):
        page = opened.open(address)
        page.add_script_tag(path=AXE)
        assert page.evaluate(RUN_AXE.replace("axe.run(document", "axe.run('#content'"), STANDARDS) == [], address
        for width in (1280, 768, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OUTSIDE, width) == [], (address, width)
        page.set_viewport_size({"width": 1280, "height": 900})
