"""The limits the operating system holds this process to."""

import contextlib
import resource
from pathlib import Path

from .limits import Limits

OUTPUT = 6  # times the unpacked size: text takes more room as JSON


def confine(limits: Limits) -> None:
    """Memory, seconds, size of what is written; no core dump, few files."""
    _set(resource.RLIMIT_AS, limits.memory)
    _set(resource.RLIMIT_CPU, limits.seconds)
    _set(resource.RLIMIT_FSIZE, limits.unpacked * OUTPUT)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, 32)


def tighten(bytes_more: int) -> None:
    """From here on take no more than this many bytes beyond what is taken already."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return  # not Linux: the limit set at the start holds
    wanted = pages * resource.getpagesize() + bytes_more
    soft, _hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or wanted < soft:
        _set(resource.RLIMIT_AS, wanted)


def _set(what: int, value: int) -> None:
    _soft, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # a system without this limit
        resource.setrlimit(what, (value, hard))
