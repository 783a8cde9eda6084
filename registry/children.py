"""Processes that `make` starts: each ends when the launcher ends, however that ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h


def say(sentence: str) -> None:
    """For the person at the terminal, which may be gone by now."""
    with contextlib.suppress(OSError):
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


class Signals:
    """Remembers the wish to stop, for loops to see, instead of interrupting them anywhere."""

    def __init__(self) -> None:
        self.received: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup a closed terminal means nothing. Ctrl-C is heard even where a script's & has it ignored.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, lambda received, _frame: self.received.append(received))

    def __bool__(self) -> bool:
        return bool(self.received)


class Child:
    """One Python process of ours."""

    def __init__(self, name: str, *arguments: str, env: dict[str, str], foreground: bool = False) -> None:
        self.name = name
        self.arguments = arguments
        self.env = env
        self.group = not foreground
        self.restarts = 0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            [sys.executable, *self.arguments],
            cwd=BASE_DIR,
            env=self.env,
            stdin=subprocess.DEVNULL if self.group else None,
            # A group of its own: Ctrl-C reaches only the launcher, which stops its children in order.
            process_group=0 if self.group else None,
            preexec_fn=_ends_with(os.getpid()),  # the launcher has one thread
        )

    def ended(self) -> str | None:
        """How it ended, once it has."""
        code = self.process.poll()
        if code is None:
            return None
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"

    def wait(self, signals: Signals) -> int:
        """Its exit code; a wish to stop is handed on to it, except Ctrl-C where the terminal tells it itself."""
        told = 0
        while self.process.poll() is None:
            for number in signals.received[told:]:
                told += 1
                if self.group or number != signal.SIGINT:
                    self.process.send_signal(number)
            time.sleep(0.02)
        return self.process.returncode

    def stop(self, patience: float = 10) -> None:
        """First asked, then ended, with whatever it has started."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _ends_with(parent: int) -> Callable[[], None] | None:
    """Ask the kernel to stop the child when its parent is gone, which no parent can do after kill -9. Linux only."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def before_start() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # gone already, before the kernel knew of our wish
            os._exit(1)

    return before_start
