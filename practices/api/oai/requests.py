"""A request while it is answered: its arguments, the date of the answer, the reference tables of then."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from practices import reference
from practices.api.oai.asking import Refusal
from practices.api.oai.formats import FORMATS, Format
from practices.api.oai.sets import Sets


@dataclass
class Request:
    """One request without fault in its form."""

    verb: str
    arguments: dict[str, str]
    moment: datetime
    version: int  # of the reference tables
    base_url: str

    @cached_property
    def snapshot(self) -> reference.Snapshot:
        """The reference tables of now."""
        return reference.current(self.version)

    @cached_property
    def sets(self) -> Sets:
        """The sets of now."""
        return Sets(self.snapshot)

    def format(self, prefix: str) -> Format:
        """The format of this name. Raises Refusal where there is none."""
        if prefix not in FORMATS:
            raise Refusal("cannotDisseminateFormat", "Records are given as: " + ", ".join(FORMATS) + ".")
        return FORMATS[prefix]
