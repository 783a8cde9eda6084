"""What serves programs: the full dump, answers kept for repeated requests, and how often somebody has asked."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Dump(models.Model):
    """All that is public, as files anyone may take: made anew after changes, the older ones forgotten."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its folder in the store
    made_at = models.DateTimeField(_("made"))
    total = models.PositiveIntegerField(_("practices"))
    search_version = models.BigIntegerField()  # of the listings when their reading began
    reference_version = models.BigIntegerField()
    marks = models.JSONField(default=dict)  # by which it is told that something in it was withdrawn since
    files = models.JSONField(default=list)  # [{"name", "format", "media_type", "bytes", "sha256"}]

    class Meta:
        verbose_name = _("full dump")
        verbose_name_plural = _("full dumps")
        ordering = ["-made_at"]

    def __str__(self):
        return str(self.key)


class KeptAnswer(models.Model):
    """The answer to a request that carried an idempotency key: the same request again gets it again, without effect."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)  # SHA-256 of method, path, revision and body: another one is refused
    status = models.PositiveSmallIntegerField(null=True)  # null while it is being answered
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint("person", "key", name="practices_keptanswer_once")]

    def __str__(self):
        return self.key


class RequestCount(models.Model):
    """How many requests one asker has made in one minute. Its table is not logged: after a crash counting begins anew."""

    asker = models.CharField(max_length=80)  # "key:5" or a digest of an address
    minute = models.BigIntegerField()  # since 1970
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")
        constraints = [models.UniqueConstraint("asker", "minute", name="practices_requestcount_once")]

    def __str__(self):
        return f"{self.asker} {self.minute}"
