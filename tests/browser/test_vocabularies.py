"""Vocabularies and their terms in a real browser: reflow, axe, direction, and everything without script."""

import os

import pytest
from rdflib.namespace import SKOS

from practices import models
from practices.opendata import addresses
from practices.vocabulary import AliasKind
from tests.browser.test_admin import signed_in
from tests.browser.test_pages import AXE, RUN_AXE, STANDARDS
from tests.cast import published
from tests.example import example_document
from tests.factories import TermFactory, make_reference
from tests.staff import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("", "theme", "theme/narrow", "sdg_target", "sdg_target/10.7", "country", "country/XA", "group", "mechanism")


@pytest.fixture
def vocabularies(transactional_db) -> None:
    """Terms with everything a page can show, long words included."""
    make_reference()
    wide = models.Term.objects.get(kind="theme", code="alpha")
    long = {f"label_{language}": "Unreasonably-long-made-up-word " * 4 for language in ("en", "fr")}
    narrow = TermFactory(code="narrow", parent=wide, definition="A made-up definition.", label_ar="ضيق", **long)
    for language, text in (("en", "NRW"), ("ar", "ضيقة"), ("", "NRW 1")):
        for kind in (AliasKind.ACRONYM, AliasKind.SYNONYM):
            models.Alias.objects.create(term=narrow, kind=kind, text=f"{text} {kind}", language=language)
    goal = models.Term.objects.get(kind="sdg", code="10")
    models.Term.objects.filter(kind="sdg_target").update(parent=goal)
    region = models.CountryGroup.objects.create(code="m49-1", kind="region", label_en="Region", label_ar="إقليم")
    models.CountryGroup.objects.create(code="m49-2", kind="subregion", label_en="Inner region", parent=region)
    for country in models.Country.objects.all():
        models.CountryClassification.objects.create(country=country, group=region)
    published(**example_document())


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("ar", "dark", 1280), ("fr", "dark", 360), ("ar", "light", 360)],
)
def test_pages_fit_and_axe_finds_nothing(window, vocabularies, language, scheme, width):
    opened = window(width, color_scheme=scheme, bypass_csp=True)
    found = {}
    for name in PAGES:
        page = opened.open(f"/vocabularies/{name}?language={language}")
        for summary in page.locator("summary").all():
            summary.click()
        for narrow in (width, 320):
            page.set_viewport_size({"width": narrow, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= narrow, f"{name} {narrow}"
        page.set_viewport_size({"width": width, "height": 900})
        page.add_script_tag(path=AXE)
        if violations := page.evaluate(RUN_AXE, STANDARDS):
            found[name] = violations
    assert found == {}


def test_a_reader_finds_the_way_without_script(window, vocabularies):
    opened = window(360, java_script_enabled=False)
    page = opened.open("/ar/about/")
    page.get_by_role("contentinfo").get_by_role("link", name="Vocabularies").click()
    page.get_by_role("main").get_by_role("link", name="Theme", exact=True).click()
    page.get_by_role("link", name="ضيق").click()
    assert page.url.endswith("/vocabularies/theme/narrow?language=ar")
    page.get_by_role("navigation", name="Language").get_by_role("link", name="Français").click()
    assert page.url.endswith("/vocabularies/theme/narrow?language=fr")
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Practices").click()
    assert page.url.endswith("/fr/practices/")
    assert opened.faults == []


def test_names_of_practices_lead_to_the_page_of_the_reader(window, vocabularies):
    code = models.Listing.objects.get().code
    opened = window(1280, locale="ar")
    page = opened.open(f"/practices/{code}")
    assert page.url.endswith(f"/ar/practices/{code}/")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_curator_brings_in_labels(window, vocabularies, tmp_path, language):
    own = addresses.concept("theme", "narrow")
    path = tmp_path / "labels.ttl"
    path.write_text(f'<{own}> <{SKOS.prefLabel}> "{"Un-long-mot " * 9}"@fr, "Renamed"@en .\n', encoding="utf-8")
    opened = signed_in(window, member("editor", "eda"), bypass_csp=True, java_script_enabled=True)
    opened.page.context.add_cookies([{"name": "django_language", "value": language, "url": opened.home}])
    page = opened.open("/admin/practices/term/")
    with page.expect_navigation():
        page.click(".object-tools a[href$='/labels/']")
    for shown in ("upload", "preview"):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, shown
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/labels-{shown}-{width}-{language}.png")
        page.evaluate(AXE.read_text())
        assert page.evaluate(RUN_AXE, STANDARDS) == [], shown
        if shown == "upload":
            page.set_input_files("#id_file", path)
            with page.expect_navigation():
                page.click("form[enctype] button")
    with page.expect_navigation():
        page.click("button[name='write']")
    assert models.Term.objects.get(code="narrow").label_fr.startswith("Un-long-mot")
    assert page.url.endswith("/admin/practices/term/")
    assert opened.faults == []
