"""The registry's settings for tests: pytest-django reads them before any conftest, so variables are set here."""

import os

os.environ["REGISTRY_LOCAL"] = "1"

from registry.settings import *  # noqa: F403

# One test hashes many passwords; none of them guards anything.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What tests write may be lost with the machine, so no commit need wait for the disk.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # noqa: F405
# A test may ask more often in a minute than a visitor; those of the limits set their own.
API_ANONYMOUS_PER_MINUTE = API_ACCOUNT_PER_MINUTE = API_FILES_PER_MINUTE = 1_000_000
