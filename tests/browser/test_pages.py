"""The public pages in a real browser: reflow, content security policy, keyboard, axe."""

from pathlib import Path

import pytest
from django.utils import timezone

from practices import workflow
from practices.models import Standing
from practices.web import results
from practices.web.addresses import in_language
from tests.cast import bring_to, published
from tests.example import example_document
from tests.factories import make_reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (standards) => (await axe.run(document, {runOnly: standards})).violations.map(
    (found) => found.id + ": " + found.nodes.map((node) => node.target.join(" ")).slice(0, 5).join(" | "))"""
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    "p { margin-block-end: 2em !important; }"
)
FOCUSED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const middle = [box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 8)];
    const seen = document.elementFromPoint(...middle);
    return {name: one === document.body ? "" : one.outerHTML.slice(0, 120),
            outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
            seen: Boolean(seen) && (one.contains(seen) || seen.contains(one))};
}"""


@pytest.fixture
def pages(monkeypatch) -> dict[str, str]:
    """What each page is called here, and its address without the language."""
    make_reference()
    practice = published(**example_document())
    related = published(links=[{"practice": practice.code, "kind": "adapts"}])
    changed = example_document(code=practice.code, themes=["gamma"], links=[{"practice": related.code}])
    changed["texts"]["en"]["results"] = "Other results.\n\nOf the same exchange."
    workflow.load_many([changed], by=None, channel="command")
    practice.refresh_from_db()
    bring_to(practice, "submit", "take", "publish")
    Standing.objects.update(contact_name="Desk", contact_email="d@test.example", contact_consent_at=timezone.now())
    archived = bring_to(published(), "archive")
    monkeypatch.setattr(results, "PAGE_SIZE", 1)
    addresses = {
        "home": in_language("en", "home"),
        "list": in_language("en", "list"),
        "found": in_language("en", "list") + "?q=exchnge&type=exchange_visit&country=XA&from=2000",
        "nothing found": in_language("en", "list") + "?q=exchange&type=school&from=abc",
        "help": in_language("en", "search_help"),
        "record": in_language("en", "record", practice.code),
        "short record": in_language("en", "record", related.code),
        "edition": in_language("en", "edition", practice.code, 1),
        "compare": in_language("en", "compare", practice.code, 1, 2),
        "about": in_language("en", "about"),
        "accessibility": in_language("en", "accessibility"),
        "not found": "/en/nothing/",
        "archived": in_language("en", "record", archived.code),
    }
    return {name: address.removeprefix("/en") for name, address in addresses.items()}


def test_pages_fit_their_window_and_keep_the_policy(window, pages):
    opened = window()
    for language in ("en", "ar"):
        for name, address in pages.items():
            page = opened.open(f"/{language}{address}")
            for width in (1280, 768, 360, 320):
                page.set_viewport_size({"width": width, "height": 900})
                widest = page.evaluate("document.documentElement.scrollWidth")
                assert widest <= width, f"{name} in {language} is {widest} wide in a window of {width}"
    assert opened.faults == []


def test_pages_take_the_readers_text_spacing(window, pages):
    opened = window(320, bypass_csp=True)
    for name in ("home", "list", "found", "nothing found", "record", "compare"):
        page = opened.open(f"/en{pages[name]}")
        page.add_style_tag(content=TEXT_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("ar", "light", 1280), ("en", "dark", 1280), ("fr", "dark", 360)],
)
def test_axe_finds_nothing(window, pages, language, scheme, width):
    opened = window(width, color_scheme=scheme, bypass_csp=True)
    found = {}
    for name, address in pages.items():
        page = opened.open(f"/{language}{address}")
        page.add_script_tag(path=AXE)
        if violations := page.evaluate(RUN_AXE, STANDARDS):
            found[name] = violations
    assert found == {}


def test_everything_is_reached_by_keyboard(window, pages):
    opened = window(1280)
    page = opened.open(f"/en{pages['record']}")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("(link) => link === document.activeElement && link.getBoundingClientRect().height > 24")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page = opened.open(f"/en{pages['record']}")
    links = page.locator("a").count()
    reached = set()
    for _ in range(links):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["outline"], f"no outline: {focused['name']}"
        assert focused["seen"], f"hidden while focused: {focused['name']}"
        reached.add(page.evaluate("[...document.querySelectorAll('a')].indexOf(document.activeElement)"))
    assert len(reached) == links
    assert opened.faults == []


def test_paper_shows_addresses_and_no_menus(window, pages):
    page = window(794).open(f"/en{pages['record']}")
    page.emulate_media(media="print")
    assert not page.locator(".menu").is_visible()
    assert not page.locator(".contents").is_visible()
    address = page.locator("a.outside:not(.bare)").first.evaluate("(link) => getComputedStyle(link, '::after').content")
    assert "https://report.example/1" in address or "attr(href)" in address
