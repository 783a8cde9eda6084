"""A registry with two records in full and one in short, and the dump of it in a store of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import override_settings

from practices.models import Dump, Practice
from practices.opendata import dump
from tests.cast import RegistryTestCase, published
from tests.example import example_document
from tests.factories import make_practice

MANY = {"ACCOUNT_RATE_LIMITS": {"export": "10000/m/ip"}}


@override_settings(**MANY)
class DumpTestCase(RegistryTestCase):
    """`whole` has every part of a record, `short` leads to it and to one that is not public."""

    whole: Practice
    short: Practice
    hidden: Practice

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.hidden = make_practice(cls.author)
        cls.whole = published(**example_document())
        links = [{"practice": cls.whole.code, "kind": "adapts"}, {"practice": cls.hidden.code}]
        cls.short = published(links=links, themes=["beta"])

    def setUp(self):
        super().setUp()
        self.store = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(MEDIA_ROOT=self.store))

    def file(self, made: Dump, name: str) -> bytes:
        with dump.open_file(made, name) as content:
            return content.read()

    def database(self, made: Dump) -> sqlite3.Connection:
        """The SQLite file, open to be read."""
        path = self.store / "dumps" / str(made.key) / "registry.sqlite"
        opened = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        opened.row_factory = sqlite3.Row
        self.enterContext(closing(opened))
        return opened
