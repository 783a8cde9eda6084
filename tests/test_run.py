"""`make run` as a whole: what it starts, what it says, what each kill does to it, and that nothing is left."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from registry.postgres_state import postmaster
from tests.servers import python_for, python_path, unprivileged
from tests.stacks import (
    ENDS_WITHIN,
    HOLD,
    LINUX,
    NEED_ROOT,
    PASSWORD,
    Stack,
    copy_of_checkout,
    manage,
    ordinary_folder,
    place_of,
    taken_port,
    wait_until,
)


@pytest.fixture(scope="module")
def copy():
    """A checkout in a path of 150 characters with spaces, and the first start of its registry."""
    with ordinary_folder() as top:
        name = "a checkout with spaces "
        checkout = top / (name + "x" * (150 - len(str(top)) - 1 - len(name)))
        assert len(str(checkout)) == 150
        yield copy_of_checkout(checkout, with_practices=True)
        manage(checkout, "database", "stop", "--force")


@pytest.fixture(scope="module")
def first_start(copy):
    stack = Stack(copy)
    stack.wait_until_ready()
    said = stack.said()
    front_page = stack.get("/en/")
    stack.end()
    return said, front_page, stack


@pytest.fixture
def stack(copy, first_start):
    """The registry once more, running and ready."""
    stack = Stack(copy)
    try:
        stack.wait_until_ready()
        yield stack
    finally:
        with contextlib.suppress(ProcessLookupError):
            stack.end()
        for number in stack.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


@LINUX
@pytest.mark.launcher
class TestRun:
    def test_the_first_start_says_where_and_who(self, first_start):
        said, front_page, stack = first_start
        assert len(PASSWORD.findall(said)) == 1
        assert f"The registry is at http://localhost:{stack.port}/" in said
        assert front_page[0] == 200
        assert "Traceback" not in said
        assert stack.nothing_is_left()
        assert "\nStopped.\n" in stack.said()

    def test_the_second_start_says_no_password(self, stack):
        stack.wait_until_ready()  # how quickly it does is a figure of `make bench`
        assert not PASSWORD.search(stack.said())
        assert stack.get("/livez") == (200, "ok")

    def test_the_whole_database_can_be_written_out(self, copy, stack):
        said = manage(copy, "database", "dump").stdout
        assert "CREATE TABLE public.practices_practice" in said
        assert said.strip().splitlines()[-1].startswith(("--", "\\unrestrict"))

    def test_ctrl_c_is_heard_where_a_script_has_it_ignored(self, copy, first_start):
        stack = Stack(copy, before=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        stack.wait_until_ready()
        os.kill(stack.launcher(), signal.SIGINT)
        stack.process.wait(ENDS_WITHIN)
        assert stack.nothing_is_left()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_stops_everything_it_started(self, stack, number):
        assert stack.processes("postgres")
        stack.end(number)
        assert stack.nothing_is_left()

    def test_ctrl_c_leaves_the_database_to_a_test_run(self, copy, stack):
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, place_of(copy).kept / "users"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        holder.stdout.readline()
        stack.end()
        assert set(stack.processes()) == set(stack.processes("postgres")) != set()
        holder.communicate(b"\n", timeout=10)
        assert "Stopped" in manage(copy, "database", "stop").stdout

    def test_killing_the_launcher_ends_its_children_and_the_next_start_works(self, stack):
        os.kill(stack.launcher(), signal.SIGKILL)
        wait_until(lambda: not stack.processes("gunicorn") and not stack.processes("procrastinate"))
        again = Stack(stack.checkout)
        try:
            again.wait_until_ready()
        finally:
            again.end()
        assert again.nothing_is_left()

    def test_killing_the_web_server_stops_the_rest(self, stack):
        os.kill(stack.gunicorns()[0], signal.SIGKILL)
        assert stack.process.wait(ENDS_WITHIN) != 0
        assert "The web server ended (killed by signal 9); stopping the rest." in stack.said()
        assert stack.nothing_is_left()

    def test_killing_the_worker_stops_the_rest(self, stack):
        os.kill(next(iter(stack.processes("procrastinate", "worker"))), signal.SIGKILL)
        assert stack.process.wait(ENDS_WITHIN) != 0
        assert "The worker ended (killed by signal 9); stopping the rest." in stack.said()
        assert stack.nothing_is_left()

    def test_killing_one_process_of_the_web_server_is_healed(self, stack):
        os.kill(stack.gunicorns()[1], signal.SIGKILL)
        wait_until(lambda: len(stack.gunicorns()) == 3)
        assert stack.get("/readyz")[0] == 200

    def test_killing_the_database_is_healed(self, copy, stack):
        os.kill(postmaster(place_of(copy).data), signal.SIGKILL)
        stack.wait_for("The database ended; starting it again.")
        wait_until(lambda: stack.get("/readyz")[0] == 200, seconds=40)
        time.sleep(2)
        assert stack.process.poll() is None, "The worker and the web server live on: " + stack.said()

    def test_killing_a_connection_of_the_database_is_healed(self, stack):
        backends = [number for number, command in stack.processes("postgres: registry registry").items()]
        os.kill(backends[0], signal.SIGKILL)
        wait_until(lambda: stack.get("/readyz")[0] == 200, seconds=40)

    def test_a_taken_port_is_one_sentence(self, copy, first_start):
        with taken_port() as port:
            stack = Stack(copy, port=port)
            assert stack.process.wait(ENDS_WITHIN) != 0
        assert stack.said().splitlines()[0] == f"Port {port} is taken: stop what uses it, or set PORT to another one."
        assert stack.nothing_is_left()

    @pytest.mark.django_db
    def test_a_database_of_ones_own(self, tmp_path, settings):
        copy = copy_of_checkout(tmp_path / "copy")
        name = f"registry_of_ones_own_{os.getpid()}"
        server = settings.DATABASES["default"]
        reach = (
            f"host={server['HOST']} port={server['PORT']} user={server['USER']} password={server.get('PASSWORD', '')}"
        )
        url = f"postgresql://{server['USER']}@/{server['HOST']}/{name}"
        if not str(server["HOST"]).startswith("/"):
            pytest.skip("The tests run on a database elsewhere already.")
        with psycopg.connect(f"{reach} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            stack = Stack(copy, DATABASE_URL=url)
            try:
                stack.wait_until_ready()
                assert not (copy / ".local" / "postgres").exists()
            finally:
                stack.end()
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        assert stack.nothing_is_left()

    def test_a_database_of_ones_own_that_is_not_there(self, copy, first_start):
        stack = Stack(copy, DATABASE_URL="postgresql://registry@127.0.0.1:1/registry")
        assert stack.process.wait(60) != 0
        assert "The database could not be prepared" in stack.said()
        assert stack.nothing_is_left()


@LINUX
@NEED_ROOT
@pytest.mark.launcher
class TestUsers:
    def test_as_an_ordinary_user(self, tmp_path):
        """With a virtual environment made by a Python this user can reach, which borrows our packages."""
        account = unprivileged()[0]
        python = python_for(*account)
        with ordinary_folder() as folder:
            copy = copy_of_checkout(folder / "copy")
            subprocess.run([python, "-m", "venv", "--without-pip", folder / "venv"], check=True)
            packages = next((folder / "venv").glob("lib/python*/site-packages"))
            if packages.parent.name != f"python{sys.version_info[0]}.{sys.version_info[1]}":
                pytest.skip("The Python other users can reach is of another version than the packages.")
            (packages / "ours.pth").write_text("\n".join(python_path()))
            for path in (folder, copy, *copy.rglob("*")):
                os.chown(path, *account)
            stack = Stack(copy, user=account, venv=folder / "venv")
            try:
                stack.wait_until_ready()
                owners = {Path(f"/proc/{number}").stat().st_uid for number in stack.processes()}
                assert owners == {account[0]}
            finally:
                stack.end()
            assert stack.nothing_is_left()

    def test_as_root_in_a_closed_home(self):
        with ordinary_folder() as folder:
            folder.chmod(0o700)
            stack = Stack(copy_of_checkout(folder / "copy"))
            kept = place_of(stack.checkout).kept
            try:
                stack.wait_until_ready()
                assert (kept / "cluster" / "PG_VERSION").exists()
                assert not kept.is_relative_to(folder)
            finally:
                stack.end()
                shutil.rmtree(kept.parent)
            assert stack.nothing_is_left()
