"""One line for the log of what happened to accounts: people by their key, never by name or address."""

import logging

logger = logging.getLogger("registry.audit")


def record(event: str, user=None, by=None, **facts: object) -> None:
    """Write `event user=5 by=1 role=editor`. Facts are short words of ours, never what somebody typed."""
    people = {"user": getattr(user, "pk", None), "by": getattr(by, "pk", None)}
    pairs = {name: value for name, value in {**people, **facts}.items() if value is not None}
    logger.info("%s %s", event, " ".join(f"{name}={value}" for name, value in pairs.items()))
