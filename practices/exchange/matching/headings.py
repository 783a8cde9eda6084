"""Headings that partners' sheets usually have, in five languages, and our own: what each may mean."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

from practices.exchange.columns import BY_KEY
from practices.exchange.matching.forms import folded, key
from practices.exchange.matching.targets import PARTICULAR, TARGETS

USUAL = Path(__file__).with_name("headings.json")  # target: language: headings
# Numbers of rows are nothing to keep.
_NUMBERING = "no|no.|n°|nº|#|nr|num|id|row|s/n|sn|s.no|sl no|serial no|item|ordre|núm|núm.|ord.|م|الرقم|ت|رقم"
NUMBERING = frozenset(map(folded, _NUMBERING.split("|")))
LANGUAGE_WORDS = {
    folded(word): language
    for language, words in {
        "en": "english|anglais|inglés|inglês|الإنجليزية|بالإنجليزية|en|eng|in english|en anglais|en inglés|em inglês",
        "fr": "french|français|francés|francês|الفرنسية|بالفرنسية|fr|fra|in french|en français|en francés|em francês",
        "es": "spanish|espagnol|español|espanhol|الإسبانية|بالإسبانية|es|esp|spa|in spanish|en espagnol|en español|em espanhol",
        "pt": "portuguese|portugais|portugués|português|البرتغالية|بالبرتغالية|pt|por|in portuguese|en portugais|en portugués|em português",
        "ar": "arabic|arabe|árabe|العربية|بالعربية|ar|ara|in arabic|en arabe|en árabe|em árabe",
    }.items()
    for word in words.split("|")
}


@cache
def usual() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Headings by their words: what each may mean and in which language it is; and labels of our own columns."""
    found: dict[str, dict[str, str]] = {}
    for target, by_language in json.loads(USUAL.read_text()).items():
        for language, names in by_language.items():
            for name in names:
                found.setdefault(key(name), {}).setdefault(target, language)
    labels: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for target in TARGETS:
                if target != PARTICULAR:
                    labels.setdefault(
                        folded(str(BY_KEY[target].label if target in BY_KEY else TARGETS[target].label)), target
                    )
    return found, labels
