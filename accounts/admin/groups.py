"""Roles in the admin, and the page that explains who may do what."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from accounts import explanation, roles

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

    def get_urls(self):
        explained = self.admin_site.admin_view(self.explanation)
        return [path("who-may-do-what/", explained, name="accounts_who_may_do_what"), *super().get_urls()]

    def explanation(self, request):
        """Each permission and each role, in plain words; for everybody who enters the admin."""
        context = self.admin_site.each_context(request) | {
            "title": _("Who may do what"),
            "roles": [{"name": name, "summary": explanation.SUMMARIES.get(name, "")} for name in roles.names()],
            "groups": explanation.table(),
        }
        return TemplateResponse(request, "admin/accounts/who_may_do_what.html", context)
