"""`make test` and the smaller goals of development, each inside the environment the launcher has made."""

import os
import secrets
import subprocess
import sys

from registry import embedded_postgres
from registry.children import Child, Signals, say

LOCAL = {"REGISTRY_LOCAL": "1"}
MOST_PROCESSES = 4  # of tests: each has a database and may have a browser
# Before the tests, the quickest first: what a person repairs with one command should not wait for minutes.
STEPS = (
    ("Lint", "-m ruff check ."),
    ("The format of the code (make format repairs it)", "-m ruff format --check ."),
    ("The lint of the templates", "-m djlint templates --lint --quiet"),
    ("The check for missing migrations", "manage.py makemigrations --check --dry-run"),
)


def test(arguments: list[str]) -> int:
    """Everything that must hold; the tests come last, so that their closing line is the last of all."""
    signals = Signals()
    users = None if os.environ.get("DATABASE_URL") else embedded_postgres.join()
    try:
        for name, command in STEPS:
            if _step(signals, *command.split(), env=os.environ | LOCAL):
                return _failed(name, signals)
        if _step(signals, "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production()):
            return _failed("The check of a service's settings", signals)
        # Whole files go to one process each: the classes in them share what they have set up.
        parallel = ("-n", str(min(os.cpu_count() or 1, MOST_PROCESSES)), "--dist", "loadfile")
        return _step(signals, "-m", "pytest", *parallel, *arguments, env=os.environ | LOCAL)
    finally:
        if users is not None:
            embedded_postgres.leave(users)


def _step(signals: Signals, *command: str, env: dict[str, str]) -> int:
    return 130 if signals else Child(command[0], *command, env=env, foreground=True).wait(signals)


def _failed(name: str, signals: Signals) -> int:
    say("Stopped." if signals else f"{name} failed: the lines above say where.")
    return 1


def production() -> dict[str, str]:
    """A service's variables, as the deployment page tells to set them."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "registry.example.org",
        "SITE_URL": "https://registry.example.org",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or embedded_postgres.database_url(),
    }


def bench(arguments: list[str]) -> int:
    """The figures of docs/performance.md."""
    signals = Signals()
    users = None if os.environ.get("DATABASE_URL") else embedded_postgres.join()
    try:
        return _step(signals, "-m", "tests.benchmarks", *arguments, env=os.environ | LOCAL)
    finally:
        if users is not None:
            embedded_postgres.leave(users)


def requirements(arguments: list[str]) -> int:
    """Pin every dependency, for all systems and Python versions at once. Addresses of an index never go in."""
    common = "-m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet"
    common += " --no-emit-index-url --no-emit-find-links"
    environment = os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "make requirements"}
    for options in ("-o requirements.txt", "--extra dev -o requirements-dev.txt"):
        command = [sys.executable, *f"{common} {options}".split(), *arguments]
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            return 1
    return 0


def tidy(arguments: list[str]) -> int:
    """Repair what ruff can repair."""
    for command in ("check --fix .", "format ."):
        if subprocess.run([sys.executable, "-m", "ruff", *command.split()], check=False).returncode:  # noqa: S603
            return 1
    return 0


def stop(arguments: list[str]) -> int:
    """Stop a database server that some command has left running."""
    command = [sys.executable, "manage.py", "database", "stop", *arguments]
    return subprocess.run(command, env=os.environ | LOCAL, check=False).returncode  # noqa: S603


GOALS = {"test": test, "bench": bench, "requirements": requirements, "format": tidy, "stop": stop}

if __name__ == "__main__":
    try:
        sys.exit(GOALS[sys.argv[1]](sys.argv[2:]))
    except embedded_postgres.CannotStart as error:
        sys.exit(str(error))
