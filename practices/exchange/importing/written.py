"""What became of rows, kept with them: the practice, its revision, and how it was before. One statement a pack."""

import json

from django.db import connection

from practices.models import ImportRow

_SQL = """UPDATE practices_importrow r
SET practice_id = v.practice, code = v.code, loaded_revision = v.revision, before = v.before::jsonb,
    state_before = v.state_before, document = COALESCE(v.document::jsonb, r.document)
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[])
    v(id, practice, code, revision, before, state_before, document)
WHERE r.id = v.id"""


def remember(rows: list[ImportRow], *, documents: bool) -> None:
    """Save it; the documents, too, where codes of what was proposed have come into them."""
    columns = (
        [row.pk for row in rows],
        [row.practice_id for row in rows],
        [row.code for row in rows],
        [row.loaded_revision for row in rows],
        [None if row.before is None else json.dumps(row.before) for row in rows],
        [row.state_before for row in rows],
        [json.dumps(row.document) if documents else None for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SQL, columns)
