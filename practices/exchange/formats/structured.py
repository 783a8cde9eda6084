"""JSON, JSON Lines and GeoJSON, one record at a time."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from math import isfinite

from practices.exchange.formats.printable import ODD, printable
from practices.exchange.formats.table import Record, Table

CHUNK = 32_000
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
# How the encoder writes control characters and carriage returns.
ESCAPED = ("\\u00", "\\r", "\\b", "\\f")


def encode(value: object) -> str:
    """JSON that is valid whatever the value holds: no NaN, no lone surrogates, control characters made visible."""
    try:
        text = ENCODER.encode(value)
    except ValueError:
        return ENCODER.encode(cleaned(value))
    # Looking at the result once is cheaper than looking at every text in the value.
    if "\\" in text and any(mark in text for mark in ESCAPED):
        return ENCODER.encode(cleaned(value))
    return text if text.isprintable() or ODD.search(text) is None else ENCODER.encode(cleaned(value))


def cleaned(value: object) -> object:
    """The value with nothing in it that JSON cannot hold."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(key) if isinstance(key, str) else key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def head(table: Table) -> dict:
    """What is told before the records."""
    made_at = (table.made_at or datetime.now(UTC)).astimezone(UTC)
    return {
        "title": table.front.title,
        "language": table.language,
        "generated": made_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "facts": [{"label": label, "value": value} for label, value in table.front.facts],
        "notes": table.front.notes,
    }


def stream_json(table: Table) -> Iterator[bytes]:
    """One object: what the file is, the records, how many."""
    keys = [heading.key for heading in table.headings]
    opening = encode(head(table))[:-1] + ',"practices":['
    return enclosed(opening, table.rows, lambda record: encode(dict(zip(keys, record.values, strict=True))))


def stream_jsonl(table: Table) -> Iterator[bytes]:
    """One object a line."""
    keys = [heading.key for heading in table.headings]
    return pieces(encode(dict(zip(keys, record.values, strict=True))) + "\n" for record in table.rows)


def stream_geojson(table: Table) -> Iterator[bytes]:
    """A collection of features by RFC 7946; a record without a place has no geometry."""
    keys = [heading.key for heading in table.headings]

    def feature(record: Record) -> str:
        properties = dict(zip(keys, record.values, strict=True))
        # No two features may have the same name.
        named = {"id": f"{record.key}.{record.place}" if record.place else record.key} if record.key else {}
        return encode({"type": "Feature", **named, "geometry": geometry(record.points), "properties": properties})

    opening = encode({"type": "FeatureCollection", **head(table)})[:-1] + ',"features":['
    return enclosed(opening, table.rows, feature)


def geometry(points: list[tuple[float, float]]) -> dict | None:
    """The record's points that lie on the globe."""
    places = [[longitude, latitude] for longitude, latitude in points if abs(longitude) <= 180 and abs(latitude) <= 90]
    if len(places) == 1:
        return {"type": "Point", "coordinates": places[0]}
    return {"type": "MultiPoint", "coordinates": places} if places else None


def enclosed(opening: str, rows: Iterator[Record], write: Callable[[Record], str]) -> Iterator[bytes]:
    """The records between an opening and an end that tells their number."""

    def texts() -> Iterator[str]:
        count = 0
        for count, record in enumerate(rows, 1):
            yield ("\n" if count == 1 else ",\n") + write(record)
        yield f'\n],"count":{count}}}\n'

    return pieces(chain([opening], texts()))


def pieces(texts: Iterator[str]) -> Iterator[bytes]:
    """The texts in pieces worth sending; the first leaves with the first record."""
    waiting, size, enough = [], 0, 1_000
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size > enough:
            yield "".join(waiting).encode()
            waiting, size, enough = [], 0, CHUNK
    if waiting:
        yield "".join(waiting).encode()
