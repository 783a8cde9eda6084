"""The registry's settings for tests: pytest-django reads them before any conftest, so variables are set here."""

import os

os.environ["REGISTRY_LOCAL"] = "1"

from registry.settings import *  # noqa: F403

# One test hashes many passwords; none of them guards anything.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What tests write may be lost with the machine, so no commit need wait for the disk; to make and drop whole databases
# on a busy machine takes longer than any page may.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off -c statement_timeout=60000"  # noqa: F405
