"""The user, known by an e-mail address, never by a user name; and the invitations that make new ones."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class MailLevel(models.TextChoices):
    """How much mail about practices a person wants."""

    NONE = "none", _("None")
    WAITING = "waiting", _("Only what waits for me")
    ALL = "all", _("Everything that concerns me")


class UserManager(BaseUserManager):
    """Creates users; also finds them by address whatever its capitals."""

    use_in_migrations = True

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """A person without any right yet. Raises ValueError when the address is missing."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An administrator: every right."""
        return self.create_user(email, password, **fields | {"is_staff": True, "is_superuser": True})

    def with_perm(self, permission):
        """Active people who hold this permission, by a role or as administrators."""
        app_label, codename = permission.split(".")
        held = models.Q(codename=codename, content_type__app_label=app_label)
        permissions = self.model._meta.get_field("user_permissions").related_model.objects.filter(held)
        return self.filter(
            models.Q(is_superuser=True)
            | models.Q(
                pk__in=self.model.user_permissions.through.objects.filter(permission__in=permissions).values("user")
            )
            | models.Q(groups__in=permissions.values("group")),
            is_active=True,
        ).distinct()


class User(AbstractUser):
    """A person who signs in. Deleting an account empties this row and keeps its key, so that history stays whole."""

    username = None
    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("There is an account with this address already.")}
    )
    first_name = models.CharField(_("given name"), max_length=150, blank=True)
    last_name = models.CharField(_("family name"), max_length=150, blank=True)
    preferred_language = models.CharField(
        _("preferred language"),
        max_length=5,
        blank=True,
        default="",
        help_text=_("Mail and pages come in this language."),
    )

    organisation_name = models.CharField(
        _("organisation"), max_length=200, blank=True, default="", help_text=_("Ministry, city or agency you work for.")
    )
    purpose = models.TextField(
        _("what the account is for"),
        max_length=1_000,
        blank=True,
        default="",
        help_text=_("A sentence or two. The registry's staff read it before they give an account a role."),
    )
    mail_level = models.CharField(
        _("mail"),
        max_length=10,
        choices=MailLevel,
        default=MailLevel.ALL,
        help_text=_("Mail about your account itself always comes."),
    )
    deleted_at = models.DateTimeField(_("account deleted"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message=_("There is an account with this address already."),
            )
        ]

    def __str__(self):
        if self.deleted_at:
            return str(_("A former member"))
        return self.get_full_name() or self.email


class Invitation(models.Model):
    """An offer of a role to an address. The code that accepts it goes out by mail; only its hash is kept."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in the address; opens nothing by itself
    email = models.EmailField(_("e-mail address"))
    role = models.ForeignKey("auth.Group", models.PROTECT, related_name="+", verbose_name=_("role"))
    language = models.CharField(_("language of the mail"), max_length=5, choices=settings.LANGUAGES, default="en")
    message = models.TextField(
        _("a few words of your own"), max_length=1_000, blank=True, default="", help_text=_("Put into the mail.")
    )
    code_hash = models.CharField(max_length=128, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)  # wrong codes typed
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"), editable=False)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("accepted by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]

    def __str__(self):
        return self.email


class ApiScope(models.TextChoices):
    """What a key opens, within what its owner may do."""

    READ = "read", _("Read more often: published records at the higher limit")
    WRITE = "write", _("Write: your working copies, and what you may submit")
    MODERATE = "moderate", _("Moderate: reviews, publishing and archiving, where your role allows it")


class ApiKey(models.Model):
    """A key by which a program acts for a person. Only its hash is kept: the key itself is shown once."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys", editable=False, verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("What it is for, so that you know it again."))
    start = models.CharField(_("begins with"), max_length=20, unique=True, editable=False)  # finds it; opens nothing
    secret_hash = models.CharField(max_length=64, editable=False)  # SHA-256 of the whole key, which is long and random
    scopes = ArrayField(models.CharField(max_length=20, choices=ApiScope), verbose_name=_("may"), default=list)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)  # to the minute
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.name} ({self.start}…)"
