"""Imports in the admin: their addresses, and who sees that there are any."""

from django.contrib import admin
from django.urls import path

from practices.admin.importing import (
    access,
    batch,
    columns,
    decisions,
    done,
    listing,
    preview,
    progress,
    sheet,
    undoing,
    upload,
)
from practices.models import Import


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    """The wizard stands where Django would list and edit rows."""

    def has_view_permission(self, request, obj=None):
        return access.may_import(request.user) or access.may_approve(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return access.may_import(request.user)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def address(route, view, name):
            def shown(request, **values):
                return view(self, request, **values)

            shown.csrf_exempt = getattr(view, "csrf_exempt", False)
            return path(route, self.admin_site.admin_view(shown), name=f"practices_import_{name}")

        return [
            address("", listing.view, "changelist"),
            address("add/", upload.view, "add"),
            address("<uuid:key>/", progress.open_view, "open"),
            address("<uuid:key>/sheet/", sheet.view, "sheet"),
            address("<uuid:key>/columns/", columns.view, "columns"),
            address("<uuid:key>/progress/", progress.view, "progress"),
            address("<uuid:key>/state/", progress.state_view, "state"),
            address("<uuid:key>/decisions/", decisions.view, "decisions"),
            address("<uuid:key>/preview/", preview.view, "preview"),
            address("<uuid:key>/choose/", preview.choose_view, "choose"),
            address("<uuid:key>/workbook/", preview.workbook_view, "workbook"),
            address("<uuid:key>/write/", preview.write_view, "write"),
            address("<uuid:key>/done/", done.view, "done"),
            address("<uuid:key>/submit/", batch.submit_view, "submit"),
            address("<uuid:key>/batch/", batch.view, "batch"),
            address("<uuid:key>/batch/state/", batch.state_view, "batch_state"),
            address("<uuid:key>/undo/", undoing.view, "undo"),
        ]
