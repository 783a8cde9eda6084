"""practices.workflow: the whole table, who may, who may not, and that only one of two wins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from practices import document, reviewing, workflow
from practices.models import (
    Country,
    CountryClassification,
    CountryGroup,
    Edition,
    Event,
    Mandate,
    Notice,
    Organisation,
    Practice,
    SearchVersion,
)
from practices.vocabulary import Channel, State
from tests.cast import ADMINISTRATOR, EDITOR, REVIEWER, RegistryTestCase, bring_to, in_review, person, published
from tests.example import example_texts
from tests.factories import ORGANISATIONS, make_practice, make_reference
from tests.judged import full

# How to bring a fresh draft to each state.
PATHS = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.IN_REVIEW: ("submit", "take"),
    State.CHANGES_REQUESTED: ("submit", "take", "request_changes"),
    State.DECLINED: ("submit", "take", "decline"),
    State.PUBLISHED: ("submit", "take", "publish"),
}
# name: (states it leaves, state it reaches or None for the same, people who may)
EXPECTED = {
    "submit": ({State.DRAFT, State.CHANGES_REQUESTED}, State.SUBMITTED, {"author", "editor", "administrator"}),
    "withdraw": ({State.SUBMITTED}, State.DRAFT, {"author", "editor", "administrator"}),
    "take": ({State.SUBMITTED}, State.IN_REVIEW, {"reviewer", "editor", "administrator"}),
    "release": ({State.IN_REVIEW}, State.SUBMITTED, {"reviewer", "editor", "administrator"}),
    "request_changes": ({State.IN_REVIEW}, State.CHANGES_REQUESTED, {"reviewer", "editor", "administrator"}),
    "decline": ({State.IN_REVIEW}, State.DECLINED, {"reviewer", "editor", "administrator"}),
    "reopen": ({State.DECLINED}, State.DRAFT, {"author", "reviewer", "editor", "administrator"}),
    "publish": ({State.IN_REVIEW}, State.PUBLISHED, {"reviewer", "editor", "administrator"}),
    "edit": ({State.PUBLISHED}, State.DRAFT, {"author", "editor", "administrator"}),
    "archive": ({State.PUBLISHED}, None, {"editor", "administrator"}),
}


class TableTests(RegistryTestCase):
    def people(self):
        return {name: getattr(self, name) for name in ("author", "reviewer", "editor", "administrator", "stranger")}

    def test_every_transition_from_every_state_by_every_person(self):
        for name, (sources, target, allowed) in EXPECTED.items():
            for state, path in PATHS.items():
                for who, by in self.people().items():
                    with self.subTest(f"{name} from {state} by {who}"):
                        practice = bring_to(make_practice(self.author), *path)
                        if who not in allowed:
                            with self.assertRaises(PermissionDenied):
                                workflow.perform(name, practice, by=by, note="Because.")
                        elif state not in sources:
                            with self.assertRaises(workflow.TransitionRefused):
                                workflow.perform(name, practice, by=by, note="Because.")
                        else:
                            workflow.perform(name, practice, by=by, note="Because.", expected=practice.revision)
                            practice.refresh_from_db()
                            self.assertEqual(practice.state, target or state)

    def test_the_table_under_test_is_the_whole_table(self):
        self.assertEqual(set(EXPECTED) | {"unarchive"}, set(workflow.TABLE))

    def test_buttons_are_what_may_be_performed(self):
        for state, path in PATHS.items():
            practice = bring_to(make_practice(self.author), *path)
            for who, by in self.people().items():
                with self.subTest(f"{state} {who}"):
                    offered = {transition.name for transition in workflow.available(practice, by)}
                    expected = {
                        n for n, (sources, _t, allowed) in EXPECTED.items() if state in sources and who in allowed
                    }
                    self.assertEqual(offered, expected - {"edit"})

    def test_a_deactivated_person_may_do_nothing(self):
        self.editor.is_active = False
        practice = in_review(self.author)
        self.assertEqual(workflow.available(practice, self.editor), [])
        with self.assertRaises(PermissionDenied):
            workflow.perform("publish", practice, by=self.editor)

    def test_a_note_is_asked_for_where_somebody_must_be_told_why(self):
        for name in ("request_changes", "decline"):
            practice = in_review(self.author)
            with self.subTest(name), self.assertRaises(workflow.TransitionRefused):
                workflow.perform(name, practice, by=self.reviewer, note="  ")
        with self.assertRaises(workflow.TransitionRefused):
            workflow.perform("archive", published(self.author), by=self.editor)

    def test_a_note_is_never_cut_silently(self):
        with self.assertRaises(workflow.TransitionRefused):
            workflow.perform("decline", in_review(self.author), by=self.editor, note="x" * 1001)

    def test_the_registry_itself_acts_only_through_its_own_channels(self):
        practice = make_practice(self.author)
        for channel in (Channel.SITE, Channel.ADMIN, Channel.API, Channel.IMPORT):
            with self.subTest(channel), self.assertRaises(PermissionDenied):
                workflow.perform("submit", practice, by=None, channel=channel)


class FourEyesTests(RegistryTestCase):
    def test_an_editor_publishes_what_another_wrote(self):
        practice = in_review(self.author)
        event = workflow.perform("publish", practice, by=self.editor, note="First edition.", expected=practice.revision)
        self.assertEqual((event.edition, event.from_state, event.to_state), (1, State.IN_REVIEW, State.PUBLISHED))
        edition = Edition.objects.get()
        self.assertEqual((edition.change_note, edition.is_alone), ("First edition.", False))

    def test_nobody_publishes_what_they_wrote_or_last_edited(self):
        practice = in_review(self.editor)
        self.assertNotIn("publish", [transition.name for transition in workflow.available(practice, self.editor)])
        with self.assertRaises(PermissionDenied):
            workflow.perform("publish", practice, by=self.editor)
        practice = make_practice(self.author)
        document.load({"code": practice.code, "themes": ["alpha"]}, by=self.reviewer)
        bring_to(practice, "submit", "take")
        with self.assertRaises(PermissionDenied):
            workflow.perform("publish", practice, by=self.reviewer)
        self.assertFalse(Edition.objects.exists())

    def test_who_edited_since_the_last_edition_does_not_publish_though_another_edited_last(self):
        practice = published(self.author)
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.editor, channel=Channel.ADMIN)
        workflow.load_many([{"code": practice.code, "tags": ["tag_one"]}], by=self.reviewer, channel=Channel.ADMIN)
        bring_to(practice, "submit", "take")
        for by in (self.editor, self.reviewer):
            with self.assertRaises(PermissionDenied):
                workflow.perform("publish", practice, by=by)
        workflow.perform("publish", practice, by=self.administrator)
        self.assertEqual(Edition.objects.count(), 2)

    def test_an_administrator_may_alone_with_a_reason_that_is_recorded(self):
        practice = in_review(self.administrator)
        with self.assertRaises(workflow.TransitionRefused):
            workflow.perform("publish", practice, by=self.administrator, note="First edition.")
        event = workflow.perform(
            "publish", practice, by=self.administrator, note="First edition.", reason="Nobody else is here."
        )
        self.assertEqual(event.reason, "Nobody else is here.")
        edition = Edition.objects.get()
        self.assertTrue(edition.is_alone)
        self.assertNotIn("Nobody", edition.change_note)

    def test_what_is_published_is_the_revision_that_was_reviewed(self):
        practice = in_review(self.author)
        document.load({"code": practice.code, "themes": ["alpha"]}, by=self.author)
        with self.assertRaises(workflow.Conflict):
            workflow.perform("publish", practice, by=self.editor, expected=practice.revision)


class RecordedReasonTests(RegistryTestCase):
    def test_the_reason_is_recorded_though_another_edited_last(self):
        practice = make_practice(self.author)
        document.load({"code": practice.code, "themes": ["alpha"]}, by=self.administrator)
        document.load({"code": practice.code, "tags": ["tag_one"]}, by=self.author)
        bring_to(practice, "submit", "take")
        event = workflow.perform("publish", practice, by=self.administrator, reason="Nobody else is here.")
        self.assertEqual(event.reason, "Nobody else is here.")
        self.assertTrue(Edition.objects.get().is_alone)

    def test_a_reason_nobody_needed_is_not_recorded(self):
        event = workflow.perform("publish", in_review(self.author), by=self.administrator, reason="Just so.")
        self.assertEqual(event.reason, "")


class ConflictOfInterestTests(RegistryTestCase):
    def test_who_declared_one_decides_nothing_on_the_practice(self):
        for name in ("publish", "request_changes", "decline"):
            practice = full(self.author, texts=texts_called(name))
            reviewing.declare_conflict(practice, by=self.editor, note="A made-up tie.", channel=Channel.ADMIN)
            with self.subTest(name):
                with self.assertRaises(PermissionDenied):
                    workflow.perform(name, practice, by=self.editor, note="Because.")
                workflow.perform(name, practice, by=self.administrator, note="Because.")


class ToldWhoTests(RegistryTestCase):
    def test_the_one_who_decided_is_named_not_the_one_who_asked_somebody_since(self):
        practice = in_review(self.author)
        workflow.perform("publish", practice, by=self.editor)
        reviewing.ask(practice, self.reviewer, by=self.administrator, channel=Channel.ADMIN)
        with self.assertRaisesMessage(workflow.Conflict, str(self.editor)):
            workflow.perform("decline", practice, by=self.reviewer, note="Because.")


def texts_called(name: str) -> dict:
    return {"en": example_texts()["en"] | {"title": f"A made-up case of {name}"}}


class GuardTests(RegistryTestCase):
    def test_an_incomplete_record_is_not_submitted_and_every_gap_is_named(self):
        practice = make_practice(self.author, citations=[], type="")
        with self.assertRaises(workflow.TransitionRefused) as refusal:
            workflow.perform("submit", practice, by=self.author)
        self.assertIn("There is no source.", str(refusal.exception))
        self.assertIn("type", str(refusal.exception))

    def test_archive_needs_a_public_practice_and_unarchive_an_archived_one(self):
        practice = make_practice(self.author)
        with self.assertRaises(workflow.TransitionRefused):
            workflow.perform("archive", practice, by=self.editor, note="Why.")
        with self.assertRaises(workflow.TransitionRefused):
            workflow.perform("unarchive", published(self.author), by=self.editor, note="Why.")

    def test_a_practice_can_be_archived_while_an_edit_is_pending(self):
        practice = published(self.author)
        workflow.load_many([{"code": practice.code, "themes": ["alpha"]}], by=self.author, channel=Channel.SITE)
        practice.refresh_from_db()
        workflow.perform("archive", practice, by=self.editor, note="Why.")
        practice.refresh_from_db()
        self.assertEqual(practice.state, State.DRAFT)


class NoticeTests(RegistryTestCase):
    def test_the_author_is_told_of_decisions_by_others(self):
        practice = in_review(self.author)
        event = workflow.perform("request_changes", practice, by=self.reviewer, note="More sources, please.")
        self.assertEqual(Notice.objects.get().recipient, self.author)
        self.assertEqual(Notice.objects.get().event, event)

    def test_the_registry_itself_tells_nobody(self):
        in_review(self.author)
        self.assertFalse(Notice.objects.exists())


class WaitingTests(RegistryTestCase):
    """Since when, until when and with whom a practice waits."""

    def waits(self, practice):
        practice.refresh_from_db()
        days = (practice.due - timezone.localdate()).days if practice.due else None
        return practice.reviewer, days

    def test_each_transition_says_who_has_it_and_until_when(self):
        practice = make_practice(self.author)
        review, answer = settings.REVIEW_DAYS, settings.ANSWER_DAYS
        steps = [
            ("submit", self.author, (None, review)), ("take", self.reviewer, (self.reviewer, review)),
            ("release", self.reviewer, (None, review)), ("take", self.editor, (self.editor, review)),
            ("request_changes", self.editor, (self.editor, answer)), ("submit", self.author, (self.editor, review)),
            ("withdraw", self.author, (None, None)), ("submit", self.author, (None, review)),
            ("take", self.editor, (self.editor, review)), ("publish", self.editor, (None, None)),
        ]  # fmt: skip
        for name, by, expected in steps:
            before = timezone.now()
            workflow.perform(name, practice, by=by, note="A made-up note.")
            with self.subTest(name):
                self.assertEqual(self.waits(practice), expected)
                self.assertGreaterEqual(practice.state_since, before)


class ReachTests(RegistryTestCase):
    """Rights that reach only some regions or organisations."""

    def limit(self, user, region="", organisation=""):
        mandate = Mandate.objects.create(person=user)
        if region:
            mandate.scope_regions.add(CountryGroup.objects.get(code=region))
        if organisation:
            mandate.scope_organisations.add(Organisation.objects.get(code=organisation))

    def setUp(self):
        group = CountryGroup.objects.create(code="made_up_region", label_en="Made-up region", kind="region")
        CountryClassification.objects.create(country=Country.objects.get(code="XC"), group=group)
        self.near = in_review(self.author, countries=[{"country": "XC", "role": "host"}])
        self.far = in_review(self.author, texts={"en": {"title": "A far one", "summary": "Elsewhere."}})

    def test_a_limited_reviewer_sees_and_decides_only_what_is_within_reach(self):
        self.limit(self.reviewer, region="made_up_region")
        self.assertEqual(list(Practice.objects.visible_to(self.reviewer)), [self.near])
        self.assertEqual(workflow.available(self.far, self.reviewer), [])
        with self.assertRaises(PermissionDenied):
            workflow.perform("publish", self.far, by=self.reviewer)
        workflow.perform("publish", self.near, by=self.reviewer)

    def test_organisations_limit_as_regions_do_and_what_one_wrote_is_always_within(self):
        self.limit(self.editor, organisation=ORGANISATIONS[0])
        named = make_practice(self.author, organisations=[{"organisation": ORGANISATIONS[0], "role": "partner"}])
        own = make_practice(self.editor)
        self.assertEqual(set(Practice.objects.visible_to(self.editor)), {named, own})
        workflow.perform("submit", own, by=self.editor)
        workflow.perform("submit", named, by=self.editor)

    def test_a_membership_that_has_ended_does_not_count(self):
        self.limit(self.reviewer, region="made_up_region")
        CountryClassification.objects.update(until=timezone.localdate() - timedelta(days=1))
        self.assertFalse(Practice.objects.visible_to(self.reviewer).exists())

    def test_without_limits_and_for_a_superuser_everything_is_within(self):
        Mandate.objects.create(person=self.reviewer)
        self.assertEqual(Practice.objects.visible_to(self.reviewer).count(), 2)
        head = person("head", is_superuser=True)
        self.limit(head, region="made_up_region")
        self.assertEqual(Practice.objects.visible_to(head).count(), 2)


class NameTests(RegistryTestCase):
    def test_authors_are_not_told_which_reviewer_it_was(self):
        self.assertEqual(workflow.name_for(self.author, self.reviewer), "A reviewer")
        self.assertEqual(workflow.name_for(self.author, self.author), str(self.author))
        self.assertEqual(workflow.name_for(self.editor, self.reviewer), str(self.reviewer))
        self.assertEqual(workflow.name_for(self.editor, None), "The registry")

    def test_nor_are_authors_who_review_what_others_write(self):
        own = make_practice(self.editor)
        self.assertEqual(workflow.name_for(self.editor, self.reviewer, own), "A reviewer")
        self.assertEqual(workflow.name_for(self.editor, self.editor, own), str(self.editor))


class DeletionTests(RegistryTestCase):
    def test_an_author_deletes_a_draft_and_its_events_stay(self):
        practice = make_practice(self.author)
        code = practice.code
        workflow.delete(practice, by=self.author, channel=Channel.ADMIN)
        self.assertFalse(Practice.objects.exists())
        names = list(Event.objects.filter(code=code).order_by("id").values_list("name", flat=True))
        self.assertEqual(names, ["created", "deleted"])

    def test_what_others_link_to_is_not_deleted(self):
        practice = make_practice(self.author)
        other = make_practice(links=[{"practice": practice.code}])
        with self.assertRaises(workflow.TransitionRefused) as refusal:
            workflow.delete(practice, by=self.author, channel=Channel.ADMIN)
        self.assertIn(other.code, str(refusal.exception))

    def test_what_was_published_is_never_deleted_and_strangers_delete_nothing(self):
        with self.assertRaises(workflow.TransitionRefused):
            workflow.delete(published(self.author), by=self.administrator, channel=Channel.ADMIN)
        for by in (self.stranger, self.reviewer, self.editor):
            with self.assertRaises(PermissionDenied):
                workflow.delete(make_practice(self.author), by=by, channel=Channel.ADMIN)

    def test_the_registry_itself_deletes_through_its_own_channels_alone(self):
        practice = make_practice(self.author)
        with self.assertRaises(PermissionDenied):
            workflow.delete(practice, by=None, channel=Channel.SITE)
        workflow.delete(practice, by=None, channel=Channel.COMMAND)
        self.assertIsNone(Event.objects.get(name="deleted").actor)


class SettledBackTests(RegistryTestCase):
    """Drafts that say again what their edition says."""

    def settled(self, *practices: Practice) -> list[Practice]:
        for practice in practices:
            practice.refresh_from_db()
        return workflow.settle_back(practices, by=self.editor, channel=Channel.IMPORT, note="A made-up note.")

    def test_an_edit_that_was_undone_leaves_the_practice_published(self):
        practice = published(self.author)
        for kind in ("school", "other"):
            workflow.load_many([{"code": practice.code, "type": kind}], by=self.editor, channel=Channel.IMPORT)
        self.assertEqual(self.settled(practice), [practice])
        practice.refresh_from_db()
        self.assertEqual((practice.state, practice.due, practice.reviewer), (State.PUBLISHED, None, None))
        self.assertEqual((practice.editions.count(), practice.listing.edition.number), (1, 1))
        event = practice.events.first()
        told = (event.name, event.from_state, event.to_state, event.revision, event.edition, event.note, event.actor)
        seen = (State.DRAFT, State.PUBLISHED, practice.revision, 1, "A made-up note.", self.editor)
        self.assertEqual(told, ("settled_back", *seen))
        self.assertEqual(workflow.event_label(event.name), "Published as before")
        self.assertEqual(workflow._what_happened(practice, None).count("Published as before"), 1)

    def test_everything_else_stays_as_it_is(self):
        edited, twice = published(self.author), published(self.author)
        for practice, kind in ((edited, "school"), (twice, "school"), (twice, "other")):
            workflow.load_many([{"code": practice.code, "type": kind}], by=self.author, channel=Channel.SITE)
        bring_to(twice, "submit")
        practices = edited, twice, make_practice(self.author), in_review(self.author)
        count = Event.objects.count()
        self.assertEqual(self.settled(*practices), [])
        states = [Practice.objects.get(pk=practice.pk).state for practice in practices]
        self.assertEqual(states, [State.DRAFT, State.SUBMITTED, State.DRAFT, State.IN_REVIEW])
        self.assertEqual(Event.objects.count(), count)

    def test_an_edition_before_the_newest_does_not_count(self):
        practice = published(self.author)
        for kind in ("school", "other"):
            workflow.load_many([{"code": practice.code, "type": kind}], by=self.author, channel=Channel.SITE)
            if kind == "school":
                bring_to(practice, "submit", "take", "publish")
        self.assertEqual((practice.editions.count(), self.settled(practice)), (2, []))


class VisibilityTests(RegistryTestCase):
    def test_who_may_open_a_working_copy(self):
        rows = {
            "author": set(PATHS), "stranger": set(), "reviewer": set(PATHS) - {State.DRAFT},
            "editor": set(PATHS), "administrator": set(PATHS),
        }  # fmt: skip
        for path in PATHS.values():
            bring_to(make_practice(self.author), *path)
        for who, states in rows.items():
            with self.subTest(who):
                seen = Practice.objects.visible_to(getattr(self, who)).values_list("state", flat=True)
                self.assertEqual(set(seen), states)

    def test_a_reviewer_opens_what_is_or_was_public_whatever_its_working_copy(self):
        edited, archived = published(self.author), published(self.author)
        workflow.perform("archive", archived, by=self.editor, note="Why.")
        documents = [{"code": practice.code, "themes": ["alpha"]} for practice in (edited, archived)]
        workflow.load_many(documents, by=self.author, channel=Channel.SITE)
        self.assertEqual(set(Practice.objects.visible_to(self.reviewer)), {edited, archived})


class LoadTests(RegistryTestCase):
    """Documents written back for many practices at once."""

    def test_authors_are_told_once_of_what_others_change_and_of_nothing_else(self):
        changed, same = make_practice(self.author), make_practice(self.author)
        documents = [{"code": changed.code, "themes": ["alpha"]}, {"code": same.code, "themes": []}]
        for _round in range(2):
            workflow.load_many(documents, by=self.editor, channel=Channel.IMPORT)
        notice = Notice.objects.get()
        self.assertEqual((notice.recipient, notice.practice, notice.event.name), (self.author, changed, "edited"))
        workflow.load_many([{"code": same.code, "themes": ["beta"]}], by=self.author, channel=Channel.IMPORT)
        workflow.load_many([{"code": same.code, "themes": ["gamma"]}], by=None, channel=Channel.COMMAND)
        self.assertEqual(Notice.objects.count(), 1)


class ConcurrencyTests(TransactionTestCase):
    """Real transactions on PostgreSQL: two people decide at once."""

    ROUNDS = 50

    def setUp(self):
        make_reference()
        self.author = person("author")
        self.deciders = [person("one", *EDITOR), person("two", *ADMINISTRATOR)]

    def attempt(self, practice, by, name):
        try:
            workflow.perform(
                name, Practice.objects.get(pk=practice.pk), by=by, note="Decided.", expected=practice.revision
            )
            return "won"
        except workflow.Conflict as conflict:
            return str(conflict)
        finally:
            connections.close_all()

    def test_of_two_decisions_at_once_exactly_one_wins_and_the_other_is_told_who(self):
        for number in range(self.ROUNDS):
            practice = in_review(self.author)
            with ThreadPoolExecutor(2) as pool:
                outcomes = list(pool.map(self.attempt, [practice] * 2, self.deciders, ["publish", "decline"]))
            with self.subTest(number):
                self.assertEqual(outcomes.count("won"), 1, outcomes)
                winner = self.deciders[outcomes.index("won")]
                self.assertIn(str(winner), next(outcome for outcome in outcomes if outcome != "won"))
                self.assertEqual(practice.events.filter(name__in=["publish", "decline"]).count(), 1)

    def test_a_lock_that_is_not_given_is_a_sentence_not_a_failure(self):
        practice = in_review(self.author)
        with transaction.atomic():
            Practice.objects.select_for_update().get(pk=practice.pk)
            with ThreadPoolExecutor(1) as pool:
                outcome = pool.submit(self.impatient, practice).result(timeout=30)
        self.assertIn("right now", outcome)

    def test_waiting_for_the_listings_is_a_sentence_too(self):
        published(self.author)
        practice = in_review(self.author)
        with transaction.atomic():
            list(SearchVersion.objects.select_for_update())
            with ThreadPoolExecutor(1) as pool:
                outcome = pool.submit(self.impatient, practice, "publish").result(timeout=30)
        self.assertIn("right now", outcome)

    def impatient(self, practice, name="decline"):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        return self.attempt(practice, self.deciders[0], name)


def test_the_cast_is_as_the_roles_say():
    assert set(REVIEWER) < set(EDITOR) < set(ADMINISTRATOR)
