"""What reviewers do: who is asked, what they say of a field or a record, and how they assess it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice

LONGEST_COMMENT = 4_000


class ReviewRequest(models.Model):
    """That a person is asked to review a practice, by when, and what became of it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="review_requests", verbose_name=_("practice"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_requests", verbose_name=_("reviewer")
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    due = models.DateField(_("due"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, blank=True, default="",
        choices=[("done", _("Assessed")), ("declined", _("Declined")), ("withdrawn", _("Withdrawn"))],
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=1_000, blank=True, default="")

    class Meta:
        verbose_name = _("request for review")
        verbose_name_plural = _("requests for review")
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint("practice", "reviewer", name="practices_reviewrequest_open_once",
                condition=Q(closed_at__isnull=True),
                violation_error_message=_("This person has been asked already.")),
            models.CheckConstraint(name="practices_reviewrequest_closed_with_outcome",
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome=""))),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.practice_id} {self.reviewer_id}"


class Comment(models.Model):
    """A remark on one entry of a practice or on all of it. Internal ones are not for its author.

    `path` is that of the document ("texts.en.summary", "countries", "period.start"), empty for the whole record.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="comments", verbose_name=_("practice"))
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    path = models.CharField(_("about"), max_length=200, blank=True, default="")
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    is_internal = models.BooleanField(_("for staff only"), default=False)
    revision = models.PositiveIntegerField(_("revision"))  # of the working copy it speaks of
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="practice_comments", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="practices_comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="practices_comment_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False)),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["practice"], name="practices_comment_open", condition=Q(resolved_at__isnull=True))
        ]

    def __str__(self):
        return f"{self.practice_id} {self.path}"


class Assessment(models.Model):
    """One person's judgement of one revision by one version of the rubric. Never changed: a later one counts instead.

    `gates` says yes (true) or no by code; `scores` 0 to 4 by code; `comments` by code of gate or criterion. With a
    conflict of interest declared there is nothing but that.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="assessments", verbose_name=_("practice"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments", verbose_name=_("assessor")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    rubric = models.PositiveSmallIntegerField(_("version of the rubric"))
    revision = models.PositiveIntegerField(_("revision of the working copy"))
    has_conflict = models.BooleanField(_("conflict of interest"), default=False)
    conflict_note = models.CharField(_("which conflict"), max_length=1_000, blank=True, default="")
    gates = models.JSONField(default=dict)
    scores = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    public_reason = models.TextField(
        _("reasons for readers"), max_length=2_000, blank=True, default="",
        help_text=_("Published with the grade, without your name."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="practices_assessment_conflict_or_judgement",
                condition=Q(has_conflict=False, conflict_note="") | Q(has_conflict=True, scores={}, gates={}),
                violation_error_message=_("With a conflict of interest there is no judgement.")),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.practice_id} {self.assessor_id}"


class UnsavedEntry(models.Model):
    """What a person has typed into the form of a practice and not saved yet, so that a crash loses nothing.

    `entries` holds the fields of the form as a browser sends them: {name: [values]}. Files are not among them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    practice = models.ForeignKey(Practice, models.CASCADE, null=True, related_name="+", verbose_name=_("practice"))
    revision = models.PositiveIntegerField(_("revision it started from"), default=0)
    entries = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("kept"), auto_now=True)

    class Meta:
        verbose_name = _("unsaved entry")
        verbose_name_plural = _("unsaved entries")
        default_permissions = ()
        constraints = [
            # Nulls are the same: one new practice a person.
            models.UniqueConstraint("person", "practice", name="practices_unsavedentry_once", nulls_distinct=False)
        ]

    def __str__(self):
        return f"{self.person_id} {self.practice_id}"
