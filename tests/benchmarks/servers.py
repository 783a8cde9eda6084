"""Web servers on a port of this machine's own loopback, for as long as they are measured, and wrk, which asks them."""

import contextlib
import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
READY_SECONDS = 60
CONNECTIONS = 4
LONGEST_SECONDS = 120  # one answer
ERRORS = ("connect", "read", "write", "status", "timeout")
# Each run begins with the first path, so that every server is asked for the same ones in the same order.
SCRIPT = """
local place, paths = 0, {}
for path in io.lines(%(paths)r) do paths[#paths + 1] = path end
request = function()
  place = place %% #paths + 1
  return wrk.format("GET", paths[place])
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format('\\nFOUND {"requests": %%d, "seconds": %%f, "median": %%f, "late": %%f', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
  for _, name in ipairs({"connect", "read", "write", "status", "timeout"}) do
    io.write(string.format(', "%%s": %%d', name, errors[name]))
  end
  io.write("}\\n")
end
"""


@dataclass(frozen=True)
class Rate:
    """What wrk found."""

    per_second: float
    median: float  # milliseconds of one answer
    late: float  # 99 of 100 within


def has_wrk() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


@contextmanager
def serving(command: Sequence[str], ready: str, env: Mapping[str, str] | None = None) -> Iterator[int]:
    """Inside, the command serves; {port} in it is the number that is yielded. It and what it has started are stopped."""
    port = _free_port()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [part.format(port=port) for part in command],
            env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            if not _is_ready(process, port, ready):
                said.seek(0)
                raise RuntimeError(f"The server does not become ready. It says: {said.read()[-2000:]}")
            yield port
        finally:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()


def fetch(port: int, path: str) -> bytes:
    """The body of an answer; anything but a 200 is an error."""
    link = http.client.HTTPConnection(HOST, port, timeout=LONGEST_SECONDS)
    with contextlib.closing(link):
        link.request("GET", path, headers={"Host": "localhost"})
        response = link.getresponse()
        body = response.read()
        if response.status != 200:
            raise AssertionError(f"{path} answers {response.status}.")
        return body


def rate(port: int, paths: Sequence[str], seconds: int, headers: Mapping[str, str] | None = None) -> Rate:
    """Ask for these paths, one after the other over and over. What is under way at the end counts as answered."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder, "paths.txt"), Path(folder, "paths.lua")
        listed.write_text("\n".join(paths) + "\n")
        script.write_text(SCRIPT % {"paths": str(listed)})
        options = f"-t1 -c{CONNECTIONS} -d{seconds}s --timeout {LONGEST_SECONDS}s -s {script}"
        told = [f"-H{name}: {value}" for name, value in ({"Host": "localhost"} | dict(headers or {})).items()]
        run = subprocess.run(
            ["wrk", *options.split(), *told, f"http://{HOST}:{port}"], check=True, capture_output=True, text=True
        )
    line = next(line for line in run.stdout.splitlines() if line.startswith("FOUND "))
    found = json.loads(line.removeprefix("FOUND "))
    if wrong := {name: found[name] for name in ERRORS if found[name]}:
        raise AssertionError(f"Not every request was answered: {wrong}.")
    return Rate((found["requests"] + CONNECTIONS) / found["seconds"], found["median"], found["late"])


def _is_ready(process: subprocess.Popen, port: int, ready: str) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
            fetch(port, ready)
            return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]
