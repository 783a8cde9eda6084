"""What `make` calls before and around the rest: Python, addresses, variables, first account, entry points."""

import ast
import os
import shutil
import subprocess
import sys

import pytest
from django.core.management import call_command

from accounts.models import User
from registry import embedded_postgres, launch, serve, suite
from registry.children import Child
from tests.stacks import (
    BASE_DIR,
    PASSWORD,
    copy_of_checkout,
    manage,
    ordinary_folder,
    taken_port,
    variables_of_a_stranger,
)


class TestPython:
    def test_the_first_file_can_be_read_by_an_old_python(self):
        ast.parse((BASE_DIR / "registry" / "launch.py").read_text(), feature_version=(3, 7))

    def test_an_old_python_is_refused_in_a_sentence(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 9, 2))
        monkeypatch.setattr(shutil, "which", lambda name: None)
        with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.13"):
            launch.main(["run"])

    def test_a_fitting_python_beside_it_is_used(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 14, 0))
        monkeypatch.setattr(shutil, "which", lambda name: f"/there/{name}" if name == "python3.12" else None)
        started = []
        monkeypatch.setattr(os, "execv", lambda python, arguments: started.append(arguments) or sys.exit(0))
        with pytest.raises(SystemExit):
            launch.main(["run"])
        assert started[0][0] == "/there/python3.12"
        assert started[0][-1] == "run"

    def test_an_unknown_goal_lists_the_known(self):
        with pytest.raises(SystemExit, match="run, stop, test"):
            launch.main(["fly"])


class TestAddress:
    def test_the_default(self, monkeypatch):
        monkeypatch.delenv("HOST", raising=False)
        monkeypatch.delenv("PORT", raising=False)
        host, port = serve.address()
        assert host == "127.0.0.1"
        assert port >= 8000

    def test_a_taken_port_without_wish_gives_the_next(self, monkeypatch, capsys):
        with taken_port() as port:
            monkeypatch.delenv("PORT", raising=False)
            monkeypatch.setattr(serve, "FIRST_PORT", port)
            monkeypatch.setattr(serve, "LAST_PORT", port + 50)
            assert serve.address()[1] > port
        assert f"Port {port} is taken; using " in capsys.readouterr().out

    def test_a_wished_port_that_is_taken_is_refused(self, monkeypatch):
        with taken_port() as port:
            monkeypatch.setenv("PORT", str(port))
            with pytest.raises(serve.Refused, match=f"Port {port} is taken"):
                serve.address()

    @pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.5"])
    def test_a_senseless_port_is_refused(self, monkeypatch, port):
        monkeypatch.setenv("PORT", port)
        with pytest.raises(serve.Refused, match="PORT must be a number"):
            serve.address()

    def test_a_host_that_is_not_ours_is_refused(self, monkeypatch):
        monkeypatch.setenv("HOST", "192.0.2.1")
        with pytest.raises(serve.Refused, match="cannot listen on"):
            serve.address()


class TestStartingAgain:
    """A child that gives up by itself, as the worker does when the database goes away for a moment."""

    def test_the_worker_some_times(self):
        worker = ended("worker", 1)
        assert [serve._may_start_again(worker) for _ in range(serve.RESTARTS + 1)] == [True] * serve.RESTARTS + [False]

    def test_not_the_worker_that_was_killed(self):
        assert not serve._may_start_again(ended("worker", -9))

    def test_not_the_web_server(self):
        assert not serve._may_start_again(ended("web server", 1))


def ended(name, code):
    child = Child(
        name, "-c", f"import os, sys; sys.exit({code}) if {code} > 0 else os.kill(os.getpid(), -({code}))", env={}
    )
    child.process.wait(10)
    return child


class TestVariables:
    def test_a_clone_is_local_and_answers_to_its_host(self, monkeypatch):
        for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"):
            monkeypatch.delenv(name, raising=False)
        variables = serve.environment("127.0.0.2", 8123)
        assert variables["REGISTRY_LOCAL"] == "1"
        assert variables["SITE_URL"] == "http://127.0.0.2:8123"
        assert "127.0.0.2" in variables["ALLOWED_HOSTS"].split(",")
        assert "localhost" in variables["ALLOWED_HOSTS"].split(",")

    def test_a_service_is_left_as_it_says(self, monkeypatch):
        monkeypatch.delenv("REGISTRY_LOCAL", raising=False)
        monkeypatch.setenv("SECRET_KEY", "long and random")
        monkeypatch.setenv("ALLOWED_HOSTS", "registry.example.org")
        variables = serve.environment("0.0.0.0", 80)
        assert "REGISTRY_LOCAL" not in variables
        assert variables["ALLOWED_HOSTS"] == "registry.example.org"

    def test_a_services_check_knows_nothing_of_this_machine(self, monkeypatch):
        monkeypatch.setenv("REGISTRY_LOCAL", "1")
        monkeypatch.setenv("DEBUG", "1")
        variables = suite.production()
        assert "REGISTRY_LOCAL" not in variables
        assert "DEBUG" not in variables
        assert variables["DATABASE_URL"].startswith("postgresql://")


