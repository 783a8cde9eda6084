"""practices.people: what a person takes along, and what stays when they go."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from accounts import deletion, personal_data
from practices import commenting, reviewing, workflow
from practices.models import Mandate, Notice, ReviewRequest, UnsavedEntry
from practices.vocabulary import Channel, State
from tests.cast import RegistryTestCase
from tests.judged import assessed, full


class PeopleTests(RegistryTestCase):
    def setUp(self):
        self.practice = full(self.author)
        commenting.add(self.practice, by=self.reviewer, text="A made-up remark.")
        Mandate.objects.create(person=self.reviewer, languages=["fr"])
        UnsavedEntry.objects.create(person=self.reviewer, practice=self.practice, entries={"title": ["Half a ti"]})

    def test_the_file_holds_their_part_and_nobody_elses(self):
        assessed(self.practice, self.reviewer)
        found = json.dumps(personal_data.collect(self.reviewer)["practices"], cls=DjangoJSONEncoder)
        for words in ("A made-up remark.", "A made-up reason.", "Half a ti", '"fr"'):
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
        comment = self.practice.comments.get()
        self.assertEqual((comment.text, str(comment.by)), ("A made-up remark.", "A former member"))
