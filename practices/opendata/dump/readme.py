"""The text for people who find the files without the page they come from."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices import licence
from practices.exchange.exporting import front
from practices.models import Dump
from practices.opendata import addresses
from practices.opendata.dump import contents, files

SQL = """\
    SELECT code, title FROM practices JOIN texts ON texts.practice = code AND language = 'en';
    SELECT label_en, count(DISTINCT practice) FROM practice_countries JOIN countries ON countries.code = country GROUP BY 1;
    SELECT practice, language FROM words JOIN texts ON texts.id = words.rowid WHERE words MATCH 'recruitment';
"""


def text(dump: Dump, entries: list[dict]) -> str:
    """README.md."""
    count = ngettext("%(total)s practice", "%(total)s practices", dump.total) % {"total": dump.total}
    made = _("Made %(moment)s UTC.") % {"moment": f"{dump.made_at:%Y-%m-%d %H:%M}"}
    parts = [
        f"# {settings.SITE_NAME}\n",
        f"{_('Everything that is public in the registry')}: {count}. {made}\n",
        f"{_('The newest files')}: {addresses.data()}\n",
        f"## {_('Files')}\n",
        "".join(f"- `{one['name']}`: {files.BY_NAME[one['name']].about}\n" for one in entries),
        f"## {_('Licence')}\n",
        f"{licence.in_words()}\n",
        f"## {_('How to cite')}\n",
        f"{contents.citation(dump)}\n",
        _("A single record is cited by the permanent address of its edition, `edition_address` in `registry.jsonl`.")
        + "\n",
        f"## {_('What has to be known')}\n",
        "".join(f"- {note}\n" for note in [*front.notes("csv"), *_notes()]),
        f"## {_('The database')}\n",
        _("`registry.sqlite` opens in every program that reads SQLite. For example:") + "\n",
        SQL,
    ]
    if settings.CONTACT_EMAIL:
        parts += [f"## {_('Contact')}\n", f"{settings.CONTACT_EMAIL}\n"]
    return "\n".join(parts)


def _notes() -> list[str]:
    return [
        _("`registry.jsonl` holds whole documents; their shape is described at %(address)s.")
        % {"address": addresses.document_schema()},
        _(
            "All files hold the same editions. A record that was archived later stays out of the next files: take the new ones."
        ),
        _(
            "`datapackage.json` has the type of each column and the SHA-256 of each file; `sha256sum -c SHA256SUMS` checks them."
        ),
    ]
