"""The same facet counts by SQL alone: what a registry would ask its database that keeps no index in the process.

As quick as we could make it: every value a listing counts under, broader terms, roles and periods included, stands ready
as a number, and the listings that were found stand ready in a table. All facets of which nothing is chosen count the same
listings, so one query serves them; each other facet ignores its own choice and has a query of its own.
"""

import json
from collections.abc import Iterable, Mapping

from django.db import connection

from practices.search.facets import FACETS
from practices.search.values import M49, SPAN

Counts = dict[str, dict[str, int]]  # facet → code → listings
Chosen = Mapping[str, Iterable[str]]  # facet → codes
APART = ("role", "region", "group", "period")  # not simply the values a listing has
PLAIN = {kind: facet.key for facet in FACETS for kind in facet.kinds if not facet.is_tree and facet.key not in APART}
BROADER = {kind: facet.key for facet in FACETS for kind in facet.kinds if facet.is_tree and facet.key not in APART}

_ROWS = """
CREATE TEMPORARY TABLE bench_row AS
WITH RECURSIVE stored AS (
    SELECT practice_id AS listing, split_part(value, ':', 1) AS kind, substr(value, strpos(value, ':') + 1) AS code
    FROM practices_listing, unnest(facets) AS value
), broader (kind, code, id, parent) AS (
    SELECT kind, code, id, parent_id FROM practices_term
    UNION SELECT broader.kind, broader.code, above.id, above.parent_id
    FROM broader JOIN practices_term AS above ON above.id = broader.parent
), years AS (
    SELECT listing, min(code) FILTER (WHERE kind = 'start')::int AS first, min(code) FILTER (WHERE kind = 'end')::int AS last,
        max(max(code::int)) OVER () AS latest
    FROM stored WHERE kind IN ('start', 'end') GROUP BY listing
)
SELECT listing, %(plain)s::jsonb ->> kind AS facet, code FROM stored WHERE %(plain)s::jsonb ? kind
UNION SELECT listing, %(broader)s::jsonb ->> stored.kind, term.code
    FROM stored JOIN broader USING (kind, code) JOIN practices_term AS term ON term.id = broader.id
    WHERE %(broader)s::jsonb ? stored.kind
UNION SELECT listing, CASE WHEN known.kind = ANY(%(m49)s) THEN 'region' ELSE 'group' END, code
    FROM stored JOIN practices_countrygroup AS known USING (code) WHERE stored.kind = 'group'
UNION SELECT listing, 'role', split_part(code, '.', 2) FROM stored WHERE kind = 'country_role'
UNION SELECT listing, 'period', bucket::text
    FROM years, generate_series(first / %(span)s * %(span)s, coalesce(last, latest), %(span)s) AS bucket;
"""
_NUMBERED = """
DROP TABLE IF EXISTS bench_value, bench_listing, bench_link;
CREATE TABLE bench_value AS
    SELECT row_number() OVER (ORDER BY facet, code)::int AS id, facet, code FROM bench_row GROUP BY facet, code;
CREATE TABLE bench_link AS
    SELECT facet, id, listing FROM bench_row JOIN bench_value USING (facet, code) ORDER BY id, listing;
CREATE TABLE bench_listing AS SELECT listing, array_agg(id ORDER BY id) AS ids FROM bench_link GROUP BY listing;
CREATE UNIQUE INDEX ON bench_link (facet, id, listing);
CREATE INDEX ON bench_link (listing);
CREATE UNIQUE INDEX ON bench_listing (listing);
DROP TABLE bench_row;
ANALYZE bench_link, bench_listing;
"""
_FOUND = """
DROP TABLE IF EXISTS bench_found;
CREATE TEMPORARY TABLE bench_found AS SELECT unnest(%s::bigint[]) AS listing;
ANALYZE bench_found;
"""
_OF_ONE = "SELECT id, count(*) FROM bench_link JOIN {found} USING (listing) WHERE facet = %s {conditions} GROUP BY id"
_OF_ALL = """
SELECT id, count(*) FROM {found} JOIN bench_listing USING (listing), unnest(ids) AS id WHERE true {conditions} GROUP BY id
"""
FOUND = "bench_found"


def create() -> None:
    """Make the tables out of the listings as they are now."""
    with connection.cursor() as cursor:
        words = {"plain": json.dumps(PLAIN), "broader": json.dumps(BROADER), "m49": [*M49], "span": SPAN}
        cursor.execute("DROP TABLE IF EXISTS bench_row")
        cursor.execute(_ROWS, words)
        cursor.execute(_NUMBERED)


def remember(found: Iterable[int]) -> None:
    """Put the listings that were found into a table, for this connection."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [list(found)])


class Counter:
    """Counts among the listings that were found. Country and role are not chosen together here."""

    def __init__(self, found: str = FOUND) -> None:
        self.found = found  # the table of listings, or a query for them
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, facet, code FROM bench_value")
            self.names = {key: (facet, code) for key, facet, code in cursor.fetchall()}
        self.keys = {name: key for key, name in self.names.items()}

    def a_query_each(self, chosen: Chosen, *values: object) -> Counts:
        """One query a facet over a table of links, as one would write it. `values` are parameters of `found`."""
        found: Counts = {}
        for facet in FACETS:
            others = [keys for other, keys in self.numbers(chosen).items() if other != facet.key]
            conditions = "AND listing IN (SELECT listing FROM bench_link WHERE id = ANY(%s)) " * len(others)
            found |= self._counted(_OF_ONE, conditions, [*values, facet.key, *others])
        return found

    def few_queries(self, chosen: Chosen, *values: object) -> Counts:
        """The quickest way found: arrays; one query for all facets of which nothing is chosen, one for each other."""
        chosen_numbers = self.numbers(chosen)
        found: Counts = {}
        for own in (None, *chosen):
            others = [keys for other, keys in chosen_numbers.items() if other != own]
            counted = self._counted(_OF_ALL, "AND ids && %s::int[] " * len(others), [*values, *others])
            wanted = {own} if own else counted.keys() - chosen.keys()
            found |= {facet: counts for facet, counts in counted.items() if facet in wanted}
        return found

    def numbers(self, chosen: Chosen) -> dict[str, list[int]]:
        """The numbers of chosen values, by facet."""
        return {facet: [self.keys[facet, code] for code in codes] for facet, codes in chosen.items()}

    def _counted(self, sql: str, conditions: str, parameters: list) -> Counts:
        found: Counts = {}
        with connection.cursor() as cursor:
            cursor.execute(sql.format(found=self.found, conditions=conditions), parameters)
            for key, count in cursor.fetchall():
                facet, code = self.names[key]
                found.setdefault(facet, {})[code] = count
        return found
