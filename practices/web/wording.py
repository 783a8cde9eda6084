"""What the page says about how a search was read, and where else to look."""

import re

from practices import search
from practices.search import Results
from practices.search.facets import BY_KEY

FEW = 2  # with no more results than this, wider searches are offered, too


def of(results: Results) -> dict:
    """All of it."""
    return {
        "corrections": corrections(results),
        "asks_nothing": bool(results.asked.text) and results.reading.is_empty,
        "definition": definition(results),
        "named": results.named(),
        "together": results.together() if results.reading.is_widened else None,
        "wider": search.wider(results) if results.total <= FEW else [],
    }


def corrections(results: Results) -> list[dict]:
    """Words that were replaced, each with the search for exactly what was typed."""
    asked = results.asked
    return [
        {"typed": one.typed, "used": one.used, "asked": asked.with_text(quoting(asked.text, one.typed))}
        for one in results.reading.corrections
    ]


def quoting(text: str, word: str) -> str:
    """The text with this word of it in quotes; the word alone in quotes where it does not stand there as such."""
    found, count = re.subn(rf"(?i)(?<![\w\"]){re.escape(word)}(?![\w\"])", lambda one: f'"{one[0]}"', text, count=1)
    return found if count else f'"{word}"'


def definition(results: Results) -> str:
    """What the one chosen value means, for a list of nothing else."""
    asked = results.asked
    if asked.text or [len(codes) for codes in asked.chosen.values()] != [1]:
        return ""
    ((key, (code,)),) = asked.chosen.items()
    entry = next((found for kind in BY_KEY[key].kinds if (found := results.snapshot.find(kind, code))), None)
    return entry.facts.get("definition", "") if entry else ""
