"""What every test needs: the database server, a test database nobody else is using, and calm property-based tests."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.template import Context, Template
from django.test import utils as django_test_utils
from django.utils import translation

from practices import search
from registry import embedded_postgres
from tests.servers import clean_up, place_in
from tests.stacks import ordinary_folder

BASE_DIR = Path(__file__).resolve().parent.parent

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in the thread that also queries
hypothesis.settings.register_profile("registry", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("registry")

held: dict[str, int] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Hold the server while the tests run, so that a `make run` that ends meanwhile leaves it to us."""
    if session.config.option.collectonly:
        return
    if not os.environ.get("DATABASE_URL"):
        try:
            held["server"] = embedded_postgres.join()
        except embedded_postgres.CannotStart as error:
            pytest.exit(str(error), returncode=1)
    number, held["database"] = _free_number()
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_registry_{number}"


def _free_number() -> tuple[int, int]:
    """Two test runs in one checkout take two databases; a database left by a killed run is used again."""
    folder = BASE_DIR / ".local"
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(1, 100):
        handle = os.open(folder / f"tests-{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number, handle
        except BlockingIOError:
            os.close(handle)
    raise pytest.UsageError("A hundred test runs are going on in this checkout.")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The last one out stops the server."""
    if "server" in held:
        connections.close_all()
        embedded_postgres.leave(held.pop("server"))


@pytest.fixture(autouse=True, scope="session")
def record_pages_not_widgets(django_test_environment: None) -> None:
    """Django's test client copies the whole context of every template it renders; a form in the admin renders thousands."""
    recorded, plain = Template._render, django_test_utils._TestState.saved_data.template_render
    small = ("django/forms/", "admin/widgets/", "admin/includes/", "admin/edit_inline/")

    def render(self: Template, context: Context) -> str:
        return plain(self, context) if (self.name or "").startswith(small) else recorded(self, context)

    Template._render = render


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Tests roll back what they published: what the process remembers of it goes, too, and so does a reader's language."""
    search.forget()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder every account may enter, as a checkout usually is; pytest's own temp folders are closed."""
    with ordinary_folder() as folder:
        yield folder


@pytest.fixture
def server_checkout(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout of its own for the embedded server, with no server yet."""
    place_in(monkeypatch, open_folder / "checkout", open_folder / "system")
    yield open_folder / "checkout"
    clean_up()
