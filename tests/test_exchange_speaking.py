"""The words of sheets: there in each language, with the same places for what is put in."""

import gettext
import re

from django.test import SimpleTestCase
from django.utils import translation

from practices.exchange import columns
from practices.exchange.speaking import CATALOGUES, sheet_language
from practices.vocabulary import Language

OTHERS = [language for language in Language.values if language != "en"]
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}")
SOURCE = re.compile(r'^msgid ((?:".*"\n)+)', re.MULTILINE)


def catalogue(language: str) -> dict:
    """What is compiled for a language."""
    return gettext.translation("django", CATALOGUES, [language])._catalog


class SheetWordsTests(SimpleTestCase):
    def test_the_headings_of_all_columns_are_translated(self):
        with translation.override("en"):
            english = {column.key: str(column.label) for column in columns.COLUMNS}
        for language in OTHERS:
            self.assertEqual(sheet_language(language), language)
            with translation.override(language):
                same = [column.key for column in columns.COLUMNS if str(column.label) == english[column.key]]
            # A word or two are written alike.
            self.assertLessEqual(len(same), 12, (language, same))

    def test_what_is_put_in_has_its_place(self):
        for language in OTHERS:
            for source, words in catalogue(language).items():
                text = source[0] if isinstance(source, tuple) else source
                if text:
                    with self.subTest(f"{language} {text}"):
                        self.assertEqual(set(PLACES.findall(words)), set(PLACES.findall(text)))

    def test_what_is_compiled_is_what_is_written(self):
        for language in OTHERS:
            written = (CATALOGUES / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
            known = {(key[0] if isinstance(key, tuple) else key).split("\x04")[-1] for key in catalogue(language)}
            count = len(SOURCE.findall(written)) - 1  # but for the head
            self.assertAlmostEqual(len(known - {""}), count, delta=1)  # one word has two contexts

    def test_a_language_without_catalogue_has_the_words_of_the_interface(self):
        self.assertEqual(sheet_language("en"), "en")
