"""One case through four people, as the anonymous reader sees it at each step: draft, review, answer, assessment, edition, edit."""

import pytest

from practices.models import Edition, Practice, Standing
from practices.vocabulary import State
from tests.browser.test_admin import choose, signed_in
from tests.factories import make_reference
from tests.staff import ADD, change_address, member
from tests.test_admin_review import review_address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, BETTER, LATER = (
    "Country XA showed nurses how.",
    "Country XA showed forty nurses how (2019).",
    "And again in 2021.",
)
PROSE = ("why", "context", "objectives", "approach", "results", "difficulties", "lessons", "transfer")


@pytest.fixture
def people(transactional_db):
    make_reference()
    roles = {"author": "contributor", "reviewer": "reviewer", "second": "reviewer", "editor": "editor"}
    return {name: member(role, f"the-{name}") for name, role in roles.items()}


def pick(page, field: str, typed: str, label: str) -> None:
    """Pick from a chooser of several values."""
    page.click(f"#{field} + .select2-container")
    page.keyboard.type(typed)
    page.click(f".select2-results__option:has-text('{label}')")


def write(page) -> None:
    """The author fills in a full record."""
    choose(page, "id_type", "other", "Made-up type other")
    page.select_option("#id_modality", "south_south")
    page.fill("#id_practicetext_set-0-title", "A bridge of nurses")
    page.fill("#id_practicetext_set-0-summary", FIRST)
    page.locator("details", has=page.locator("#id_practicetext_set-0-why")).last.locator("summary").click()
    for name in PROSE:
        page.fill(f"#id_practicetext_set-0-{name}", f"A made-up {name}.")
    for row, (country, role) in enumerate([("XA", "provider"), ("XB", "beneficiary")]):
        choose(page, f"id_practicecountry_set-{row}-country", country, f"Country {country}")
        page.select_option(f"#id_practicecountry_set-{row}-role", role)
    page.click("#practiceorganisation_set-group .add-row a")
    choose(page, "id_practiceorganisation_set-0-organisation", "Made-up Agency", "Made-up Agency")
    page.select_option("#id_practiceorganisation_set-0-role", "lead")
    page.fill("#id_citation_set-0-url", "https://report.example/nurses")
    if not page.locator("#id_start_year").is_visible():
        page.click("#part-about > details > summary")
    pick(page, "id_themes", "alpha", "alpha")
    pick(page, "id_gcm_objectives", "23", "23")
    pick(page, "id_beneficiary_groups", "workers", "workers")
    page.fill("#id_start_year", "2019")
    choose(page, "id_scope", "bilateral", "bilateral")
    choose(page, "id_status", "completed", "completed")
    choose(page, "id_evidence_level", "E2", "E2")
    page.select_option("#id_requested_by", "beneficiary")


def decide(page, name: str, note: str = "") -> None:
    """Open a decision of the review screen, write the note, press."""
    form = page.locator(f"form[action$='/transition/{name}/']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").click()
    if note:
        form.locator("textarea").first.fill(note)
    with page.expect_navigation():
        form.locator("button").first.click()


def assess(page, practice, score: int) -> None:
    """Yes at every gate, one score for all, reasons for readers."""
    for radio in page.locator("input[type=radio][id^=gate-][id$=-yes]").all():
        radio.check()
    for radio in page.locator(f"input[type=radio][id^=score-][id$='-{score}']").all():
        radio.check()
    page.check("#declaration-none")
    page.fill("#public_reason", "Both sides taught each other.")
    page.click("#assess_form [type=submit]")
    page.wait_for_selector("#assessments")


def test_one_case_through_four_people(window, people):
    windows = {name: signed_in(window, person) for name, person in people.items()}
    reader = window()

    # The author drafts and submits.
    page = windows["author"].open(ADD)
    page.get_by_role("combobox", name="Type of practice").wait_for()
    write(page)
    page.click("[name=_save]")
    page.wait_for_selector(".registry-panel")
    practice = Practice.objects.get()
    public = f"/en/practices/{practice.code}/"

    def reads(words: str) -> bool:
        return words in reader.open(public).locator("main").inner_text()

    assert reader.page.goto(reader.home + public).status == 404
    with page.expect_navigation():
        page.click("button:has-text('Submit for review')")
    practice.refresh_from_db()
    assert practice.state == State.SUBMITTED
    assert reader.page.goto(reader.home + public).status == 404

    # A reviewer comes from the desk, takes it, comments on a field and sends it back.
    page = windows["reviewer"].open("/admin/")
    with page.expect_navigation():
        page.click("#content a:has-text('A bridge of nurses')")
    assert page.url.endswith(review_address(practice))
    decide(page, "take")
    entry = page.locator("#entry-texts-en-summary")
    entry.locator("[data-comment]").click()
    entry.locator("textarea").fill("How many nurses, and when?")
    with page.expect_navigation():
        entry.locator(".registry-new-comment button").click()
    decide(page, "request_changes", "One question about the summary.")
    practice.refresh_from_db()
    assert practice.state == State.CHANGES_REQUESTED

    # The author finds it on the desk, answers, mends and submits again; who asked stays unnamed.
    page = windows["author"].open("/admin/")
    with page.expect_navigation():
        page.click("#content a:has-text('A bridge of nurses')")
    words = page.locator("#content").inner_text()
    assert "How many nurses" in words and "A reviewer" in words and "The-reviewer" not in words
    page.click("summary:has-text('Answer')")
    page.fill("[id^=answer-]:is(textarea)", "Forty, in 2019.")
    with page.expect_navigation():
        page.click("button:has-text('Send the answer')")
    windows["author"].open(change_address(practice))
    page.fill("#id_practicetext_set-0-summary", BETTER)
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    with page.expect_navigation():
        page.click("button:has-text('Submit for review')")
    assert reader.page.goto(reader.home + public).status == 404

    # Two reviewers assess; the editor publishes. It came back to the one who had sent it back.
    page = windows["reviewer"].open(review_address(practice))
    assert "Forty, in 2019." in page.locator("#content").inner_text()
    decide(page, "take")
    for name in ("reviewer", "second"):
        assess(windows[name].open(f"/admin/practices/practice/{practice.pk}/assess/"), practice, 3)
    assert Standing.objects.count() == 0
    page = windows["editor"].open(review_address(practice))
    decide(page, "publish")
    edition = Edition.objects.get()
    assert (edition.number, edition.is_alone) == (1, False)
    assert reads(BETTER) and reads("Good practice") and reads("Both sides taught each other.")
    assert not reads("The-reviewer") and not reads("Forty, in 2019.")

    # The published record is edited: readers keep the edition until another person publishes the next one.
    page = windows["author"].open(change_address(practice))
    page.fill("#id_practicetext_set-0-summary", f"{BETTER} {LATER}")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .warning")
    assert reads(BETTER) and not reads(LATER)
    with page.expect_navigation():
        page.click("button:has-text('Submit for review')")
    assert not reads(LATER)
    page = windows["reviewer"].open(review_address(practice))
    assert LATER in page.locator("#entry-texts-en-summary ins").inner_text()
    decide(page, "take")
    decide(page, "publish", "Says what came later.")
    assert reads(LATER) and reads("edition 2")
    assert Edition.objects.filter(is_alone=False).count() == 2
    for opened in (*windows.values(), reader):
        assert opened.faults == []
