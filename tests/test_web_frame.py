"""What every page has around its content: languages, links, headers, the stylesheet."""

import re
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.test import TestCase

from practices.web.addresses import in_language
from tests.cast import RegistryTestCase, published
from tests.example import addresses_of, example_document
from tests.factories import language_codes


class Links(HTMLParser):
    """Every link of a page: address, and the language it says it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        attributes = dict(attributes)
        if tag == "a":
            self.found.append((attributes["href"], attributes.get("hreflang", "")))


class FrameTests(RegistryTestCase):
    """What every page has around its content."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.practice = published(cls.author, **example_document())
        cls.pages = [
            f"/{{0}}/{tail}" for tail in ("", "practices/", "search-help/", "about/", "accessibility/", "nothing/")
        ]
        cls.pages += [address.replace("/en/", "/{0}/", 1) for address in addresses_of(cls.practice.code)]

    def test_language_and_direction_are_right(self):
        for language in language_codes():
            for page in self.pages:
                with self.subTest(page=page, language=language):
                    html = self.client.get(page.format(language)).content.decode()
                    self.assertIn(f'<html lang="en" dir="{"rtl" if language == "ar" else "ltr"}">', html)
                    self.assertEqual(len(re.findall(r"<h1[\s>]", html)), 1)
                    self.assertEqual(len(re.findall(r"<main[\s>]", html)), 1)

    def test_the_same_page_in_every_language(self):
        for page in self.pages:
            html = self.client.get(page.format("fr") + "?page=1").content.decode()
            for language in language_codes():
                with self.subTest(page=page, language=language):
                    self.assertIn(
                        f'href="{page.format(language)}?page=1" lang="{language}" hreflang="{language}"', html
                    )
                    if "nothing" not in page:
                        self.assertIn(
                            f'hreflang="{language}" href="http://localhost:8000{page.format(language)}"', html
                        )
            if "nothing" not in page:
                self.assertIn(f'<link rel="canonical" href="http://localhost:8000{page.format("fr")}">', html)
                self.assertRegex(html, r'<meta name="description" content="[^"]{20,}')

    def test_links_keep_the_readers_language_and_lead_somewhere(self):
        seen = set()
        for page in self.pages:
            for address, language in Links(self.client.get(page.format("fr")).content.decode()).found:
                path = address.partition("?")[0].partition("#")[0]
                if not path.startswith("/") or path.startswith(("/admin/", "/account/")):
                    continue
                with self.subTest(page=page, address=address):
                    self.assertTrue(
                        path.startswith(f"/{language or 'fr'}/")
                        or path.startswith(("/schema/", "/practices/", "/vocabularies/", "/api/"))
                    )
                if (address, language) not in seen and "nothing" not in path:
                    seen.add((address, language))
                    response = self.client.get(address)
                    self.assertEqual(response.status_code, 200, address)
                    response.getvalue()  # to its end: a file that is on its way holds a place
        self.assertGreater(len(seen), 20)

    def test_links_out_are_marked_and_web_addresses_only(self):
        html = self.client.get(in_language("en", "record", self.practice.code)).content.decode()
        out = re.findall(r'<a [^>]*href="(?!/|#)([^"]*)"[^>]*>', html)
        self.assertIn("https://report.example/1", out)
        for tag in re.findall(r'<a [^>]*href="http[^>]*>', html):
            self.assertIn('rel="noopener nofollow"', tag)
        self.assertTrue(all(address.startswith(("http://", "https://")) for address in out))

    def test_nothing_is_inline_and_nothing_comes_from_elsewhere(self):
        for page in self.pages:
            with self.subTest(page=page):
                response = self.client.get(page.format("en"))
                html = response.content.decode()
                self.assertNotRegex(html, r"(?i)<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals")
                self.assertNotRegex(html, r"<script[^>]*>[^<]")
                self.assertNotRegex(html, r'(src|<link rel="(icon|stylesheet)" href)="(?!/static/)')
                policy = response["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy)
                self.assertNotIn("unsafe", policy)
                self.assertEqual(response["X-Content-Type-Options"], "nosniff")
                self.assertNotIn("Set-Cookie", response)


class StylesheetTests(TestCase):
    sheets = [Path(settings.BASE_DIR / f"templates/static/registry/{name}.css") for name in ("site", "search")]

    def test_they_are_small_and_know_no_left_and_right(self):
        css = "".join(sheet.read_text() for sheet in self.sheets)
        self.assertLess(len(css.encode()), 35_000)
        physical = r"(?<![-\w])(left|right|(margin|padding|border|inset)-(left|right|top|bottom)|(min-|max-)?(width|height))\s*:"
        media = re.sub(r"@media[^{]*", "", css)
        self.assertEqual(re.findall(physical, media), [])
        self.assertNotRegex(css, r"text-align:\s*(left|right)|float:\s*(left|right)|@import|url\((?!\"data:)")
