"""People in the admin: known by their e-mail address, with the roles they hold."""

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts import api_keys, audit, deletion, mail, second_factor, sessions
from accounts.models import User

ROLES_HELP = _(
    "Contributors see and change their own records. Reviewers see what is submitted and publish what others wrote."
    " Editors change everything. Administrators also manage accounts."
)


class UserCreationForm(AdminUserCreationForm):
    """A new person: an address and a first password."""

    class Meta:
        model = User
        fields = ("email",)
        field_classes = {"email": forms.EmailField}


class UserChangeForm(DjangoUserChangeForm):
    """Everything of a person but the password, which has a form of its own."""

    preferred_language = forms.ChoiceField(
        label=_("Preferred language"),
        required=False,
        choices=[("", _("None in particular")), *settings.LANGUAGES],
        help_text=_("Mail and pages come in this language."),
    )

    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"email": forms.EmailField}


class WaitingFilter(admin.SimpleListFilter):
    """Accounts that people asked for and nobody has given a role."""

    title, parameter_name = _("role"), "waiting"

    def lookups(self, request, model_admin):
        return [("yes", _("Waiting for a role")), ("no", _("With a role"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(groups=None, is_superuser=False, is_active=True, deleted_at=None)
        return queryset.exclude(groups=None) if self.value() == "no" else queryset


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People. Accounts are deactivated, not deleted: history keeps who did what."""

    form, add_form = UserChangeForm, UserCreationForm
    list_display = ["email", "first_name", "last_name", "role_names", "is_staff", "is_active", "last_login"]
    list_filter = [WaitingFilter, "is_active", "is_staff", "groups"]
    list_per_page = 50
    search_fields = ["email", "first_name", "last_name", "organisation_name"]
    ordering = ["email"]
    show_full_result_count = False
    actions = None
    filter_horizontal = ()
    autocomplete_fields = []
    readonly_fields = ["last_login", "date_joined", "keys_in_use"]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "organisation_name", "purpose", "preferred_language"]}),
        (
            _("What this person may do"),
            {"fields": ["is_active", "is_staff", "groups", "keys_in_use"], "description": ROLES_HELP},
        ),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    superuser_fieldset = (_("Beyond roles"), {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and request.user.is_superuser:
            return [*fieldsets, self.superuser_fieldset]
        return fieldsets

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
            kwargs |= {"label": _("Roles"), "help_text": _("A role is of use in the admin only to staff.")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        # Whoever may do everything is changed only by their like: a role is no way up.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            audit.record("account_made", obj, by=request.user)
        if change and "email" in form.changed_data:
            address_given(obj, form.initial["email"], by=request.user)

    def save_related(self, request, form, formsets, change):
        # What somebody may do is read again at each request, but a session begun with less or more trust should end.
        before = rights(form.instance, form.initial) if change else None
        super().save_related(request, form, formsets, change)
        after = rights(form.instance)
        if change and before != after:
            facts = {name: after[name] for name in after if before[name] != after[name]}
            audit.record("role_changed", form.instance, by=request.user, **facts)
            api_keys.revoke_all(form.instance, by=request.user)  # made with other rights, perhaps behind a weaker door
            transaction.on_commit(lambda: sessions.end(form.instance))
            deletion.rights_changed(form.instance)

    def response_change(self, request, obj):
        if "_remove_factors" in request.POST:
            second_factor.remove_all(obj, by=request.user)
            self.message_user(request, _("This person's second factors are removed; they set up new ones."))
            return HttpResponseRedirect(request.path)
        if "_withdraw_keys" in request.POST:
            api_keys.revoke_all(obj, by=request.user)
            self.message_user(request, _("This person's API keys are withdrawn."))
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["has_second_factor"] = obj is not None and is_mfa_enabled(obj)
        context["has_api_keys"] = obj is not None and api_keys.live(obj).exists()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            person = self.get_object(request, id)
            audit.record("password_changed", person, by=request.user)
            mail.send(mail.compose("accounts/email/password_given", person.email, person.preferred_language, {}))
        return response

    @admin.display(description=_("API keys in use"))
    def keys_in_use(self, user):
        return api_keys.live(user).count()

    @admin.display(description=_("roles"))
    def role_names(self, user):
        return ", ".join(group.name for group in user.groups.all())


def rights(user, earlier: dict | None = None) -> dict[str, str]:
    """What decides what a person may do, in words a log line can hold: as stored, or as a form found it."""
    stored = earlier or {}
    flags = {name: str(stored.get(name, getattr(user, name))) for name in ("is_active", "is_staff", "is_superuser")}
    groups = stored.get("groups", None)
    names = [group.name for group in groups] if groups is not None else user.groups.values_list("name", flat=True)
    permissions = stored.get("user_permissions", None)
    held = permissions if permissions is not None else user.user_permissions.all()
    return flags | {"groups": "+".join(sorted(names)), "permissions": "+".join(sorted(str(one.pk) for one in held))}


def address_given(user, old: str, by) -> None:
    """Another address by an administrator's hand: to be confirmed at the next login; the old one is told."""
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=False)
    audit.record("address_changed", user, by=by)
    composed = mail.compose("accounts/email/address_given", old, user.preferred_language, {})
    transaction.on_commit(lambda: (sessions.end(user), mail.send(composed)))
