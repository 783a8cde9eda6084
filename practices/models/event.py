"""Who did what, when and by which way in; and whom to tell."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice
from practices.vocabulary import Channel, NoticeKind, State


class Event(models.Model):
    """One change, with what changed. The database refuses to edit or delete one."""

    practice = models.ForeignKey(
        Practice, models.SET_NULL, null=True, related_name="events", verbose_name=_("practice")
    )
    code = models.CharField(_("code"), max_length=60, help_text=_("Of what was changed; outlives a deleted draft."))
    name = models.CharField(_("what"), max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="practice_events", verbose_name=_("who")
    )
    channel = models.CharField(_("by way of"), max_length=20, choices=Channel)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    from_state = models.CharField(_("from"), max_length=20, choices=State, blank=True, default="")
    to_state = models.CharField(_("to"), max_length=20, choices=State, blank=True, default="")
    revision = models.PositiveIntegerField(_("revision"), default=0)
    edition = models.PositiveIntegerField(_("edition"), null=True)
    note = models.TextField(_("note"), blank=True, default="", max_length=2_000)
    reason = models.TextField(_("why one person alone was enough"), blank=True, default="", max_length=2_000)
    changes = models.JSONField(_("changes"), default=list)  # [{"path": …, "old": …, "new": …}]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.name} {self.code}"


class Notice(models.Model):
    """Outbox: one thing to tell one person. A periodic job sends what is due.

    `key` says what it is about, so that nobody is told the same twice: "event:7:3", "review_overdue:12:2026-11-30:3".
    """

    key = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind, default=NoticeKind.EVENT)
    practice = models.ForeignKey(
        Practice, models.CASCADE, null=True, related_name="notices", verbose_name=_("practice")
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("event")
    )
    comment = models.ForeignKey(
        "Comment", models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("comment")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="practice_notices", verbose_name=_("recipient")
    )
    is_waiting_for = models.BooleanField(_("asks the recipient to act"), default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    due = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("not sent because nobody wants it"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["due"]
        indexes = [
            models.Index(
                fields=["due"],
                name="practices_notice_waiting",
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self):
        return self.key