@pytest.mark.django_db
class TestAdministrator:
    def test_the_first_start_makes_one_and_shows_the_password_once(self, capsys):
        call_command("create_local_administrator")
        email, password = PASSWORD.search(capsys.readouterr().out).groups()
        user = User.objects.get(email=email)
        assert user.is_superuser
        assert user.check_password(password)
        call_command("create_local_administrator")
        assert capsys.readouterr().out == ""
        assert User.objects.count() == 1

    def test_a_service_gets_none(self, settings):
        settings.LOCAL = False
        with pytest.raises(Exception, match="a service uses createsuperuser"):
            call_command("create_local_administrator")
        assert not User.objects.exists()


class TestManage:
    @pytest.mark.parametrize("command", ["help", "check", "compilemessages", "database", "migrate --help", ""])
    def test_these_need_no_database(self, monkeypatch, command):
        assert not wants(monkeypatch, command, REGISTRY_LOCAL="1")

    @pytest.mark.parametrize("command", ["migrate", "shell", "runserver 8001", "load_fixtures"])
    def test_these_do(self, monkeypatch, command):
        assert wants(monkeypatch, command, REGISTRY_LOCAL="1")
        assert not wants(monkeypatch, command, REGISTRY_LOCAL="0")
        assert not wants(monkeypatch, command, REGISTRY_LOCAL="1", DATABASE_URL="postgresql://elsewhere/registry")

    def test_where_no_server_can_run_one_sentence_says_so(self):
        """The embedded server is kept from starting by a file where its folder should be."""
        with ordinary_folder() as folder:
            copy = copy_of_checkout(folder / "copy")
            (copy / ".local").mkdir()
            (copy / ".local" / "postgres").write_text("")
            run = manage(copy, "migrate")
        assert run.returncode == 1
        assert len(run.stderr.strip().splitlines()) == 1
        assert "Set DATABASE_URL=" in run.stderr

    def test_a_senseless_setting_is_told_without_a_traceback(self):
        run = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=BASE_DIR,
            env=variables_of_a_stranger() | {"REGISTRY_LOCAL": "maybe"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == 1
        assert run.stderr.strip() == "REGISTRY_LOCAL must be 1 or 0, not 'maybe'."


def wants(monkeypatch, command, **variables):
    import manage

    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return manage.wants_embedded_database(command.split())


class TestEntry:
    """What a web server loads never makes itself local."""

    def test_it_refuses_to_show_its_inside(self):
        run = load_wsgi(
            DEBUG="1",
            REGISTRY_LOCAL="0",
            SECRET_KEY="x",
            ALLOWED_HOSTS="a",
            DATABASE_URL="postgresql://h/d",
            SITE_URL="https://registry.example",
        )
        assert run.returncode == 4
        assert run.stderr.strip() == "DEBUG shows visitors the inside of the site: unset it to serve."

    def test_it_asks_for_a_secret_key(self):
        run = load_wsgi()
        assert run.returncode == 4
        assert run.stderr.startswith("Set SECRET_KEY")
        assert len(run.stderr.strip().splitlines()) == 1


def load_wsgi(**variables):
    return subprocess.run(
        [sys.executable, "-c", "import registry.wsgi"],
        cwd=BASE_DIR,
        env=variables_of_a_stranger() | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class NoSignals:
    """pytest keeps its own answers to signals."""

    received = ()

    def __bool__(self):
        return False


class TestMake:
    def test_the_makefile_calls_the_launcher(self):
        if not shutil.which("make"):
            pytest.skip("make is not installed.")
        for goal in launch.GOALS:
            shown = subprocess.run(
                ["make", "-n", goal],
                cwd=BASE_DIR,
                env=variables_of_a_stranger(),
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            assert shown.strip().startswith(f'"python3" registry/launch.py {goal}')

    def test_a_failing_step_stops_with_a_sentence(self, monkeypatch, capfd):
        monkeypatch.setattr(
            suite, "STEPS", (("The first step", "-c raise(SystemExit(3))"), ("The second", "-c print(2)"))
        )
        monkeypatch.setattr(suite, "Signals", NoSignals)
        assert suite.test([]) == 1
        assert capfd.readouterr().out.strip() == "The first step failed: the lines above say where."
        assert embedded_postgres.status()
