"""practices.reviewing and practices.proposals: who may assess, what an assessment must say, who is asked."""

from django.core.exceptions import PermissionDenied

from practices import proposals, queues, reviewing, rubric, workflow
from practices.models import Country, CountryClassification, CountryGroup, Event, Mandate, Notice, Organisation, Term
from practices.vocabulary import Channel, NoticeKind
from tests.cast import REVIEWER, RegistryTestCase, in_review, person, published
from tests.factories import ORGANISATIONS, make_practice
from tests.judged import assessed, full, judgement


def mandate(user, organisation="", themes=(), languages=(), regions=(), **fields) -> Mandate:
    """What a person is asked to look at."""
    row = Mandate.objects.create(person=user, languages=list(languages), **fields)
    if organisation:
        row.organisation = Organisation.objects.get(code=organisation)
        row.save()
    row.themes.set(Term.objects.filter(kind="theme", code__in=themes))
    row.regions.set(CountryGroup.objects.filter(code__in=regions))
    return row


class AssessTests(RegistryTestCase):
    def assess(self, practice, by, expected=None, **changes):
        expected = practice.revision if expected is None else expected
        return reviewing.assess(
            practice, by=by, judgement=judgement(**changes), expected=expected, channel=Channel.ADMIN
        )

    def test_a_reviewer_assesses_and_it_is_recorded(self):
        practice = full(self.author)
        assessment = self.assess(practice, self.reviewer)
        self.assertEqual((assessment.rubric, assessment.revision), (rubric.CURRENT.version, practice.revision))
        event = Event.objects.filter(name="assessed").get()
        self.assertEqual((event.actor, event.practice), (self.reviewer, practice))

    def test_who_wrote_or_ever_edited_it_does_not_assess(self):
        practice = full(self.editor)
        with self.assertRaises(reviewing.ReviewRefused):
            self.assess(practice, self.editor)
        practice = published(self.author)
        workflow.load_many([{"code": practice.code, "tags": ["tag_one"]}], by=self.editor, channel=Channel.ADMIN)
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        self.assertIn("wrote or edited", reviewing.keeps_from_assessing(practice, self.editor))

    def test_nobody_of_the_authors_organisation_assesses(self):
        mandate(self.author, ORGANISATIONS[0])
        mandate(self.reviewer, ORGANISATIONS[0])
        practice = full(self.author)
        with self.assertRaisesMessage(reviewing.ReviewRefused, "author's organisation"):
            self.assess(practice, self.reviewer)
        mandate(self.editor, ORGANISATIONS[1])
        self.assess(practice, self.editor)

    def test_nor_anybody_of_what_led_or_carried_it_out_or_called_alike(self):
        mandate(self.reviewer, ORGANISATIONS[0])  # leads the made-up exchange
        with self.assertRaisesMessage(reviewing.ReviewRefused, "led or carried it out"):
            self.assess(full(self.author), self.reviewer)
        self.author.organisation_name, self.editor.organisation_name = (
            "Ministry of Made-up  Affairs",
            "ministry of made-up affairs",
        )
        self.author.save()
        with self.assertRaisesMessage(reviewing.ReviewRefused, "author's organisation"):
            self.assess(full(self.author), self.editor)

    def test_strangers_and_authors_are_refused_as_for_everything_they_may_not(self):
        practice = full(self.author)
        for by in (self.stranger, self.author):
            with self.assertRaises(PermissionDenied):
                self.assess(practice, by)

    def test_a_draft_is_not_assessed_and_a_snapshot_lacks_too_much(self):
        with self.assertRaises(reviewing.ReviewRefused):
            self.assess(make_practice(self.author), self.editor)
        with self.assertRaisesMessage(reviewing.ReviewRefused, "A full record is needed"):
            self.assess(in_review(self.author), self.editor)

    def test_triangular_without_its_supporter_is_not_assessed(self):
        countries = [{"country": "XA", "role": "provider"}, {"country": "XB", "role": "beneficiary"}]
        with self.assertRaisesMessage(reviewing.ReviewRefused, "supporting partner is not named"):
            self.assess(full(self.author, countries=countries), self.editor)

    def test_the_text_must_be_the_one_that_was_seen(self):
        practice = full(self.author)
        with self.assertRaises(workflow.Conflict):
            self.assess(practice, self.reviewer, expected=practice.revision - 1)

    def test_of_a_published_practice_under_edit_the_live_edition_is_assessed(self):
        practice = full(self.author)
        workflow.perform("publish", practice, by=self.editor)
        revision = practice.revision
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.author, channel=Channel.ADMIN)
        self.assertEqual(self.assess(practice, self.reviewer, expected=revision).revision, revision)

    def test_every_fault_is_named(self):
        scores = {"results": 5, "rights": True, "cost": None}
        wrong = judgement(scores=scores, gates={"source": None}, public_reason=" ")
        with self.assertRaises(reviewing.NotAssessable) as refusal:
            reviewing.checked(wrong, rubric.CURRENT)
        self.assertEqual(set(refusal.exception.faults), {*scores, "source", "public_reason"})

    def test_the_ends_of_the_scale_and_a_no_need_a_comment(self):
        for changes, code in (({"scores": {"results": 4}}, "results"), ({"scores": {"cost": 0}}, "cost"),
                              ({"gates": {"consent": False}}, "consent")):  # fmt: skip
            with self.subTest(code), self.assertRaises(reviewing.NotAssessable) as refusal:
                reviewing.checked(judgement(comments={}, **changes), rubric.CURRENT)
            self.assertEqual(set(refusal.exception.faults), {code})

    def test_a_no_at_a_gate_leaves_no_scores(self):
        found = reviewing.checked(judgement(gates={"migration": False}), rubric.CURRENT)
        self.assertEqual(found.scores, {})

    def test_text_is_cleaned_and_bounded(self):
        found = reviewing.checked(judgement(public_reason="  Made\x00up. "), rubric.CURRENT)
        self.assertEqual(found.public_reason, "Madeup.")
        with self.assertRaises(reviewing.NotAssessable):
            reviewing.checked(judgement(public_reason="x" * 2_001), rubric.CURRENT)

    def test_a_conflict_of_interest_takes_a_person_out_for_good(self):
        practice = full(self.author)
        reviewing.declare_conflict(practice, by=self.reviewer, note="A made-up tie.", channel=Channel.ADMIN)
        with self.assertRaisesMessage(reviewing.ReviewRefused, "conflict of interest"):
            self.assess(practice, self.reviewer)
        with self.assertRaises(reviewing.ReviewRefused):
            reviewing.declare_conflict(practice, by=self.editor, note=" ", channel=Channel.ADMIN)


