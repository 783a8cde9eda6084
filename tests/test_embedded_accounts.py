"""The embedded server where it cannot run, with older files, and as root for other accounts."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from registry import embedded_postgres, postgres_binaries, postgres_place
from registry.embedded_postgres import CannotStart
from tests.servers import (
    answer,
    as_user,
    begin_as,
    clean_up,
    connect,
    place_in,
    postmaster,
    unprivileged,
)
from tests.stacks import NEED_ROOT

pytestmark = pytest.mark.launcher


class TestCannotStart:
    """One sentence for people, which says what to set."""

    def test_no_name_for_the_user(self, server_checkout, monkeypatch):
        def nobody_knows(uid):
            raise KeyError(uid)

        monkeypatch.setattr(postgres_place.os, "geteuid", lambda: 54321)
        monkeypatch.setattr(pwd, "getpwuid", nobody_knows)
        with pytest.raises(CannotStart, match=r"54321 has no name.*Set DATABASE_URL="):
            embedded_postgres.ensure_running()

    def test_no_programs_for_this_system(self, server_checkout, monkeypatch):
        monkeypatch.setattr(postgres_binaries, "_folders", lambda: iter(()))
        with pytest.raises(CannotStart, match=r"No PostgreSQL server runs on this system.*Set DATABASE_URL="):
            embedded_postgres.ensure_running()

    def test_programs_for_another_system(self, open_folder, server_checkout, monkeypatch):
        for name in ("postgres", "initdb", "pg_ctl"):
            (open_folder / name).write_bytes(b"\x7fELF of a foreign kind")
            (open_folder / name).chmod(0o755)
        monkeypatch.setattr(postgres_binaries, "_folders", lambda: iter([open_folder]))
        with pytest.raises(CannotStart, match="No PostgreSQL server runs on this system"):
            embedded_postgres.ensure_running()

    def test_files_of_a_version_that_is_not_here(self, server_checkout):
        embedded_postgres.ensure_running()
        embedded_postgres.stop()
        (embedded_postgres.place().data / "PG_VERSION").write_text("9\n")
        with pytest.raises(CannotStart, match=r"written by PostgreSQL 9.*DATABASE_URL="):
            embedded_postgres.ensure_running()

    def test_something_else_in_place_of_the_socket_folder(self, open_folder, server_checkout):
        embedded_postgres.place().sockets.symlink_to(open_folder)
        with pytest.raises(CannotStart, match="belongs to another account"):
            embedded_postgres.ensure_running()

    @NEED_ROOT
    def test_a_socket_folder_of_someone_else(self, server_checkout):
        sockets = embedded_postgres.place().sockets
        sockets.mkdir()
        os.chown(sockets, 54321, 54321)
        with pytest.raises(CannotStart, match="belongs to another account"):
            embedded_postgres.ensure_running()

    @NEED_ROOT
    def test_a_user_without_a_name_for_real(self, open_folder):
        code, said = as_user(open_folder, 54321, 54321, "embedded_postgres.ensure_running()")
        assert code == 1
        assert "user number 54321 has no name on this machine" in said

    @NEED_ROOT
    def test_a_checkout_that_may_not_be_written(self, open_folder):
        code, said = as_user(open_folder, *unprivileged()[0], "embedded_postgres.ensure_running()", owns=False)
        assert code == 1
        assert "Permission denied" in said
        assert "DATABASE_URL=" in said


class TestVersions:
    def test_files_are_opened_by_the_version_that_wrote_them(self, server_checkout, monkeypatch):
        run = postgres_binaries.Runner(*embedded_postgres.place()[2:])
        versions = {run.version_of(folder): folder for folder in postgres_binaries._folders()}
        usable = [version for version in versions if version and int(version.split(".")[0]) >= 14]
        oldest = min(usable, key=lambda version: int(version.split(".")[0]))
        if len({version.split(".")[0] for version in usable}) < 2:
            pytest.skip("There is only one version of PostgreSQL on this machine.")
        with monkeypatch.context() as only_old:
            only_old.setattr(postgres_binaries, "_folders", lambda: iter([versions[oldest]]))
            embedded_postgres.ensure_running()
            embedded_postgres.stop()
        embedded_postgres.ensure_running()
        with connect() as connection:
            assert connection.info.server_version // 10_000 == int(oldest.split(".")[0])
            assert connection.execute("SELECT lower('É')").fetchone() == ("é",)


@NEED_ROOT
class TestRoot:
    def test_it_runs_as_an_unprivileged_account(self, server_checkout):
        embedded_postgres.ensure_running()
        here = embedded_postgres.place()
        assert here.kept == server_checkout / ".local" / "postgres"
        assert Path(f"/proc/{postmaster()}").stat().st_uid == here.uid != 0

    def test_in_someones_checkout_it_runs_as_that_person(self, server_checkout):
        uid, gid = unprivileged()[-1]
        os.chown(server_checkout, uid, gid)
        embedded_postgres.ensure_running()
        assert embedded_postgres.place().uid == uid
        assert Path(f"/proc/{postmaster()}").stat().st_uid == uid

    def test_a_closed_home_keeps_its_programs_and_files_elsewhere(self, open_folder, monkeypatch):
        wheel = next(iter(postgres_binaries._folders())).parent
        closed = open_folder / "home"
        closed.mkdir(mode=0o700)
        place_in(monkeypatch, closed / "checkout", open_folder / "system")
        copy = closed / "wheel" / wheel.parent.name / wheel.name
        shutil.copytree(wheel, copy, ignore=shutil.ignore_patterns("include"), symlinks=True)
        libraries = wheel.parent.parent / f"{postgres_binaries.WHEEL}.libs"
        if libraries.exists():
            shutil.copytree(libraries, closed / "wheel" / libraries.name)
        monkeypatch.setattr(postgres_binaries, "_folders", lambda: iter([copy / "bin"]))
        try:
            embedded_postgres.ensure_running()
            assert embedded_postgres.place().kept.is_relative_to(open_folder / "system")
            assert answer() == "ready"
            assert closed.stat().st_mode & 0o777 == 0o700, "What is closed stays closed."
            embedded_postgres.stop()
            embedded_postgres.ensure_running()
            assert len(list((open_folder / "system").glob("postgresql-*"))) == 1
        finally:
            clean_up()

    def test_two_users_at_once(self, open_folder):
        accounts = unprivileged()
        if len(accounts) < 2:
            pytest.skip("There is only one unprivileged account on this machine.")
        homes = [open_folder / str(uid) for uid, _ in accounts[:2]]
        script = "embedded_postgres.join(); print(embedded_postgres.place().sockets, flush=True); sys.stdin.read()"
        for home in homes:
            home.mkdir()
        runs = [begin_as(home, *account, script) for home, account in zip(homes, accounts, strict=False)]
        try:
            sockets = [run.stdout.readline().strip() for run in runs]
            assert all(path.startswith("/") for path in sockets), sockets
            assert sockets[0] != sockets[1]
        finally:
            for run in runs:
                run.communicate(timeout=30)
            for home, account in zip(homes, accounts, strict=False):
                as_user(home, *account, "embedded_postgres.stop(); os.rmdir(embedded_postgres.place().sockets)")
