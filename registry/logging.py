"""How a log line looks: UTC, one bounded line an event, nothing that could forge a second line."""

import logging
import time

LONGEST_LINE = 2_000


class OneLine(logging.Formatter):
    """`2026-01-31T12:00:00Z LEVEL logger message`, control characters escaped; a traceback only follows real faults."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)[:LONGEST_LINE]
