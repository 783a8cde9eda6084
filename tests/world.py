"""One practice in every state there is, one person in every role, and every route the site has."""

import tempfile
from collections.abc import Iterator

from django.test import TestCase, override_settings
from django.urls import URLResolver, get_resolver

from practices import commenting, workflow
from practices.models import CountryGroup, Import, ImportRow, Mandate, Practice
from practices.models.exchange import ImportStep, RowOutcome
from practices.vocabulary import Channel
from tests.cast import bring_to
from tests.example import example_document, example_texts, kept_file
from tests.factories import UserFactory, make_practice, make_reference
from tests.staff import member

STATES = ("draft", "submitted", "in_review", "changes_requested", "declined", "published", "edited", "archived")
STEPS = {
    "draft": (), "submitted": ("submit",), "in_review": ("submit", "take"), "declined": ("submit", "take", "decline"),
    "changes_requested": ("submit", "take", "request_changes"), "published": ("submit", "take", "publish"),
    "edited": ("submit", "take", "publish"), "archived": ("submit", "take", "publish"),
}  # fmt: skip
# anonymous; an account without a role; an editor who was deactivated; then the roles, `own` being the author, and
# `scoped` an editor whose mandate reaches none of the practices.
PEOPLE = ("anonymous", "account", "left", "other", "own", "reviewer", "editor", "scoped", "administrator")
STAFF = ("other", "own", "reviewer", "editor", "scoped", "administrator")
HIDDEN, OPEN = "Veiled", "Unveiled"  # words of titles: of working copies, of what was published


def working_title(state: str) -> str:
    """The title of a working copy, which only those who may see it may ever read."""
    return f"{OPEN if state in ('published', 'archived') else HIDDEN} {state.replace('_', ' ')} exchange"


def texts(title: str) -> dict:
    return {"texts": {"en": example_texts()["en"] | {"title": title}}}


def routes() -> Iterator[tuple[str, str]]:
    """(pattern, name) of every address, admin, account and other apps' included."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        else:
            yield route, entry.name or ""


class WorldTestCase(TestCase):
    """People and practices made once a class."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.media = override_settings(MEDIA_ROOT=cls.folder.name)
        cls.media.enable()
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.media.disable()
        cls.folder.cleanup()

    @classmethod
    def setUpTestData(cls):
        make_reference()
        cls.people = {
            "anonymous": None,
            "account": UserFactory(email="account@test.example"),
            "left": member("editor", "left"),
            "other": member("contributor", "other"),
            "own": member("contributor", "own"),
            "reviewer": member("reviewer"),
            "editor": member("editor"),
            "scoped": member("editor", "scoped"),
            "administrator": member("administrator"),
        }
        far = CountryGroup.objects.create(code="far", label_en="Far Region", kind="region")
        Mandate.objects.create(person=cls.people["scoped"]).scope_regions.add(far)
        cls.people["left"].is_active = False
        cls.people["left"].save()
        cls.file = kept_file()
        cls.practices = {state: cls.make(state) for state in STATES}
        cls.brought_in = cls.bring_in(cls.practices["submitted"])

    @classmethod
    def make(cls, state: str) -> Practice:
        """A full record of `own`'s in this state."""
        first = f"{OPEN} {state.replace('_', ' ')} exchange" if "publish" in STEPS[state] else working_title(state)
        document = example_document(attachments=[cls.file] if "publish" in STEPS[state] else []) | texts(first)
        practice = bring_to(make_practice(cls.people["own"], **document), *STEPS[state])
        if state == "edited":
            change = {"code": practice.code, **texts(working_title(state))}
            workflow.load_many([change], by=cls.people["own"], channel=Channel.ADMIN)
        if state == "archived":
            workflow.perform("archive", practice, by=cls.people["editor"], note="A made-up reason.")
        commenting.add(practice, by=cls.people["editor"], text=f"Internal {state}", is_internal=True)
        practice.refresh_from_db()
        return practice

    @classmethod
    def bring_in(cls, practice: Practice) -> Import:
        """A sheet of the editor's from which this practice came."""
        one = Import.objects.create(
            person=cls.people["editor"], name="Made-up sheet.csv", sha256="0" * 64, step=ImportStep.DONE,
            reading={"columns": []}, counts={RowOutcome.CHANGED: 1},
        )  # fmt: skip
        ImportRow.objects.create(
            of=one, number=2, outcome=RowOutcome.CHANGED, title=practice.title, code=practice.code, practice=practice,
            loaded_revision=practice.revision, before={}, state_before=practice.state,
        )  # fmt: skip
        return one

    def sign_in(self, who: str) -> None:
        """Be this person from now on."""
        self.client.logout()
        if self.people[who] is not None:
            self.client.force_login(self.people[who])
