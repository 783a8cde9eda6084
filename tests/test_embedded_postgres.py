"""The embedded server against everything that has been seen to go wrong with it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import environ
import psycopg
import pytest

from registry import embedded_postgres, postgres_binaries
from registry.embedded_postgres import CannotStart
from tests.servers import (
    answer,
    clean_up,
    connect,
    copy_modules,
    finish,
    place_in,
    postmaster,
    start_script,
)
from tests.stacks import LINUX, wait_until

pytestmark = pytest.mark.launcher


class TestStart:
    def test_asking_for_the_settings_starts_and_writes_nothing(self, server_checkout):
        settings = embedded_postgres.connection_settings()
        assert settings["ENGINE"] == "django.db.backends.postgresql"
        assert list(server_checkout.iterdir()) == []
        assert not Path(settings["HOST"]).exists()

    def test_the_url_says_the_same_as_the_settings(self, server_checkout):
        parsed = environ.Env.db_url_config(embedded_postgres.database_url())
        settings = embedded_postgres.connection_settings()
        assert (parsed["HOST"], parsed["USER"], parsed["NAME"]) == (
            settings["HOST"],
            settings["USER"],
            settings["NAME"],
        )

    def test_from_nothing_to_a_query_and_back(self, server_checkout):
        assert "not running" in embedded_postgres.status()
        embedded_postgres.ensure_running()
        with connect() as connection:
            shown = {
                name: connection.execute(f"SHOW {name}").fetchone()[0]
                for name in ("listen_addresses", "shared_buffers", "max_parallel_workers_per_gather", "server_encoding")
            }
        assert shown == {
            "listen_addresses": "",
            "shared_buffers": "64MB",
            "max_parallel_workers_per_gather": "0",
            "server_encoding": "UTF8",
        }
        assert "is running" in embedded_postgres.status()
        assert embedded_postgres.stop()
        assert answer() == ""
        assert not embedded_postgres.stop()

    def test_only_the_owner_may_open_the_socket(self, server_checkout):
        embedded_postgres.ensure_running()
        here = embedded_postgres.place()
        assert here.sockets.stat().st_mode & 0o777 == 0o700
        assert here.kept.stat().st_mode & 0o777 == 0o700
        assert here.sockets.stat().st_uid == here.uid != 0

    def test_letters_beyond_ascii_sort_the_same_everywhere(self, server_checkout):
        embedded_postgres.ensure_running()
        with connect() as connection:
            rows = connection.execute("SELECT x FROM unnest(ARRAY['é', 'z', 'Z']) x ORDER BY x").fetchall()
            assert rows == [("Z",), ("z",), ("é",)]
            assert connection.execute("SELECT lower('É')").fetchone() == ("é",)

    def test_the_variables_of_the_caller_do_not_reach_the_server(self, server_checkout, monkeypatch):
        monkeypatch.setenv("PGPORT", "6000")
        monkeypatch.setenv("PGDATA", "/nowhere")
        monkeypatch.setenv("TMPDIR", str(server_checkout))
        embedded_postgres.ensure_running()
        assert answer() == "ready"

    def test_a_path_of_150_characters_with_a_space(self, open_folder, monkeypatch):
        name = "a checkout with spaces "
        checkout = open_folder / (name + "x" * (150 - len(str(open_folder)) - 1 - len(name)))
        assert len(str(checkout)) == 150
        place_in(monkeypatch, checkout, open_folder / "system")
        try:
            embedded_postgres.ensure_running()
            assert answer() == "ready"
        finally:
            clean_up()

    def test_many_at_once_make_one_server(self, open_folder):
        copy_modules(open_folder)
        script = "from registry import embedded_postgres as e; e.ensure_running(); print(e.status())"
        runs = [start_script(open_folder, script) for _ in range(6)]
        try:
            ends = [finish(run) for run in runs]
            assert [code for code, _ in ends] == [0] * 6, ends
        finally:
            finish(
                start_script(
                    open_folder,
                    "from registry import embedded_postgres as e; import os; e.stop(); os.rmdir(e.place().sockets)",
                )
            )

    def test_an_interrupted_first_start_is_begun_anew(self, server_checkout):
        here = embedded_postgres.place()
        (here.kept / "unfinished" / "base").mkdir(parents=True)
        os.chown(here.kept, here.uid, here.gid)
        (here.kept / "unfinished" / "PG_VERSION").write_text("18\n")
        embedded_postgres.ensure_running()
        assert answer() == "ready"

    def test_a_database_that_was_dropped_is_made_again(self, server_checkout):
        embedded_postgres.ensure_running()
        settings = embedded_postgres.connection_settings()
        with psycopg.connect(
            host=settings["HOST"], port=settings["PORT"], user="registry", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute("DROP DATABASE registry")
        assert answer() == "3D000"
        embedded_postgres.ensure_running()
        assert answer() == "ready"


class TestLastOneOut:
    def test_the_first_to_leave_lets_the_server_run_and_the_last_stops_it(self, server_checkout):
        first, second = embedded_postgres.join(), embedded_postgres.join()
        assert not embedded_postgres.leave(first)
        assert answer() == "ready"
        assert embedded_postgres.leave(second)
        assert answer() == ""

    def test_stop_respects_those_who_use_it_unless_forced(self, server_checkout):
        user = embedded_postgres.join()
        assert not embedded_postgres.stop()
        assert answer() == "ready"
        assert embedded_postgres.stop(force=True)
        assert not embedded_postgres.leave(user)

    def test_a_killed_user_holds_nothing(self, server_checkout):
        user = embedded_postgres.join()
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(embedded_postgres.place().kept / "users")], stdout=subprocess.PIPE
        )
        holder.stdout.readline()
        assert not embedded_postgres.leave(user)
        holder.kill()
        holder.wait()
        assert embedded_postgres.stop()


HOLD = "import fcntl, sys, time; f = open(sys.argv[1]); fcntl.flock(f, 1); print(1, flush=True); time.sleep(60)"


@LINUX
class TestKilled:
    def test_the_postmaster(self, server_checkout):
        embedded_postgres.ensure_running()
        os.kill(postmaster(), signal.SIGKILL)
        embedded_postgres.ensure_running()
        assert answer() == "ready"

    def test_the_postmaster_while_an_orphan_finishes_its_statement(self, server_checkout):
        embedded_postgres.ensure_running()
        busy = subprocess.Popen(
            [sys.executable, "-c", QUERY, data_source_name(), "SELECT count(*) FROM generate_series(1, 20000000)"],
            stderr=subprocess.DEVNULL,
        )
        with connect() as connection:
            wait_until(lambda: connection.execute(BUSY).fetchone()[0])
        os.kill(postmaster(), signal.SIGKILL)
        embedded_postgres.ensure_running()
        busy.wait(30)
        assert answer() == "ready"

    def test_one_backend(self, server_checkout):
        embedded_postgres.ensure_running()
        with contextlib.suppress(psycopg.OperationalError), connect() as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
            connection.execute("SELECT 1")
        embedded_postgres.ensure_running()
        assert answer() == "ready"

    def test_a_lock_file_whose_number_is_a_strangers(self, server_checkout):
        stranger = subprocess.Popen(["sleep", "60"], user=embedded_postgres.place().uid)
        try:
            leave_lock_file_of(stranger.pid)
            assert not embedded_postgres.stop(force=True)
            assert stranger.poll() is None, "Stopping the server must not signal a stranger."
            embedded_postgres.ensure_running()
            assert answer() == "ready"
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()

    def test_a_lock_file_whose_number_is_a_zombies(self, server_checkout):
        # Of the server's own account: PostgreSQL does not mind the processes of others.
        uid = embedded_postgres.place().uid
        zombie = os.fork()
        if zombie == 0:
            os.setuid(uid)
            os._exit(0)
        try:
            leave_lock_file_of(zombie)
            began = time.monotonic()
            embedded_postgres.ensure_running()
            assert answer() == "ready"
            assert time.monotonic() - began < 10
        finally:
            os.waitpid(zombie, 0)

    @pytest.mark.parametrize("text", ["", "nonsense\n", "-5\n"])
    def test_a_lock_file_that_says_nothing(self, server_checkout, text):
        embedded_postgres.ensure_running()
        embedded_postgres.stop()
        (embedded_postgres.place().data / "postmaster.pid").write_text(text)
        embedded_postgres.ensure_running()
        assert answer() == "ready"

    def test_a_socket_that_was_tidied_away(self, server_checkout):
        embedded_postgres.ensure_running()
        shutil.rmtree(embedded_postgres.place().sockets)
        embedded_postgres.ensure_running()
        assert answer() == "ready"


QUERY = "import psycopg, sys; psycopg.connect(sys.argv[1]).execute(sys.argv[2])"
BUSY = "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()"


def data_source_name():
    settings = embedded_postgres.connection_settings()
    return f"host={settings['HOST']} port={settings['PORT']} user={settings['USER']} dbname={settings['NAME']}"


def leave_lock_file_of(number):
    """As a killed server leaves it, but with a number that lives."""
    embedded_postgres.ensure_running()
    lock = embedded_postgres.place().data / "postmaster.pid"
    lines = lock.read_text().splitlines()
    os.kill(postmaster(), signal.SIGKILL)
    wait_until(lambda: postmaster() is None)
    lock.write_text("\n".join([str(number), *lines[1:]]) + "\n")


class TestRefusedForAWhile:
    @pytest.mark.parametrize(
        "said",
        [
            'FATAL:  lock file "postmaster.pid" already exists',
            "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use",
        ],
    )
    def test_it_asks_again(self, server_checkout, monkeypatch, said):
        starts = refuse_starts(monkeypatch, said, times=2)
        embedded_postgres.ensure_running()
        assert answer() == "ready"
        assert len(starts) == 3

    def test_not_for_ever(self, server_checkout, monkeypatch):
        monkeypatch.setattr(embedded_postgres, "RETRY_SECONDS", 1)
        refuse_starts(monkeypatch, 'FATAL:  lock file "postmaster.pid" already exists', times=1000)
        with pytest.raises(CannotStart, match=r"lock file.*DATABASE_URL="):
            embedded_postgres.ensure_running()

    def test_another_reason_is_told_at_once(self, server_checkout, monkeypatch):
        starts = refuse_starts(
            monkeypatch, "FATAL:  could not map anonymous shared memory: Cannot allocate", times=1000
        )
        with pytest.raises(CannotStart, match="could not map"):
            embedded_postgres.ensure_running()
        assert len(starts) == 1


def refuse_starts(monkeypatch, said, times):
    """Let pg_ctl fail so often, with this in the log; then as usual."""
    starts = []
    real = postgres_binaries.Runner.__call__

    def refusing(self, *command):
        if "start" not in command:
            return real(self, *command)
        starts.append(command)
        if len(starts) > times:
            return real(self, *command)
        log = embedded_postgres.place().log
        with log.open("a") as lines:
            lines.write(said + "\n")
        os.chown(log, self.uid, self.gid)
        return subprocess.CompletedProcess(command, 1, "pg_ctl: could not start server")

    monkeypatch.setattr(postgres_binaries.Runner, "__call__", refusing)
    return starts
