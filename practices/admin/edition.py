"""Editions as published, to look at; and what the public is told beside them."""

import json

from django.contrib import admin
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from practices.admin.careful import CarefulAdmin
from practices.models import Edition, Practice, Standing
from practices.models.mandate import limits_of


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that nobody changes through the product."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404  # unknown and hidden are answered alike

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def of_visible_practices(queryset, user):
    """Rows of practices this person may see; rows of none, as of a deleted draft, for editors whom nothing limits."""
    seen = Q(practice__in=Practice.objects.visible_to(user))
    if user.has_perm("practices.change_practice") and not limits_of(user):
        seen |= Q(practice=None)
    return queryset.filter(seen)


@admin.display(description=_("practice"))
def link_to_practice(row):
    """The practice a row belongs to, as a link to its form."""
    if row.practice is None:
        return getattr(row, "code", "-")  # of a draft that was deleted
    address = reverse("admin:practices_practice_change", args=[row.practice_id])
    code = row.practice.code
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a> <span class="registry-code">{}</span>', address, row.practice, code
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    """What was published, word for word. The database refuses to change it."""

    list_display = ["number", link_to_practice, "published_at", "is_alone", "change_note"]
    list_filter = ["is_alone"]
    list_select_related = ["practice"]
    search_fields = ["practice__search_text"]
    ordering = ["-id"]
    fields = [
        link_to_practice, "number", "published_at", "change_note", "is_alone", "redacted_at", "revision", "schema", "digest",
        "whole_document",
    ]  # fmt: skip

    def get_queryset(self, request):
        queryset = of_visible_practices(super().get_queryset(request), request.user)
        return queryset if request.resolver_match.kwargs.get("object_id") else queryset.defer("document")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, {"subtitle": None} | (extra_context or {}))

    @admin.display(description=_("document"))
    def whole_document(self, edition):
        text = json.dumps(edition.document, ensure_ascii=False, indent=1)
        return format_html('<pre class="registry-document" dir="ltr">{}</pre>', text)


@admin.register(Standing)
class StandingAdmin(CarefulAdmin):
    """The public contact of a practice, with recorded consent; and what the registry itself keeps of it."""

    list_display = ["practice", "contact_name", "contact_email", "archived_at"]
    list_filter = [("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["practice"]
    search_fields = ["practice__search_text", "contact_name"]
    ordering = ["-practice"]
    actions = None
    readonly_fields = [link_to_practice, "archived_at", "archive_reason", "grade", "grade_reasons", "grade_expires"]
    fieldsets = [
        (None, {"fields": [link_to_practice]}),
        (_("Public contact"), {
            "fields": [("contact_name", "contact_email"), "contact_consent_at"],
            "description": _("Everybody reads this. Enter it only when the person has agreed, and say when."),
        }),
        (_("Kept by the registry"), {
            "fields": ["archived_at", "archive_reason", "grade", "grade_reasons", "grade_expires"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return of_visible_practices(super().get_queryset(request), request.user)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, {"subtitle": None} | (extra_context or {}))
