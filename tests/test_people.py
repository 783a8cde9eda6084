"""practices.people: what a person takes along, and what stays when they go."""

import json
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts import deletion, personal_data
from practices import commenting, people, queues, reviewing, workflow
from practices.models import CountryGroup, Export, Import, Mandate, Notice, ReviewRequest, UnsavedEntry
from practices.notices.announcing import announce
from practices.vocabulary import Channel, State
from tests.cast import RegistryTestCase
from tests.judged import assessed, full


class PeopleTests(RegistryTestCase):
    def setUp(self):
        self.practice = full(self.author)
        commenting.add(self.practice, by=self.reviewer, text="A made-up remark.")
        Mandate.objects.create(person=self.reviewer, languages=["fr"])
        UnsavedEntry.objects.create(person=self.reviewer, practice=self.practice, entries={"title": ["Half a ti"]})
        later = timezone.now() + timedelta(days=2)
        self.export = Export.objects.create(person=self.reviewer, format="csv", query="q=made-up", expires_at=later)
        Import.objects.create(person=self.reviewer, name="made-up-sheet.xlsx")

    def test_the_file_holds_their_part_and_nobody_elses(self):
        assessed(self.practice, self.reviewer)
        found = json.dumps(personal_data.collect(self.reviewer)["practices"], cls=DjangoJSONEncoder)
        for words in ("A made-up remark.", "A made-up reason.", "Half a ti", '"fr"', "q=made-up", "made-up-sheet.xlsx"):
            self.assertIn(words, found)
        others = json.dumps(personal_data.collect(self.author)["practices"], cls=DjangoJSONEncoder)
        self.assertNotIn("A made-up remark.", others)
        self.assertIn(self.practice.code, others)

    def test_nothing_waits_for_who_has_gone_and_their_words_stay_under_a_neutral_name(self):
        workflow.perform("release", self.practice, by=self.editor)
        workflow.perform("take", self.practice, by=self.reviewer)
        reviewing.ask(self.practice, self.reviewer, by=self.editor, channel=Channel.ADMIN)
        deletion.delete_account(self.reviewer)
        self.practice.refresh_from_db()
        self.assertEqual((self.practice.state, self.practice.reviewer), (State.SUBMITTED, None))
        self.assertFalse(ReviewRequest.objects.filter(closed_at=None).exists())
        for model in (Mandate, UnsavedEntry):
            self.assertFalse(model.objects.filter(person=self.reviewer).exists())
        self.assertFalse(Notice.objects.filter(recipient=self.reviewer).exists())
        self.export.refresh_from_db()
        self.assertLessEqual(self.export.expires_at, timezone.now())
        comment = self.practice.comments.get()
        self.assertEqual((comment.text, str(comment.by)), ("A made-up remark.", "A former member"))


class HandOverTests(RegistryTestCase):
    """Nothing waits for somebody who cannot act any more."""

    def sent_back(self):
        practice = full(self.author)
        workflow.perform("release", practice, by=self.editor)
        workflow.perform("take", practice, by=self.reviewer)
        workflow.perform("request_changes", practice, by=self.reviewer, note="A made-up note.")
        return practice

    def test_what_a_reviewer_who_left_had_sent_back_comes_to_everybody(self):
        practice = self.sent_back()
        self.reviewer.is_active = False
        self.reviewer.save()
        people.hand_over(self.reviewer)
        workflow.perform("submit", practice, by=self.author)
        practice.refresh_from_db()
        self.assertIsNone(practice.reviewer)
        self.assertEqual(queues.BY_NAME["unassigned"].practices(self.editor).get(), practice)
        announce()
        told = set(Notice.objects.filter(event__name="submit").values_list("recipient__first_name", flat=True))
        self.assertEqual(told, {"Editor", "Administrator"})

    def test_what_a_person_without_the_right_had_in_review_waits_for_others(self):
        practice = full(self.author)
        workflow.perform("release", practice, by=self.editor)
        workflow.perform("take", practice, by=self.reviewer)
        request = reviewing.ask(full(self.author), self.reviewer, by=self.editor, channel=Channel.ADMIN)
        self.reviewer.user_permissions.clear()
        people.hand_over(type(self.reviewer).objects.get(pk=self.reviewer.pk))
        practice.refresh_from_db()
        request.refresh_from_db()
        self.assertEqual((practice.state, practice.reviewer, request.outcome), (State.SUBMITTED, None, "withdrawn"))

    def test_who_still_may_keeps_what_waits(self):
        practice = self.sent_back()
        people.hand_over(self.reviewer)
        practice.refresh_from_db()
        self.assertEqual(practice.reviewer, self.reviewer)

    def test_a_narrower_mandate_hands_over_what_is_out_of_reach(self):
        practice = self.sent_back()
        far = CountryGroup.objects.create(code="far", label_en="Far", kind="region")
        Mandate.objects.create(person=self.reviewer).scope_regions.add(far)
        people.hand_over(type(self.reviewer).objects.get(pk=self.reviewer.pk))
        practice.refresh_from_db()
        self.assertIsNone(practice.reviewer)
