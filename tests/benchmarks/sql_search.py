"""The same searches by PostgreSQL's own full-text search: `websearch_to_tsquery` and `ts_rank` over a stored, indexed vector.

The vectors hold the texts of all languages, title before summary before the rest, cut by the configuration "simple",
which is the quickest and finds what has neither inflections nor accents just as ours does.
"""

from collections.abc import Iterable

from django.db import connection

_VECTORS = """
DROP TABLE IF EXISTS bench_vector;
CREATE TABLE bench_vector AS
    SELECT listing.practice_id AS listing,
        setweight(to_tsvector('simple', string_agg(text.value ->> 'title', ' ')), 'A')
        || setweight(to_tsvector('simple', string_agg(text.value ->> 'summary', ' ')), 'B')
        || setweight(to_tsvector('simple', string_agg(rest.words, ' ')), 'D') AS vector
    FROM practices_listing AS listing JOIN practices_edition AS edition ON edition.id = listing.edition_id,
        jsonb_each(edition.document -> 'texts') AS text, LATERAL (
            SELECT string_agg(field.value, ' ') AS words FROM jsonb_each_text(text.value) AS field
            WHERE field.key NOT IN ('title', 'summary', 'origin', 'is_outdated')
        ) AS rest
    GROUP BY listing.practice_id;
CREATE INDEX ON bench_vector USING gin (vector);
CREATE UNIQUE INDEX ON bench_vector (listing);
ANALYZE bench_vector;
"""
_BEST = """
SELECT listing, count(*) OVER () FROM bench_vector, websearch_to_tsquery('simple', %s) AS asked
WHERE vector @@ asked {conditions} ORDER BY ts_rank(vector, asked) DESC, listing DESC LIMIT %s
"""
_CHOSEN = "AND listing IN (SELECT listing FROM bench_listing WHERE ids && %s::int[]) "
FOUND = "(SELECT listing FROM bench_vector WHERE vector @@ websearch_to_tsquery('simple', %s)) AS found"


def create() -> None:
    """Make the vectors of all listings as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(_VECTORS)


def best(text: str, count: int, chosen: Iterable[list[int]] = ()) -> tuple[int, list[int]]:
    """How many listings have the words, and the best of them; with any of these numbered values of each facet."""
    chosen = list(chosen)
    with connection.cursor() as cursor:
        cursor.execute(_BEST.format(conditions=_CHOSEN * len(chosen)), [text, *chosen, count])
        rows = cursor.fetchall()
    return (rows[0][1] if rows else 0), [row[0] for row in rows]
