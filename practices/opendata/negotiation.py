"""Which of several media types a header Accept prefers: one answer for the pages and for the API."""

from collections.abc import Iterable

from django.http.request import MediaType


def preferred(accept: str, offered: Iterable[str]) -> str | None:
    """The media type with the greatest weight; of equals the one named most exactly, then first; None where none is taken.

    Django's own choice passes over `q=0`: with “text/html;q=0, */*” it would send what is refused in so many words.
    """
    ranges = [found for place, text in enumerate(accept.split(",")) if (found := _range(text, place))]
    ranked = [(rank, media_type) for media_type in offered if (rank := _rank(media_type, ranges))]
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def _range(text: str, place: int) -> tuple[tuple[float, int], MediaType] | None:
    """How exact a media range is, then how early it stands; and the range itself. None for what is none."""
    try:
        found = MediaType(text.strip())
    except ValueError:  # too long to be one
        return None
    if not found.main_type or not found.sub_type:
        return None
    exact = found.specificity if found.specificity < 2 else 2 if not found.range_params else 1.5
    return (exact, -place), found


def _rank(media_type: str, ranges: list[tuple[tuple[float, int], MediaType]]) -> tuple | None:
    """The weight that the most exact range gives; None where it is nothing."""
    main, _slash, sub = media_type.partition("/")
    # Parameters such as the profile of JSON-LD do not make another form of it.
    fitting = [
        (exact, one) for exact, one in ranges if one.main_type in ("*", main) and one.sub_type in ("*", sub)
    ]  # fmt: skip
    if not fitting:
        return None
    exact, closest = max(fitting, key=lambda one: one[0])
    return (closest.quality, *exact) if closest.quality > 0 else None
