"""What is public: editions as published, one listing a public practice, and facts that move without a new text."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.fields import WordsField
from practices.models.practice import Practice
from practices.vocabulary import Grade


class Edition(models.Model):
    """A document as it was published. The database refuses to change or delete one, save for recorded redaction."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="editions", verbose_name=_("practice"))
    number = models.PositiveIntegerField(_("number"))
    schema = models.PositiveSmallIntegerField(_("schema version"))
    document = models.JSONField(_("document"))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the canonical document."))
    revision = models.PositiveIntegerField(_("revision of the working copy"))
    published_at = models.DateTimeField(_("published"))
    change_note = models.CharField(_("change note"), max_length=1000, blank=True, default="")
    is_alone = models.BooleanField(_("published without a second pair of eyes"), default=False)
    redacted_at = models.DateTimeField(_("redacted"), null=True, blank=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["practice", "-number"]
        constraints = [
            models.UniqueConstraint("practice", "number", name="practices_edition_number_once"),
            models.CheckConstraint(name="practices_edition_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="practices_edition_without_staff", condition=~Q(document__has_key="staff"),
                violation_error_message=_("An edition never holds what is for staff only.")),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.practice_id} {self.number}"


class ListingQuerySet(models.QuerySet):
    """Public practices."""

    def for_list(self):
        """All that cards show: no document is loaded."""
        return self.defer("facets").order_by("-published_at", "-practice_id")

    def for_record(self):
        """All that a record page shows of the practice itself, in one query."""
        return self.select_related("edition", "practice__standing").only(
            "code", "first_published_at", "published_at", "edition", "practice__standing", "practice__code"
        )


class Listing(models.Model):
    """One row per public practice. Made from its live edition at will; holds nothing that cannot be made again."""

    practice = models.OneToOneField(Practice, models.CASCADE, primary_key=True, related_name="listing")
    code = models.SlugField(max_length=20, unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField(db_index=True)
    cards = models.JSONField(default=dict)  # what a card shows, by language
    facets = ArrayField(models.CharField(max_length=100), default=list)  # "theme:remittances", "country:GH", …
    version = models.BigIntegerField(default=0, db_index=True)  # SearchVersion at the last change
    # Of that change, in the order of versions; harvesters ask for what is newer than their last visit.
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-published_at", "-practice_id"]
        indexes = [models.Index(fields=["changed_at", "practice"], name="practices_listing_changed")]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("practices:record", args=[self.code])


class ListingWords(models.Model):
    """The words of a listing's prose, where each stands. Apart from Listing: a search visits many narrow rows."""

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="words")
    title = WordsField()
    summary = WordsField()
    body = WordsField()
    made_of = models.CharField(max_length=80, default="")  # digest of the edition, and which analyser cut it

    class Meta:
        verbose_name = _("words of a listing")
        verbose_name_plural = _("words of listings")
        indexes = [
            GinIndex(fields=["title"], name="practices_words_title"),
            GinIndex(fields=["summary"], name="practices_words_summary"),
            GinIndex(fields=["body"], name="practices_words_body"),
        ]

    def __str__(self):
        return str(self.listing_id)


class Tombstone(models.Model):
    """That a practice is public no more: what followed its listing learns of it here."""

    practice = models.OneToOneField(Practice, models.CASCADE, primary_key=True, related_name="+")
    version = models.BigIntegerField(db_index=True)  # SearchVersion at the removal
    changed_at = models.DateTimeField(default=timezone.now)  # of the removal

    class Meta:
        verbose_name = _("removed listing")
        verbose_name_plural = _("removed listings")
        indexes = [models.Index(fields=["changed_at", "practice"], name="practices_tombstone_changed")]

    def __str__(self):
        return str(self.practice_id)


class SearchWord(models.Model):
    """A word as it stands in public prose, for the nearest one to a misspelt word. Whether it is still used is asked then."""

    word = models.CharField(max_length=60, primary_key=True)
    version = models.BigIntegerField(db_index=True)  # SearchVersion at which it was first seen

    class Meta:
        verbose_name = _("word of public prose")
        verbose_name_plural = _("words of public prose")

    def __str__(self):
        return self.word


class StandingQuerySet(models.QuerySet):
    """Standings of practices."""

    def archived(self, code):
        """That of the archived practice with this code; None where there is none, whatever the reason."""
        return self.filter(practice__code=code, archived_at__isnull=False).first() if code else None


class Standing(models.Model):
    """Public facts about a practice that change without a new edition."""

    practice = models.OneToOneField(Practice, models.CASCADE, primary_key=True, related_name="standing")
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    archive_reason = models.CharField(_("reason for archiving"), max_length=1000, blank=True, default="")
    contact_name = models.CharField(_("public contact"), max_length=200, blank=True, default="")
    contact_email = models.EmailField(_("e-mail of the public contact"), blank=True, default="")
    contact_consent_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=20, choices=Grade, blank=True, default="", editable=False)
    # Numbers and sentences, never names; grading.py says which.
    grade_reasons = models.JSONField(_("reasons for the grade"), default=dict, blank=True, editable=False)
    grade_expires = models.DateField(_("grade lapses on"), null=True, blank=True, editable=False)
    link_health = models.JSONField(default=dict, editable=False)  # address: {"state": up|down|dead, "checked": date}

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = [
            models.CheckConstraint(name="practices_standing_archived_with_reason",
                condition=Q(archived_at__isnull=True) | ~Q(archive_reason=""),
                violation_error_message=_("Say why the practice is archived.")),
            models.CheckConstraint(name="practices_standing_contact_with_consent",
                condition=Q(contact_name="", contact_email="") | Q(contact_consent_at__isnull=False),
                violation_error_message=_("A contact is public only with recorded consent.")),
        ]  # fmt: skip

    def __str__(self):
        return str(self.practice_id)


class SearchVersion(models.Model):
    """One row whose number rises with every change to the listings; what follows them reads it first, rows second."""

    n = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)  # written by a trigger

    class Meta:
        verbose_name = _("version of the listings")
        verbose_name_plural = _("version of the listings")

    def __str__(self):
        return str(self.n)
