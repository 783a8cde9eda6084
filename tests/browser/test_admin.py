"""The curators' workplace in a real browser: a record entered, published and read, and pages that fit their window."""

import pytest

from practices.models import Edition, Practice, Term
from tests.cast import published
from tests.example import example_document
from tests.factories import make_reference
from tests.staff import ADD, CHANGELIST, change_address, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a made-up passphrase"
OUTSIDE = """(width) => [...document.querySelectorAll("#content :is(input, select, textarea, button, a, h2, h3, p)")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 0)
    .filter((one) => one.getBoundingClientRect().right > width + 1 || one.getBoundingClientRect().left < -1)
    .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture
def administrator(transactional_db):
    make_reference()
    return member("administrator", "ada")


def signed_in(window, person, width: int = 1280, **options):
    opened = window(width, **options)
    page = opened.open(CHANGELIST)
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click(".account-form [type=submit]")
    page.wait_for_selector("#changelist")
    return opened


def choose(page, field: str, typed: str, label: str) -> None:
    """Pick from a chooser as a person does: open it, type, take what is offered."""
    page.click(f"#{field} + .select2-container")
    page.fill(".select2-container--open .select2-search__field", typed)
    page.click(f".select2-results__option:has-text('{label}')")


def test_a_curator_enters_a_record_publishes_it_alone_with_a_reason_and_the_public_reads_it(window, administrator):
    opened = signed_in(window, administrator)
    page = opened.page
    page.click("a.addlink:has-text('Add practice')")
    page.get_by_role("combobox", name="Type of practice").wait_for()
    choose(page, "id_type", "other", "Made-up type other")
    page.select_option("#id_modality", "south_south")
    page.fill("#id_practicetext_set-0-title", "A bridge of nurses")
    page.fill("#id_practicetext_set-0-summary", "Country XA showed Country XB how it trains nurses.")
    for row, (country, role) in enumerate([("XA", "provider"), ("XB", "beneficiary")]):
        choose(page, f"id_practicecountry_set-{row}-country", country, f"Country {country}")
        page.select_option(f"#id_practicecountry_set-{row}-role", role)
    page.fill("#id_citation_set-0-url", "https://report.example/nurses")
    assert page.input_value("#id_citation_set-0-key") == "s1"
    page.click("[name=_save]")
    page.click("button:has-text('Submit for review')")
    page.click("button:has-text('Take into review')")
    page.click("button:has-text('Publish')")
    page.fill("#id_reason", "I am the only one here.")
    page.click("input[value=Publish]")
    page.click("text=See it as the public does.")
    assert page.inner_text("h1") == "A bridge of nurses"
    assert Edition.objects.get().is_alone
    assert opened.faults == []


def test_rows_are_added_and_the_form_of_the_type_opens(window, administrator):
    opened = signed_in(window, administrator)
    page = opened.open(ADD)
    treaty = page.locator("#part-labour_agreement")
    assert not treaty.is_visible()
    choose(page, "id_type", "treaty", "Made-up type treaty")
    assert treaty.is_visible() and page.locator("#agreementelement_set-group").is_visible()
    assert not page.locator("#part-study_tour").is_visible()
    element = page.locator("#agreementelement_set-group .registry-element").nth(1)
    element.locator("select").select_option("yes")
    page.fill("#id_practicetext_set-0-title", "A treaty")
    page.fill("#id_citation_set-0-title", "The text of it")
    page.click("#part-results > details > summary")
    page.click("#figure_set-group .add-row a")
    page.fill("#id_figure_set-0-label_en", "people")
    page.fill("#id_figure_set-0-value", "12")
    page.fill("#id_figure_set-0-unit", "people")
    page.fill("#id_figure_set-0-source", "s1")
    assert page.locator("#source-keys option").get_attribute("value") == "s1"
    page.click("[name=_save]")
    page.wait_for_selector(".registry-panel")
    practice = Practice.objects.get()
    assert practice.figure_set.get().citation.key == "s1"
    assert practice.agreementelement_set.get().answer == "yes"
    assert opened.faults == []


def test_a_button_waits_until_what_was_typed_is_saved(window, administrator):
    practice = published(administrator)
    opened = signed_in(window, administrator)
    page = opened.open(change_address(practice))
    page.fill("#id_practicetext_set-0-title", "Another title")
    page.click("button:has-text('Archive')")
    assert page.locator(".registry-unsaved").is_visible()
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .warning")
    page.click("button:has-text('Archive')")
    assert page.locator("#id_note").is_visible()
    assert opened.faults == []


def test_a_tag_is_proposed_from_the_form(window, administrator):
    opened = signed_in(window, administrator)
    page = opened.open(ADD)
    page.click("#part-about > details > summary")
    with page.expect_popup() as popup:
        page.click("#add_id_tags")
    popup.value.fill("#id_code", "night_shift")
    popup.value.fill("#id_label_en", "Night shift")
    assert popup.value.input_value("#id_kind") == "tag"
    popup.value.click("[name=_save]")
    page.wait_for_selector(".select2-selection__choice:has-text('Night shift')")
    assert Term.objects.filter(kind="tag", code="night_shift").exists()
    assert opened.faults == []


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_pages_fit_their_window_and_keep_the_policy(window, administrator, language, scheme):
    practice = published(administrator, **example_document())
    addresses = [
        CHANGELIST, ADD, change_address(practice), f"{CHANGELIST}{practice.pk}/history/", f"{CHANGELIST}{practice.pk}/preview/",
        f"{CHANGELIST}{practice.pk}/changes/", f"/admin/practices/term/{practice.type_id}/change/",
        f"/admin/practices/term/{practice.type_id}/merge/", "/admin/practices/organisation/", "/admin/practices/event/",
        f"/admin/practices/edition/{practice.editions.get().pk}/change/",
    ]  # fmt: skip
    opened = signed_in(window, administrator, locale=language, color_scheme=scheme)
    for address in addresses:
        page = opened.open(address)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
            if address in (ADD, change_address(practice)):
                assert page.evaluate(OUTSIDE, width) == [], f"{address} at {width}"
    assert opened.faults == []
