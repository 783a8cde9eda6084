"""Reference tables: what they have in common, and those whose rows are proposed and accepted."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.admin import labels, merging, naming, retiring
from practices.admin.careful import CarefulAdmin, CarefulForm, CuratorsFields
from practices.admin.widgets import TABLES
from practices.models import Alias, Organisation, Term
from practices.vocabulary import CLOSED_KINDS, Acceptance, TermKind

LABELS = ["label_en", ("label_fr", "label_es"), ("label_pt", "label_ar")]


class ReferenceRows(CuratorsFields, admin.StackedInline):
    """Rows edited with the row they belong to, by whoever may change that."""

    extra = 0
    is_folded = False  # the whole list opens from its heading
    template = "admin/practices/practice/_rows.html"

    def has_view_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        parent = self.admin_site.get_model_admin(self.parent_model)
        return parent.has_add_permission(request) if obj is None else parent.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class Aliases(ReferenceRows):
    model = Alias
    fields = [("text", "language", "kind"), ("is_as_written", "is_doubtful")]
    is_folded = True
    verbose_name_plural = gettext_lazy(
        "other names, by which people look for it; readers meet them in the vocabularies alone"
    )


class ReferenceAdmin(CarefulAdmin):
    """A reference table. What has a code is never deleted: documents of the past speak of it."""

    inlines = [Aliases]
    actions = None
    change_form_template = "admin/practices/reference_change_form.html"
    search_help_text = gettext_lazy("Any of its names in any language, or its code.")

    def get_search_results(self, request, queryset, search_term):
        if search_term.strip():
            queryset = queryset.filter(pk__in=naming.keys_named(TABLES[self.model], search_term))
        return queryset, False

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        return [*fixed, "code"] if obj is not None and "code" not in fixed else fixed

    def has_delete_permission(self, request, obj=None):
        return False


class Accepted(ReferenceAdmin):
    """Tables whose rows are proposed by whoever needs them and accepted by a curator."""

    actions = ["accept"]

    def get_actions(self, request):
        return super().get_actions(request) if self.has_change_permission(request) else {}

    def get_search_results(self, request, queryset, search_term):
        queryset, double = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.exclude(acceptance=Acceptance.RETIRED)
        return queryset, double

    def get_readonly_fields(self, request, obj=None):
        fixed = [*super().get_readonly_fields(request, obj), "replaced_by"]
        is_retired = obj is not None and obj.acceptance == Acceptance.RETIRED
        may_choose = self.has_change_permission(request, obj) and not is_retired
        return fixed if may_choose else [*fixed, "acceptance"]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "acceptance":  # retired by its own button, which keeps the reason
            kwargs["choices"] = [one for one in Acceptance.choices if one[0] != Acceptance.RETIRED]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change and not self.has_change_permission(request):
            obj.acceptance = Acceptance.PROPOSED
        super().save_model(request, obj, form, change)

    def get_urls(self):
        return [*merging.urls(self), *retiring.urls(self), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        original = context.get("original")
        context["may_be_merged"] = original is not None and merging.is_possible(original, request.user)
        context["retiring"] = retiring.offer(original, request.user) if original is not None else ""
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=gettext_lazy("Accept what is chosen"), permissions=["change"])
    def accept(self, request, queryset):
        chosen = queryset.filter(acceptance=Acceptance.PROPOSED)
        names = list(chosen)
        count = chosen.update(acceptance=Acceptance.ACCEPTED)
        for row in names:
            admin.ModelAdmin.log_change(self, request, row, _("Accepted."))
        words = ngettext("%(count)s entry was accepted.", "%(count)s entries were accepted.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)


class TermForm(CarefulForm):
    """A term; its vocabulary is chosen once, and closed vocabularies take no new one."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "kind" in self.fields:
            kinds = self.fields["kind"]
            kinds.choices = [(kind, label) for kind, label in kinds.choices if kind not in CLOSED_KINDS]

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("parent")
        if parent is not None and parent.kind != (cleaned.get("kind") or self.instance.kind):
            self.add_error("parent", ValidationError(_("The broader term must be of the same vocabulary.")))
        return cleaned


@admin.register(Term)
class TermAdmin(Accepted):
    """Values of the vocabularies."""

    form = TermForm
    change_list_template = "admin/practices/term_change_list.html"
    list_display = ["__str__", "kind", "code", "parent", "acceptance", "position"]
    list_filter = ["kind", "acceptance"]
    list_select_related = ["parent"]
    search_fields = ["label_en"]
    autocomplete_fields = ["parent"]
    fieldsets = [
        (None, {"fields": [("kind", "code"), *LABELS, "definition"]}),
        (gettext_lazy("Place in the vocabulary"), {"fields": [("parent", "position", "group"), ("acceptance", "replaced_by")]}),
        (gettext_lazy("What only some vocabularies have"), {
            "fields": ["detail", ("year", "is_binding"), "url"], "classes": ["collapse"]}),
    ]  # fmt: skip

    def get_urls(self):
        return [*labels.urls(self), *super().get_urls()]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        kind = request.GET.get("kind", "")
        is_autocomplete = request.path.endswith("/autocomplete/")
        return queryset.filter(kind=kind) if is_autocomplete and kind in TermKind.values else queryset

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None:
            fixed = [*fixed, "kind"]
        is_fixed = obj is not None and obj.is_closed and "acceptance" not in fixed
        return [*fixed, "acceptance"] if is_fixed else fixed

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind" and not self.has_change_permission(request):
            kwargs["choices"] = [(TermKind.TAG.value, TermKind.TAG.label)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(Organisation)
class OrganisationAdmin(Accepted):
    """Bodies that take part in practices."""

    list_display = ["__str__", "acronym", "type", "country", "acceptance"]
    list_filter = ["acceptance", "type"]
    list_select_related = ["type", "country"]
    search_fields = ["label_en"]
    autocomplete_fields = ["type", "country", "city", "parent", "mechanism"]
    readonly_fields = ["code"]
    fieldsets = [
        (None, {"fields": [*LABELS, ("acronym", "type"), ("country", "city"), "url"]}),
        (gettext_lazy("Standing and place"), {"fields": [("code", "acceptance", "replaced_by"), ("parent", "mechanism"), "note"]}),
    ]  # fmt: skip
