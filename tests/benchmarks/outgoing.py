"""Acts of exporting, each for a process of its own: ours, and PostgreSQL's COPY of the very cells of our CSV."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from practices.exchange.columns import BY_KEY
from practices.exchange.exporting import Asked, of_listings
from practices.exchange.formats import Front, write
from practices.models import Listing
from tests.benchmarks import sheets

CELLS = "bench_cells"
SEPARATOR = ", "


def keys(count: int) -> list[int]:
    """Public practices in the order in which a search without any words shows them, the first so many."""
    return list(Listing.objects.order_by("-published_at", "-pk").values_list("pk", flat=True)[:count])


def ours(format: str, path: str, count: int) -> int:
    """Our file; the number of its rows."""
    asked, front = Asked(columns=sheets.OUT), Front(str(settings.SITE_NAME))
    return write(format, of_listings(keys(count), asked, sheets.LANGUAGE, front=front, format=format), Path(path))


def prepare_copy(path: str) -> int:
    """A table of texts with exactly the cells of this CSV file, for `copy`; the number of its rows."""
    columns = [connection.ops.quote_name(key) for key in sheets.OUT]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {CELLS}")
        cursor.execute(f"CREATE TABLE {CELLS} ({SEPARATOR.join(f'{column} text' for column in columns)})")
        with cursor.copy(f"COPY {CELLS} FROM STDIN (FORMAT csv, HEADER true)") as copy, Path(path).open("rb") as file:
            file.read(len("\ufeff".encode()))
            while block := file.read(1_000_000):
                copy.write(block)
        cursor.execute(f"SELECT count(*) FROM {CELLS}")  # the first who reads new rows has more to do
        return cursor.fetchone()[0]


def forget_copy() -> None:
    """Drop that table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {CELLS}")


def copy(path: str) -> int:
    """The file by COPY TO of that table; its bytes."""
    return _copied(CELLS, path)


def copy_columns(path: str) -> int:
    """A file by COPY TO of a query that takes the same columns out of the same editions, lists as JSON; its bytes."""
    return _copied(f"({_query()})", path)


def _copied(source: str, path: str) -> int:
    size = 0
    statement = f"COPY {source} TO STDOUT (FORMAT csv, HEADER true)"
    with connection.cursor() as cursor, Path(path).open("wb") as file, cursor.copy(statement) as blocks:
        for block in blocks:
            size += file.write(block)
    return size


def _query() -> str:
    """Each document is taken apart once: an expression a column would unpack it forty times."""
    paths = {key: BY_KEY[key].path for key in sheets.OUT}
    whole = {path[0]: "jsonb" if len(path) > 1 else "text" for path in paths.values() if path}
    text = {path[2]: "text" for path in paths.values() if path[:1] == ("texts",)}
    return f"""
        SELECT {SEPARATOR.join(_expression(key, path) for key, path in paths.items())}
        FROM practices_listing l JOIN practices_edition e ON e.id = l.edition_id,
        jsonb_to_record(e.document) AS d({_definition(whole)}),
        jsonb_to_record(coalesce(d.texts -> '{sheets.LANGUAGE}', d.texts -> d.original_language)) AS t({_definition(text)})
        ORDER BY l.published_at DESC, l.practice_id DESC"""


def _expression(key: str, path: tuple[str, ...]) -> str:
    beside = {
        "url": "'https://registry.example/' || l.code",
        "edition": "e.number",
        "published": "l.published_at::date",
    }
    if not path:
        return f'{beside[key]} AS "{key}"'
    source = {1: 'd."{}"', 2: "d.\"{}\" ->> '{}'", 3: 't."{2}"'}[len(path)].format(*path)
    return f'{source} AS "{key}"'


def _definition(types: dict[str, str]) -> str:
    return SEPARATOR.join(f'"{name}" {kind}' for name, kind in types.items())


def first_bytes(address: str, rounds: int) -> list[float]:
    """Seconds from a request to the first bytes of its answer, by the whole site in a process that has served nothing yet."""
    handler = WSGIHandler()
    environ = RequestFactory(headers={"host": "localhost"}).get(address).environ
    return [_first_bytes(handler, dict(environ)) for _ in range(rounds)]


def _first_bytes(handler: WSGIHandler, environ: dict) -> float:
    said: list[str] = []
    begun = perf_counter()
    response = handler(environ, lambda status, headers: said.append(status))
    chunks: Iterator[bytes] = iter(response)
    first = next(chunk for chunk in chunks if chunk)
    took = perf_counter() - begun
    response.close()
    if not said[0].startswith("200") or not first:
        raise AssertionError(f"{environ['PATH_INFO']} answers {said[0]}")
    return took
