"""What this process has used so far."""

import resource
import sys
from pathlib import Path

MEGABYTE = 1_000_000
STATUS = Path("/proc/self/status")


def cpu() -> float:
    """Seconds, with those of the processes it has started and waited for."""
    used = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak() -> float:
    """Megabytes: the most memory it has held at a time."""
    try:
        # On Linux ru_maxrss is at least what the process that started this one has held; this line begins anew.
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / MEGABYTE
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE
