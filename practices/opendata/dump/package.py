"""What a dump says of itself: a Data Package for programs, a text for people, checksums for both."""

import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from practices import licence
from practices.models import Dump
from practices.opendata import addresses
from practices.opendata.dump import columns, files, readme

SCHEMAS = {files.TABLE.name: columns.of_practices, files.DICTIONARY.name: columns.of_dictionary}
NAMES = {files.TABLE.name: "practices", files.DICTIONARY.name: "data-dictionary"}  # others are called as their file is


def describe(dump: Dump, folder: Path, rows: dict[str, int]) -> None:
    """Write what describes the files that are there, and note all of them in the dump."""
    held = [files.LINES, files.PACKED_LINES, files.TABLE, files.WORKBOOK, files.DATABASE, files.DICTIONARY]
    found = {known.name: files.entry(known, folder, rows.get(known.name)) for known in held}
    for known, text in (
        (files.README, lambda: readme.text(dump, list(found.values()))),
        (files.PACKAGE, lambda: written(descriptor(dump, list(found.values())))),
        (files.CHECKSUMS, lambda: _checksums(list(found.values()))),
    ):
        (folder / known.name).write_text(text(), encoding="utf-8", newline="\n")
        found[known.name] = files.entry(known, folder)
    dump.files = [found[known.name] for known in files.ALL]


def descriptor(dump: Dump, entries: list[dict]) -> dict:
    """The Data Package as an object."""
    contributor = {"title": str(settings.SITE_NAME), "role": "publisher", "path": addresses.root()}
    if settings.CONTACT_EMAIL:
        contributor["email"] = settings.CONTACT_EMAIL
    licences = licence.of_package()
    return {
        "profile": "data-package",
        "name": "registry",
        "id": f"urn:uuid:{dump.key}",
        "title": str(settings.SITE_NAME),
        "description": about(),
        "homepage": addresses.data(),
        "version": version(dump),
        "created": files.moment(dump.made_at),
        "keywords": KEYWORDS,
        **({"licenses": licences} if licences else {}),
        "sources": [
            {
                "title": _("Each record names its own sources, in the column “citations”"),
                "path": addresses.data(),
            }
        ],
        "contributors": [contributor],
        "resources": [_resource(one) for one in entries if one["name"] != files.PACKAGE.name],
    }


KEYWORDS = ["migration", "South-South cooperation", "triangular cooperation", "good practices"]


def about() -> str:
    """What the data are, in one paragraph."""
    return _(
        "Good practices in South-South and triangular cooperation on migration: what countries, cities and organisations "
        "have done together, with whom, when, with which results, and the sources that say so. Everything that is public "
        "in the registry, in its current edition."
    )


def version(dump: Dump) -> str:
    """Rises with every dump that says something else."""
    return f"{dump.made_at:%Y.%m.%d}-{dump.search_version}.{dump.reference_version}"


def written(value: dict) -> str:
    """JSON as people can read it, too."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _resource(one: dict) -> dict:
    known = files.BY_NAME[one["name"]]
    found = {
        "name": NAMES.get(known.name, known.name.lower().replace(".", "-")),
        "title": str(known.label),
        "description": str(known.about),
        "path": known.name,
        "format": known.format.rpartition(".")[2],
        "mediatype": known.media_type,
        "bytes": one["bytes"],
        "hash": f"sha256:{one['sha256']}",
    }
    if known.media_type.startswith("text/") or known.format in ("jsonl", "json"):
        found["encoding"] = "utf-8"
    if known.name in SCHEMAS:
        return {"profile": "tabular-data-resource", **found, "schema": SCHEMAS[known.name]()}
    return {"profile": "data-resource", "type": "file", **found}  # or programs guess at tables in them


def _checksums(entries: list[dict]) -> str:
    return "".join(f"{one['sha256']}  {one['name']}\n" for one in entries)
