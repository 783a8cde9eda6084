"""The full dump: all that is public as files anyone may take, made anew after changes and given out while it holds."""

from practices.opendata.dump.contents import citation
from practices.opendata.dump.due import make_if_due
from practices.opendata.dump.making import BeingMade, make
from practices.opendata.dump.state import is_current, is_withdrawn
from practices.opendata.dump.store import find, latest, open_file, purge

__all__ = [
    "BeingMade",
    "citation",
    "find",
    "is_current",
    "is_withdrawn",
    "latest",
    "make",
    "make_if_due",
    "open_file",
    "purge",
]
