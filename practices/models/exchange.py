"""Files on their way out and in: exports being made, imports with every row and what became of it."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice


def new_token() -> str:
    """What nobody can guess: 32 random bytes, as text for an address."""
    return secrets.token_urlsafe(32)


class Progress(models.TextChoices):
    """How far a piece of work in the background is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Export(models.Model):
    """A file made in the background. Whoever knows the token of a public one may fetch it until it expires."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="practice_exports",
        verbose_name=_("person"),
    )  # fmt: skip
    is_of_working_copies = models.BooleanField(_("of working copies"), default=False)  # then for this person alone
    format = models.CharField(_("format"), max_length=10)
    language = models.CharField(_("language"), max_length=5)
    query = models.TextField(_("query"), blank=True, default="")  # of the address that asks for it, without "?"
    asked = models.JSONField(_("what was asked for"), default=dict)  # columns, layout, codes; keys of ticked records
    progress = models.CharField(_("progress"), max_length=10, choices=Progress, default=Progress.WAITING)
    rows = models.PositiveIntegerField(_("rows written"), default=0)
    total = models.PositiveIntegerField(_("practices"), default=0)
    name = models.CharField(_("file name"), max_length=200, blank=True, default="")
    size = models.BigIntegerField(_("size in bytes"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["expires_at"], name="practices_export_expires")]
        constraints = [
            models.CheckConstraint(name="practices_export_progress_known", condition=Q(progress__in=Progress.values)),
            models.CheckConstraint(name="practices_export_of_working_copies_is_somebodys",
                condition=Q(is_of_working_copies=False) | Q(person__isnull=False)),
        ]  # fmt: skip

    def __str__(self):
        return self.name or f"{self.format} {self.created_at:%Y-%m-%d}"


class Mapping(models.Model):
    """What the columns of a partner's sheet mean, kept under a name for the next file from the same partner."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    headings = models.JSONField(_("headings"), default=dict)  # folded heading: key of a column, "" where it is left out
    options = models.JSONField(_("options"), default=dict)  # language, empty cells, separators
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ImportDecision(models.Model):
    """What somebody has decided that a partner's word means: remembered for the next sheet that uses it."""

    vocabulary = models.CharField(_("vocabulary"), max_length=30)  # as columns name it
    text = models.CharField(_("word"), max_length=300)  # folded
    code = models.CharField(_("means"), max_length=60, blank=True, default="")  # empty: it is left out
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), auto_now=True)

    class Meta:
        verbose_name = _("remembered decision")
        verbose_name_plural = _("remembered decisions")
        ordering = ["vocabulary", "text"]
        constraints = [models.UniqueConstraint("vocabulary", "text", name="practices_importdecision_once")]

    def __str__(self):
        return f"{self.text}: {self.code}"


class ImportStep(models.TextChoices):
    """How far an import is."""

    FILE = "file", _("Choose the sheet")
    COLUMNS = "columns", _("Say what the columns mean")
    CHECKING = "checking", _("Being checked")
    PREVIEW = "preview", _("Ready to look at")
    LOADING = "loading", _("Being written")
    DONE = "done", _("Written")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Import(models.Model):
    """One sheet on its way into the registry. Nothing is written before it is confirmed; all of it can be undone."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # its name in addresses and in the store
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="practice_imports", verbose_name=_("person")
    )
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    step = models.CharField(_("step"), max_length=10, choices=ImportStep, default=ImportStep.FILE)
    error = models.CharField(_("error"), max_length=500, blank=True, default="")
    # {"sheet", "header_row", "encoding", "separator"}
    reading = models.JSONField(_("how it is read"), default=dict)
    # {"columns": [key or "" by place], "language", "empty": "keep"|"clear"}
    mapping = models.JSONField(_("what the columns mean"), default=dict)
    # {"values": {vocabulary: {folded text: code, "" left out, "+" proposed new}}}
    decisions = models.JSONField(_("decisions"), default=dict)
    language = models.CharField(max_length=5, blank=True, default="")  # in which the person is told what is wrong
    counts = models.JSONField(_("counts"), default=dict)  # rows by outcome
    done = models.PositiveIntegerField(_("rows done"), default=0)  # of the step under way
    total = models.PositiveIntegerField(_("rows"), default=0)
    started_at = models.DateTimeField(_("step begun"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    loaded_at = models.DateTimeField(_("written at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    # {"organisation": [codes], "tag": [codes]} that came into being with it
    created = models.JSONField(_("proposed with it"), default=dict)
    # {"name": "submit"|"approve", "by", "at", "results": [{"code", "title", "reason"}]} of the last time
    batch = models.JSONField(_("what became of the batch"), default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="practices_import_step_known", condition=Q(step__in=ImportStep.values))
        ]

    def __str__(self):
        return self.name


class RowOutcome(models.TextChoices):
    """What a row of an import would do, or has done."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")
    ALIKE = "alike", _("Perhaps there already")  # waits for a decision: update, add, skip
    SKIPPED = "skipped", _("Left out")


