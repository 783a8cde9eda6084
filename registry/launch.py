"""What `make` calls: finds a Python, makes and fills the virtual environment, then goes on inside it.

Read by whatever Python is called python3 on this machine, so this one file keeps to what old ones understand.
"""

import os
import sys

BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if os.path.abspath(sys.path[0]) == os.path.join(BASE_DIR, "registry"):
    # Started as a file, Python looks for modules beside it, and ours named logging would pass for its own.
    sys.path[0] = BASE_DIR

import shutil  # noqa: E402
import time  # noqa: E402

OLDEST, NEWEST = (3, 11), (3, 13)
# What goes on inside the environment, and what must be installed for it.
GOALS = {
    "run": ("registry.serve", "requirements.txt"),
    "stop": ("registry.suite", "requirements.txt"),
    "test": ("registry.suite", "requirements-dev.txt"),
    "bench": ("registry.suite", "requirements-dev.txt"),
    "format": ("registry.suite", "requirements-dev.txt"),
    "requirements": ("registry.suite", "requirements-dev.txt"),
}


def main(arguments):
    """Hand over to the module that serves the goal; this process becomes it."""
    if not arguments or arguments[0] not in GOALS:
        sys.exit("Say what to do: " + ", ".join(GOALS) + ".")
    if os.name != "posix":
        sys.exit("The registry runs on Linux and macOS; on Windows use the Windows Subsystem for Linux.")
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        use_another_python(arguments)
    os.chdir(BASE_DIR)
    os.environ["REGISTRY_LAUNCHED"] = str(time.time())
    module, requirements = GOALS[arguments[0]]

    from registry import environment

    try:
        python = environment.ready(requirements)
    except environment.CannotPrepare as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start goes on from here.")
    os.execv(python, [python, "-m", module, *arguments])  # noqa: S606 - no shell is wanted


def use_another_python(arguments):
    """The default may be too old or too new while a fitting one stands beside it."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, os.path.abspath(__file__), *arguments])  # noqa: S606
    sys.exit(
        f"The registry needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]} and python3 here is {sys.version.split()[0]}:"
        f" install one of them and start again."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
