"""Accounts in the admin: people known by their e-mail address, and the roles they hold."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts import roles
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


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People. Accounts are deactivated, not deleted: history keeps who did what."""

    form, add_form = UserChangeForm, UserCreationForm
    list_display = ["email", "first_name", "last_name", "role_names", "is_staff", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    list_per_page = 50
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    show_full_result_count = False
    actions = None
    filter_horizontal = ()
    autocomplete_fields = []
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "preferred_language"]}),
        (_("What this person may do"), {"fields": ["is_active", "is_staff", "groups"], "description": ROLES_HELP}),
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

    @admin.display(description=_("roles"))
    def role_names(self, user):
        return ", ".join(group.name for group in user.groups.all())


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Roles come with the registry and are shown; groups of one's own may be made beside them."""

    filter_horizontal = ()
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ["name", "permissions"] if obj is not None and obj.name in roles.names() else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.name in roles.names())
