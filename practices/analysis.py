"""The one analyser of searched text: tokens, their stems by language, and the literal vectors PostgreSQL keeps.

A token is found by its stem in the language of its text, written "fr:etud", so that the Spanish *centro* never meets
the English *central*; and by itself, written "=etudes", for phrases and beginnings of words. Stems are taken both
before and after folding: somebody who types no accents finds all that somebody with accents finds.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from threading import local

import snowballstemmer

from practices.stopwords import STOP_WORDS
from practices.text import fold

LONGEST_TOKEN = 60  # characters; what is longer is cut here and in the question alike
LAST_POSITION = 16_383  # of a tsvector; what comes later is found as a word and not in a phrase
MOST_BYTES = 900_000  # of one vector; PostgreSQL refuses 1 MB
VERSION = f"1-{version('PyStemmer')}"  # 1 is raised with every change to what a vector holds: listings are made again
MOST_KEPT = 50_000  # words whose form and stems are kept, readers' among them
SHORTEST_PLACE = 4  # letters of an Arabic word that may begin with a particle
GAP = 10  # positions between two texts, so that no phrase reaches from one into the next
LANGUAGES = {"en": "english", "fr": "french", "es": "spanish", "pt": "portuguese", "ar": "arabic"}

_ELISION = re.compile("['’ʼ]")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # U.A.E. is UAE
# Marks above and below letters belong to their word: the shadda of المنظّمة, the tone of Ọ̀yọ́.
WORD = r"\w[\w\u0300-\u036f\u064b-\u065f\u0670]*"
# A number with its parts (8.7, 10.c, 10.C, 64/222) is one token, as people type it.
_TOKEN = re.compile(rf"\d+(?:[./](?:[0-9a-z]{{1,4}}|[A-Z]))+(?!\w)|{WORD}")
_ARABIC_PARTICLES = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل))(?=\w{3})")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
# Plurals that Snowball leaves apart from their singulars, folded: migrações, nacionais, jovens, ciudades, voces, زيارات.
_SINGULARS = {
    "en": ((r"^(wo)?men$", r"\1man"), (r"^children$", "child")),
    "es": ((r"(?<=\w{2})ces$", "z"), (r"(?<=\w{2}[dlnrs])es$", "")),
    "pt": ((r"(?<=\w{2})[ao]es$", "ao"), (r"(?<=\w{2})([aeou])is$", r"\1l"), (r"(?<=\w{2})ns$", "m")),
    "ar": ((r"(?<=\w{3})ات$", "ه"),),
}
_stemmers = local()  # a stemmer keeps state while it works: one a thread


def tokens(text: str) -> list[str]:
    """Tokens of a text in order, as written but for capitals, which are kept; apostrophes and hyphens part words."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), _ELISION.sub(" ", text.translate(_DIGITS)))
    cut = (found[:LONGEST_TOKEN] for found in _TOKEN.findall(text))
    return [token for token in cut if surface(token)]  # a lone tatweel is nothing


@lru_cache(maxsize=MOST_KEPT)
def surface(token: str) -> str:
    """A token as it is compared: folded. A few signs fold to many letters or to a space, so it is cut again."""
    return "".join(fold(token).split())[:LONGEST_TOKEN]


@lru_cache(maxsize=MOST_KEPT)
def stems(token: str, language: str) -> tuple[str, ...]:
    """The stems of a token in one language, a few: folded after stemming and before it, and of its singular."""
    folded = surface(token)
    if not folded or folded[0].isdigit():
        return (f"{language}:{folded}",)
    stemmer = _stemmer(language)
    found = {fold(stemmer.stemWord(token.casefold())), stemmer.stemWord(folded)}
    if language == "ar":  # "and the climate" is one written word, which the stemmer leaves as it is
        folded = _ARABIC_PARTICLES.sub("", folded)
        found.add(stemmer.stemWord(folded))
    for plural, singular in _SINGULARS.get(language, ()):
        found.add(stemmer.stemWord(re.sub(plural, singular, folded)))
    return tuple(f"{language}:{stem}" for stem in sorted(found) if stem)


def _stemmer(language: str):
    known = _stemmers.__dict__
    if language not in known:
        known[language] = snowballstemmer.stemmer(LANGUAGES[language])
    return known[language]


def all_stems(token: str) -> tuple[str, ...]:
    """The stems of a token whose language nobody knows: of every language in which it means something.

    The Spanish *sur* is South; the French one is only "on", and would find every French text.
    """
    meant = [language for language in LANGUAGES if not is_stop_word(token, language)]
    return tuple(dict.fromkeys(stem for language in meant or LANGUAGES for stem in stems(token, language)))


def place_stems(token: str) -> tuple[str, ...]:
    """How a word of an Arabic name of a place is met: as it stands, and without its article where it has one.

    Stemming would make the sea (البحر) and Bahrain (البحرين) one, and finance (المالية) and Mali (مالي).
    """
    folded = surface(token)
    return tuple(f"ar={form}" for form in dict.fromkeys((folded, folded.removeprefix("ال"))))


def place_forms(token: str) -> tuple[str, ...]:
    """The forms in which a typed word may be part of an Arabic name of a place: particles before it taken off."""
    folded = surface(token)
    if not "\u0600" <= folded[:1] <= "\u06ff":
        return ()
    with_article = _ARABIC_PARTICLES.sub("ال", folded)
    bare = folded[1:] if folded[0] in "وفبكل" and len(folded) > SHORTEST_PLACE else folded
    return tuple(f"ar={form}" for form in dict.fromkeys((folded, with_article, bare)))


def is_stop_word(token: str, language: str) -> bool:
    """Whether a token has no meaning of its own in a language."""
    return surface(token) in STOP_WORDS[language]


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """The tsvector literal of (language, text) pairs: every token by its stems and by itself, where it stands."""
    places: dict[str, list[int]] = {}
    place = 0
    for language, text in texts:
        for token in tokens(text):
            place += 1
            for lexeme in (f"={surface(token)}", *stems(token, language)):
                places.setdefault(lexeme, []).append(place)
        place += GAP
    return _literal(places)


def _literal(places: dict[str, list[int]]) -> str:
    """Lexemes with their positions; those that first occur beyond what a vector can hold are left out."""
    found, size = [], 0
    for lexeme, where in places.items():
        kept = [str(place) for place in where[:255] if place <= LAST_POSITION]
        entry = quoted(lexeme) + (f":{','.join(kept)}" if kept else "")
        size += len(lexeme.encode()) + 2 * len(kept) + 8
        if size > MOST_BYTES:
            break
        found.append(entry)
    return " ".join(found)


def quoted(lexeme: str) -> str:
    """A lexeme as a tsvector or tsquery literal writes it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def surfaces(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Folded words of texts, without numbers: what a misspelt word may have meant."""
    for _language, text in texts:
        for token in tokens(text):
            if len(token) > 3 and not any(sign.isdigit() for sign in token):
                yield surface(token)