class AskTests(RegistryTestCase):
    def ask(self, practice, reviewer, by=None):
        return reviewing.ask(practice, reviewer, by=by or self.editor, channel=Channel.ADMIN)

    def test_who_is_asked_is_told_and_has_until_the_due_date(self):
        request = self.ask(full(self.author), self.reviewer)
        notice = Notice.objects.get()
        self.assertEqual(
            (notice.kind, notice.recipient, notice.is_waiting_for), (NoticeKind.REVIEW_ASKED, self.reviewer, True)
        )
        self.assertEqual(request.outcome, "")

    def test_nobody_is_asked_twice_or_of_their_own_work(self):
        practice = full(self.author)
        self.ask(practice, self.reviewer)
        for reviewer in (self.reviewer, self.author, self.stranger):
            with self.subTest(reviewer), self.assertRaises(reviewing.ReviewRefused):
                self.ask(practice, reviewer)

    def test_authors_and_strangers_ask_nobody(self):
        practice = full(self.author)
        for by in (self.author, self.stranger):
            with self.assertRaises(PermissionDenied):
                self.ask(practice, self.reviewer, by=by)

    def test_a_draft_that_was_never_submitted_is_not_asked_about(self):
        with self.assertRaises(reviewing.ReviewRefused):
            self.ask(make_practice(self.author), self.reviewer)

    def test_an_assessment_answers_it(self):
        practice = full(self.author)
        request = self.ask(practice, self.reviewer)
        assessed(practice, self.reviewer)
        request.refresh_from_db()
        self.assertEqual(request.outcome, "done")

    def test_who_is_asked_declines_and_who_asked_withdraws_once(self):
        practice = full(self.author)
        request = self.ask(practice, self.reviewer)
        with self.assertRaises(PermissionDenied):
            reviewing.close_request(request, by=self.stranger)
        reviewing.close_request(request, by=self.reviewer, note="I am away.")
        request.refresh_from_db()
        self.assertEqual((request.outcome, request.note), ("declined", "I am away."))
        with self.assertRaises(reviewing.ReviewRefused):
            reviewing.close_request(request, by=self.editor)

    def test_a_declined_record_asks_nobody_until_it_is_submitted_again(self):
        practice = full(self.author)
        self.ask(practice, self.reviewer)
        to_review = queues.BY_NAME["to_review"]
        for name, by, count in (("decline", self.editor, 0), ("reopen", self.author, 0), ("submit", self.author, 1)):
            workflow.perform(name, practice, by=by, note="A made-up note.")
            with self.subTest(name):
                self.assertEqual(to_review.practices(self.reviewer).count(), count)


