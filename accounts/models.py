"""The user: known by an e-mail address, never by a user name."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


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
        return self.get_full_name() or self.email
