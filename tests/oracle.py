"""What a search must find and count, in plain SQL over editions and reference tables; knows nothing of practices.search.

Tables made once a class hold what each public document says: values with everything broader, rows of countries with
roles, years. One statement answers a search: which facets each listing fails, and how many pass all but a value's own.
"""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

SPAN = 5
# Key of a document → kind of term. The same list of facets as the page has, written out again on purpose.
MANY = {
    "themes": "theme", "gcm_objectives": "gcm_objective", "sdgs": "sdg", "sdg_targets": "sdg_target",
    "beneficiary_groups": "beneficiary_group", "instruments": "instrument",
}  # fmt: skip
ONE = ("type", "modality", "scope", "evidence_level")
FACET_OF_KIND = {
    "theme": "theme", "gcm_objective": "gcm", "sdg": "sdg", "sdg_target": "sdg", "beneficiary_group": "beneficiary",
    "instrument": "instrument", "type": "type", "modality": "modality", "scope": "scope", "evidence_level": "evidence",
}  # fmt: skip
TREES = ("theme", "sdg")

_TABLES = """
DROP TABLE IF EXISTS oracle_value, oracle_country, oracle_years;
CREATE TEMPORARY TABLE oracle_value AS
WITH RECURSIVE live AS (
    SELECT listing.practice_id AS practice, edition.document
    FROM practices_listing AS listing JOIN practices_edition AS edition ON edition.id = listing.edition_id
), said (practice, kind, code) AS (
    SELECT practice, kind, code FROM live
    CROSS JOIN unnest(%(keys)s::text[], %(kinds)s::text[]) AS names (key, kind)
    CROSS JOIN jsonb_array_elements_text(document -> key) AS code
    UNION SELECT practice, kind, document ->> kind FROM live CROSS JOIN unnest(%(one)s::text[]) AS kind
), today (kind, code, id) AS (  -- what each code of a term stands for now
    SELECT kind, code, coalesce(replaced_by_id, id) FROM practices_term
), above (id, ancestor) AS (
    SELECT id, id FROM practices_term
    UNION SELECT above.id, wider.id FROM above JOIN practices_term AS term ON term.id = above.ancestor
    JOIN practices_term AS wider ON wider.id = term.parent_id WHERE wider.acceptance <> 'proposed'
), member AS (
    SELECT country.code AS country, grouping.code, grouping.kind
    FROM practices_countryclassification AS since
    JOIN practices_country AS country ON country.id = since.country_id
    JOIN practices_countrygroup AS grouping ON grouping.id = since.group_id
    WHERE (since.since IS NULL OR since.since <= %(day)s) AND (since.until IS NULL OR since.until > %(day)s)
)
SELECT practice, facets.facet, term.code
FROM said JOIN today USING (kind, code)
JOIN above ON above.id = today.id
JOIN practices_term AS term ON term.id = above.ancestor
JOIN unnest(%(facet_kinds)s::text[], %(facets)s::text[]) AS facets (kind, facet) ON facets.kind = said.kind
WHERE above.ancestor = today.id OR said.kind = ANY(ARRAY['theme', 'sdg', 'sdg_target'])
UNION
SELECT practice, CASE WHEN member.kind IN ('region', 'subregion', 'intermediate') THEN 'region' ELSE 'group' END, member.code
FROM live CROSS JOIN jsonb_to_recordset(document -> 'countries') AS row (country text) JOIN member USING (country)
UNION
SELECT practice, 'organisation', coalesce(new.code, old.code)
FROM live CROSS JOIN jsonb_to_recordset(document -> 'organisations') AS row (organisation text)
JOIN practices_organisation AS old ON old.code = row.organisation
LEFT JOIN practices_organisation AS new ON new.id = old.replaced_by_id
UNION SELECT practice, 'mechanism', code FROM live CROSS JOIN jsonb_array_elements_text(document -> 'mechanisms') AS code
UNION SELECT practice, 'language', language FROM live CROSS JOIN jsonb_object_keys(document -> 'texts') AS language;

CREATE TEMPORARY TABLE oracle_country AS
SELECT listing.practice_id AS practice, row.country, row.role
FROM practices_listing AS listing JOIN practices_edition AS edition ON edition.id = listing.edition_id
CROSS JOIN jsonb_to_recordset(edition.document -> 'countries') AS row (country text, role text);

CREATE TEMPORARY TABLE oracle_years AS
SELECT practice, coalesce(started, ended) AS first, ended AS last FROM (
    SELECT listing.practice_id AS practice, (edition.document -> 'period' ->> 'start')::int AS started,
        (edition.document -> 'period' ->> 'end')::int AS ended
    FROM practices_listing AS listing JOIN practices_edition AS edition ON edition.id = listing.edition_id
) AS said WHERE started IS NOT NULL OR ended IS NOT NULL;

-- A span counts what ran in it; nothing is known of spans after today and after the last beginning.
INSERT INTO oracle_value
SELECT practice, 'period', span::text FROM oracle_years CROSS JOIN generate_series(
    (SELECT min(first) FROM oracle_years) / %(span)s * %(span)s,
    greatest(date_part('year', %(day)s::date)::int, (SELECT max(first) FROM oracle_years)), %(span)s
) AS span
WHERE first < span + %(span)s AND (last IS NULL OR last >= span);
CREATE INDEX ON oracle_value (practice);
CREATE INDEX ON oracle_value (facet, code);
ANALYZE oracle_value, oracle_country, oracle_years;
"""
_ANSWER = """
WITH listing AS (
    SELECT practice_id AS practice FROM practices_listing WHERE %(hits)s::bigint[] IS NULL OR practice_id = ANY(%(hits)s)
), failed AS (
    SELECT practice, array_remove(ARRAY[{conditions}]::text[], NULL) AS facets FROM listing
), passing AS MATERIALIZED (SELECT * FROM failed WHERE cardinality(facets) <= 1)
SELECT 'total', NULL, count(*), array_agg(practice) FROM passing WHERE facets = '{{}}'
UNION ALL SELECT facet, code, count(*), NULL FROM oracle_value JOIN passing USING (practice)
    WHERE facets <@ ARRAY[facet] GROUP BY facet, code
UNION ALL SELECT 'country', country, count(DISTINCT practice), NULL FROM oracle_country JOIN passing USING (practice)
    WHERE facets <@ ARRAY['country'] AND (%(role)s::text[] IS NULL OR role = ANY(%(role)s)) GROUP BY country
UNION ALL SELECT 'role', role, count(DISTINCT practice), NULL FROM oracle_country JOIN passing USING (practice)
    WHERE facets <@ ARRAY['country'] AND (%(country)s::text[] IS NULL OR country = ANY(%(country)s)) GROUP BY role
"""
_HAS = """CASE WHEN NOT EXISTS (SELECT FROM oracle_value WHERE oracle_value.practice = listing.practice
    AND facet = '{facet}' AND code = ANY(%({facet})s)) THEN '{facet}' END"""