class ImportRow(models.Model):
    """One record of a sheet: what was read, what it would become, what is wrong with it, and what was written."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))  # as the spreadsheet shows it
    outcome = models.CharField(_("outcome"), max_length=10, choices=RowOutcome)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    code = models.CharField(_("code"), max_length=20, blank=True, default="")  # of the practice it is or becomes
    revision = models.PositiveIntegerField(_("revision"), null=True)  # that the preview was made of; null for a new one
    document = models.JSONField(_("document"), default=dict)  # what would be loaded: changed keys, or the whole new one
    changes = models.JSONField(_("changes"), default=list)  # [{"column", "old", "new"}], as cells
    # [{"row", "place", "column", "value", "message"}], and "question": {"vocabulary", "folded"} where a word is open;
    # of a row with very many only the first, then one that says how many "more"
    problems = models.JSONField(_("problems"), default=list)
    alike = models.JSONField(_("similar practices"), default=list)  # [{"code", "title", "score"}]
    choice = models.CharField(_("decision"), max_length=30, blank=True, default="")  # "add", "skip", "update:CODE"
    digest = models.CharField(max_length=64, blank=True, default="")  # of its cells: how the same row is known again
    # After it was written:
    practice = models.ForeignKey(
        Practice, models.SET_NULL, null=True, related_name="import_rows", verbose_name=_("practice")
    )
    loaded_revision = models.PositiveIntegerField(_("revision after it was written"), null=True)
    before = models.JSONField(
        _("as it was before"), null=True
    )  # whole document with what is for staff; null: it was new
    state_before = models.CharField(_("state before it was written"), max_length=20, blank=True, default="")
    kept = models.CharField(_("why it was not undone"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("of", "number", name="practices_importrow_once"),
            models.CheckConstraint(name="practices_importrow_outcome_known", condition=Q(outcome__in=RowOutcome.values)),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["of", "outcome", "number"], name="practices_importrow_outcome"),
            models.Index(fields=["digest"], name="practices_importrow_digest", condition=~Q(digest="")),
        ]

    def __str__(self):
        return f"{self.of_id} {self.number}"


class ImportQuestion(models.Model):
    """A word of a sheet that nobody has decided yet: found by its last check, once for all rows that use it."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="questions", verbose_name=_("import"))
    vocabulary = models.CharField(_("vocabulary"), max_length=30)  # as columns name it
    text = models.TextField(_("word"))  # as it is written in the sheet
    folded = models.TextField()  # its key in decisions
    candidates = models.JSONField(_("what it may mean"), default=list)  # [{"code", "label", "score"}]
    may_be_new = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(_("rows that use it"))
    first_row = models.PositiveIntegerField(_("first row that uses it"))

    class Meta:
        verbose_name = _("open question of an import")
        verbose_name_plural = _("open questions of an import")
        ordering = ["-rows", "first_row", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.of_id} {self.text[:60]}"