class ProposalTests(RegistryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        group = CountryGroup.objects.create(code="made_up_region", label_en="Made-up region", kind="region")
        CountryClassification.objects.create(country=Country.objects.get(code="XA"), group=group)
        cls.expert, cls.reader = person("expert", *REVIEWER), person("reader", *REVIEWER)
        mandate(cls.expert, themes=["alpha"], languages=["en"], regions=["made_up_region"])
        mandate(cls.reader, languages=["en"])

    def people(self, practice):
        return [one.person for one in proposals.proposed(practice)]

    def test_the_most_fitting_come_first_and_say_why(self):
        found = proposals.proposed(full(self.author))
        self.assertEqual([one.person for one in found[:2]], [self.expert, self.reader])
        reasons = " ".join(found[0].reasons)
        for word in ("Made-up theme alpha", "English", "Made-up region"):
            self.assertIn(word, reasons)

    def test_never_the_author_an_editor_of_it_or_a_colleague(self):
        mandate(self.author, ORGANISATIONS[1])
        mandate(self.reviewer, ORGANISATIONS[1])
        practice = full(self.author)
        workflow.load_many([{"code": practice.code, "tags": []}], by=self.editor, channel=Channel.ADMIN)
        found = self.people(practice)
        for one in (self.author, self.editor, self.reviewer, self.stranger):
            self.assertNotIn(one, found)

    def test_never_somebody_who_names_the_same_employer(self):
        self.author.organisation_name, self.reviewer.organisation_name = "Made-up Ministry", "MADE-UP ministry"
        for one in (self.author, self.reviewer):
            one.save()
        self.assertNotIn(self.reviewer, self.people(full(self.author)))

    def test_never_somebody_of_an_organisation_that_did_the_work(self):
        mandate(self.reviewer, ORGANISATIONS[0])  # leads the made-up exchange
        self.assertNotIn(self.reviewer, self.people(full(self.author)))

    def test_neither_who_is_away_nor_who_is_out_of_reach_nor_who_is_asked(self):
        practice = full(self.author)
        Mandate.objects.filter(person=self.reader).update(is_available=False)
        far = CountryGroup.objects.create(code="far", label_en="Far", kind="region")
        mandate(self.reviewer).scope_regions.add(far)
        reviewing.ask(practice, self.expert, by=self.editor, channel=Channel.ADMIN)
        found = self.people(practice)
        for one in (self.reader, self.reviewer, self.expert):
            self.assertNotIn(one, found)

    def test_who_has_much_to_do_comes_later(self):
        other = person("other", *REVIEWER)
        mandate(other, themes=["alpha"], languages=["en"], regions=["made_up_region"])
        for number in range(2):
            busy = full(self.author, texts={"en": {"title": f"Another {number}", "summary": "Made up."}})
            reviewing.ask(busy, self.expert, by=self.editor, channel=Channel.ADMIN)
        self.assertEqual(self.people(full(self.author))[0], other)

    def test_queries_do_not_grow_with_reviewers(self):
        practice = full(self.author)
        proposals.proposed(practice)
        with self.assertNumQueries(15):
            proposals.proposed(practice)