_HAS_COUNTRY = """CASE WHEN NOT EXISTS (SELECT FROM oracle_country WHERE oracle_country.practice = listing.practice
    AND (%(country)s::text[] IS NULL OR country = ANY(%(country)s))
    AND (%(role)s::text[] IS NULL OR role = ANY(%(role)s))) THEN 'country' END"""
# Years are no facet: all facets, the spans as well, count within them.
_RAN = """CASE WHEN NOT EXISTS (SELECT FROM oracle_years WHERE oracle_years.practice = listing.practice
    AND (%(until)s::int IS NULL OR first <= %(until)s) AND (%(since)s::int IS NULL OR last IS NULL OR last >= %(since)s)
    ) THEN 'years' END"""


def prepare() -> None:
    """Make the tables out of what is public now."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, {
            "keys": list(MANY), "kinds": list(MANY.values()), "one": list(ONE), "facet_kinds": list(FACET_OF_KIND),
            "facets": list(FACET_OF_KIND.values()), "day": timezone.localdate(), "span": SPAN,
        })  # fmt: skip


def answer(
    chosen: dict[str, Iterable[str]], since: int | None, until: int | None, hits: list[int] | None
) -> tuple[set[int], dict[str, dict[str, int]]]:
    """The practices found, and for each facet its values with their counts; `hits` are those a text finds."""
    conditions = [_HAS.format(facet=facet) for facet in chosen if facet not in ("country", "role")]
    if "country" in chosen or "role" in chosen:
        conditions.append(_HAS_COUNTRY)
    if since or until:
        conditions.append(_RAN)
    values = {"country": None, "role": None, "since": since, "until": until, "hits": hits}
    values |= {facet: list(codes) for facet, codes in chosen.items()}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER.format(conditions=", ".join(conditions)), values)
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = {}
    found: set[int] = set()
    for facet, code, count, keys in rows:
        if facet == "total":
            found = set(keys or ())
        else:
            counts.setdefault(facet, {})[code] = count
    return found, counts
