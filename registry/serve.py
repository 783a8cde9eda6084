"""`make run`: the database, the web server and the worker, until one of them ends or someone says stop."""

import contextlib
import errno
import http.client
import os
import socket
import sys
import time
from pathlib import Path

from registry import embedded_postgres
from registry.children import Child, Signals, say

BASE_DIR = Path(__file__).resolve().parent.parent
READY_SECONDS = 90
RESTARTS = 5
DATABASE_SECONDS = 2  # between two looks at it
FIRST_PORT, LAST_PORT = 8000, 8099
LOCAL_NAMES = "localhost,127.0.0.1,[::1]"


class Refused(Exception):
    """The text is one sentence for people."""


def address() -> tuple[str, int]:
    """HOST and PORT as wished; without PORT the first free one from 8000 on."""
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    wished = os.environ.get("PORT", "").strip()
    if wished:
        if not wished.isdecimal() or not 1 <= int(wished) <= 65535:
            raise Refused(f"PORT must be a number from 1 to 65535, not {wished!r}.")
        if not _is_free(host, int(wished)):
            raise Refused(f"Port {wished} is taken: stop what uses it, or set PORT to another one.")
        return host, int(wished)
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if _is_free(host, port):
            if port != FIRST_PORT:
                say(f"Port {FIRST_PORT} is taken; using {port}.")
            return host, port
    raise Refused(f"Ports {FIRST_PORT} to {LAST_PORT} are all taken: set PORT to a free one.")


def _is_free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(target)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise Refused(f"The server cannot listen on {host}, port {port}: {error.strerror}.") from error
    return True


def environment(host: str, port: int) -> dict[str, str]:
    """What the children are told. Whoever brings a secret key and host names runs a service, not a trial."""
    variables = dict(os.environ)
    if not (variables.get("SECRET_KEY") and variables.get("ALLOWED_HOSTS")):
        variables.setdefault("REGISTRY_LOCAL", "1")
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104 - shown, not bound
        variables.setdefault("SITE_URL", f"http://{_bracketed(shown)}:{port}")
        names = [LOCAL_NAMES, _bracketed(host)]
        if host in ("0.0.0.0", "::"):  # noqa: S104
            names.append(socket.gethostname())
        variables.setdefault("ALLOWED_HOSTS", ",".join(names))
    return variables


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def wait_until_ready(web: Child, host: str, port: int, variables: dict[str, str], signals: Signals) -> None:
    """Until /readyz answers 200. Asked by a name the site answers to."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    name = variables.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".").replace("*", "localhost")
    deadline = time.monotonic() + READY_SECONDS
    said = "nothing"
    while time.monotonic() < deadline and not signals and not web.ended():
        link = http.client.HTTPConnection(target, port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(link):
            link.request("GET", "/readyz", headers={"Host": name})
            response = link.getresponse()
            said = f"{response.status} {response.read(100).decode('utf-8', 'replace')}".split("<")[0].strip()
            if response.status == 200:
                return
        time.sleep(0.05)
    if not signals and not web.ended():
        raise Refused(f"The web server does not become ready; /readyz answers {said}.")


def start(host: str, port: int, variables: dict[str, str], signals: Signals) -> list[Child]:
    """Bring the database up to date, then start the web server and the worker beside it."""
    arguments = ["--fixtures"] + (["--administrator"] if variables.get("REGISTRY_LOCAL") == "1" else [])
    preparation = Child("preparation", "manage.py", "prepare", *arguments, env=variables)
    if preparation.wait(signals) and not signals:
        raise Refused("The database could not be prepared: the lines above say why.")
    if signals:
        return []
    bind = f"{_bracketed(host)}:{port}"
    # Threads, because browsers open connections before they need them: each would hold a whole process.
    gunicorn = f"-m gunicorn --bind {bind} --workers 2 --threads 4 --no-control-socket --graceful-timeout 5 --log-level warning"
    worker = "manage.py procrastinate worker --concurrency 2 --delete-jobs successful --shutdown-graceful-timeout 5"
    return [
        Child("web server", *gunicorn.split(), "registry.wsgi:application", env=variables),
        Child("worker", *worker.split(), env=variables),
    ]


def supervise(children: list[Child], embedded: bool, signals: Signals) -> int:
    """Until a signal or the end of a child. A database that was killed is started again; connections heal."""
    looked = time.monotonic()
    while not signals:
        for child in children:
            how = child.ended()
            if how and not _may_start_again(child):
                say(f"The {child.name} ended ({how}); stopping the rest.")
                return 1
            if how:
                say(f"The {child.name} ended ({how}); starting it again.")
                time.sleep(child.restarts)
                child.start()
        if embedded and time.monotonic() > looked + DATABASE_SECONDS:
            looked = time.monotonic()
            if not embedded_postgres.answer(embedded_postgres.place()):
                say("The database ended; starting it again.")
                embedded_postgres.ensure_running()
        time.sleep(0.1)
    return 0


def _may_start_again(child: Child) -> bool:
    """The worker gives up by itself when the database goes away for a moment; the web server does not."""
    child.restarts += 1
    return child.name == "worker" and child.process.returncode > 0 and child.restarts <= RESTARTS


def run() -> int:
    """The whole stack, from nothing to nothing."""
    signals = Signals()
    host, port = address()
    variables = environment(host, port)
    embedded = not variables.get("DATABASE_URL") and variables.get("REGISTRY_LOCAL") == "1"
    users = embedded_postgres.join() if embedded else None
    children: list[Child] = []
    try:
        children = start(host, port, variables, signals)
        if children:
            wait_until_ready(children[0], host, port, variables, signals)
        if children and not signals and not children[0].ended():
            seconds = time.time() - float(os.environ.get("REGISTRY_LAUNCHED", time.time()))
            site = variables.get("SITE_URL") or f"http://{_bracketed(host)}:{port}"
            say(f"The registry is at {site}/ (ready after {seconds:.1f} seconds). Ctrl-C stops it.")
        return supervise(children, embedded, signals)
    finally:
        for child in children:
            child.stop()
        if users is not None:
            embedded_postgres.leave(users)


def main() -> int:
    try:
        code = run()
    except (Refused, embedded_postgres.CannotStart) as error:
        say(str(error))
        return 1
    say("Stopped.")
    return code


if __name__ == "__main__":
    sys.exit(main())
