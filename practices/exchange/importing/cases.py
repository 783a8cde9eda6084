"""What is known of one record of a sheet while it is judged."""

from dataclasses import dataclass, field

from practices.exchange.importing.familiar import Before
from practices.exchange.importing.rights import Known
from practices.exchange.importing.sheet import Record
from practices.exchange.importing.values import Values
from practices.models import ImportRow


@dataclass
class Case:
    """One record under judgement, and what has been found out about it."""

    record: Record
    values: Values
    row: ImportRow
    code: str = ""  # that the row or the decision names
    is_unknown: bool = False  # its code is well formed, and no practice has it
    base: Known | None = None
    before: Before | None = None
    after: dict = field(default_factory=dict)  # the document of a new practice
    same: list[Known] = field(default_factory=list)  # practices of its title and countries
    problems: list[dict] = field(default_factory=list)
