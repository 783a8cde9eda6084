"""Practices in the admin: the curators' workplace."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from practices import document, files, unsaved, workflow
from practices.admin import (
    aids,
    autosave,
    cloning,
    duplicates,
    faults,
    gaps,
    history,
    page,
    panel,
    preview,
    review,
    transitions,
)
from practices.admin.attachments import Attachments
from practices.admin.careful import STALE, CarefulAdmin
from practices.admin.checklist import Checklist
from practices.admin.details import (
    CityCooperations,
    FollowUpActions,
    LabourAgreements,
    StudyTours,
    TraineeCounts,
    TrainingCentres,
)
from practices.admin.exporting import PracticeExports
from practices.admin.forms import PracticeForm, save_chosen
from practices.admin.inlines import (
    Cities,
    Countries,
    Exchanges,
    Links,
    Organisations,
    Particulars,
    UnverifiedStatements,
)
from practices.admin.keys import number_of
from practices.admin.lists import PracticeLists
from practices.admin.sources import Citations, Figures, SourcedRows
from practices.admin.texts import Texts
from practices.admin.widgets import WithAddLink
from practices.document.checking import faults as faults_of_document
from practices.models import Attachment, Citation, Practice, PracticeText, Term
from practices.vocabulary import Channel, Language, State, TermKind


@admin.register(Practice)
class PracticeAdmin(PracticeExports, PracticeLists, CarefulAdmin):
    """The working copies. What the public reads are their editions."""

    form = PracticeForm
    change_form_template = "admin/practices/practice/change_form.html"
    autocomplete_fields = ["type", "scope", "status", "evidence_level"]
    # Sources first: what rests on them is saved after them.
    inlines = [
        Citations, Texts, Countries, Organisations, Figures, Exchanges, Cities, Particulars, Links, Attachments, StudyTours,
        FollowUpActions, TrainingCentres, TraineeCounts, LabourAgreements, Checklist, CityCooperations, UnverifiedStatements,
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    # Who may ----------------------------------------------------------------------------------------------------------

    def has_view_permission(self, request, obj=None):
        names = ("view", "add", "change", "review")
        return any(request.user.has_perm(f"practices.{name}_practice") for name in names)

    def has_change_permission(self, request, obj=None):
        if request.user.has_perm("practices.change_practice"):
            return True
        own = obj is None or obj.author_id == request.user.pk
        return own and request.user.has_perm("practices.add_practice")

    def has_delete_permission(self, request, obj=None):
        if obj is None:
            return False
        allowed = obj.author_id == request.user.pk or request.user.has_perm("practices.delete_practice")
        return allowed and not obj.editions.exists()

    def visible_or_404(self, request, pk):
        return get_object_or_404(self.get_queryset(request), pk=pk)

    # The form ---------------------------------------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        may_write = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        return page.fieldsets(may_write)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if self.admin_site.get_model_admin(Term).has_add_permission(request):
            tags = form.base_fields["tags"]
            bare = getattr(tags.widget, "widget", tags.widget)
            tags.widget = WithAddLink(bare, Practice._meta.get_field("terms").remote_field, kind=TermKind.TAG)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is PracticeText and obj.pk is None:
            options["initial"] = [{"language": Language.EN.value}]
        return options

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        citations = next(formset for formset in formsets if formset.model is Citation)
        for formset in formsets:
            if isinstance(formset, SourcedRows):
                formset.citations = citations
        return formsets, inlines

    def render_change_form(self, request, context, *args, **kwargs):
        practice = context.get("original")
        may_write = (
            self.has_add_permission(request) if practice is None else self.has_change_permission(request, practice)
        )
        built = document.empty() if practice is None else document.build(practice)
        inlines = context["inline_admin_formsets"]
        formsets = [inline.formset for inline in inlines]
        sections = gaps.sections(built, formsets, may_write)
        context["groups"] = page.groups(context["adminform"], inlines, practice, may_write, sections)
        context["details_of_types"] = page.details_of_types()
        if practice is not None:
            fresh = self.get_queryset(request).select_related("author", "last_editor").get(pk=practice.pk)
            context["panel"] = found = panel.of(fresh, request.user, built)
            for key in ("for_publication", "for_assessment"):
                found[key] = gaps.linked(found[key], built, formsets, may_write)
        if may_write:
            context |= aids.of(self, request, practice, context["adminform"].form)
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("classification"))
    def classification(self, practice):
        return page.terms_in_words(practice)

    @admin.display(description=_("consultation mechanisms"))
    def mechanism_names(self, practice):
        return page.mechanisms_in_words(practice)

    # Saving -----------------------------------------------------------------------------------------------------------

    def version(self, request, obj):
        return str(obj.revision)

    def lock(self, request, obj):
        try:
            return workflow.lock(obj)
        except workflow.Conflict as conflict:
            raise faults.Refusal([faults.Fault(str(conflict))], STALE) from None

    def hold(self, request, object_id):
        practice = super().hold(request, object_id)
        request.before = document.build(practice, staff=True)
        return practice

    def stale(self, request, locked):
        refusal = super().stale(request, locked)
        seen = number_of(request.POST.get("expected", ""))
        seen = locked.revision - 1 if seen is None else seen
        events = locked.events.select_related("actor").filter(revision__gt=seen)[: history.EVENTS_A_PAGE]
        refusal.events = history.in_words_all(events, locked, request.user)
        return refusal

    def save_related(self, request, form, formsets, change):
        practice = form.instance
        save_chosen(practice, form)
        super().save_related(request, form, formsets, change)
        for formset in reversed(formsets):
            formset.finish()
        if found := faults_of_document(document.build(practice, staff=True)):
            raise faults.of_document(found, formsets)
        was_published = practice.state == State.PUBLISHED
        before = request.before if change else None
        event = workflow.record_save(practice, before, by=request.user, channel=Channel.ADMIN)
        request.has_changed = event is not None
        unsaved.forget(request.user, practice if change else None)
        if was_published and event is not None:
            words = _("This is a draft now. The public keeps the last edition until you publish again.")
            self.message_user(request, words, messages.WARNING)

    def log_addition(self, request, obj, message):
        """Events are the history of a practice."""

    log_change = log_deletion = log_addition

    def log_deletions(self, request, queryset):
        """Events are the history of a practice."""

    def response_post_save_add(self, request, obj):
        duplicates.warn_of(self, request, obj)
        return self.response_post_save_change(request, obj)

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(reverse("admin:practices_practice_change", args=[obj.pk]))

    # Other pages of a practice ----------------------------------------------------------------------------------------

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"practices_practice_{name}")

        return [
            address("<int:pk>/transition/<str:name>/", self.transition_view, "transition"),
            address("<int:pk>/preview/", self.preview_view, "preview"),
            address("<int:pk>/files/<int:file>/", self.file_view, "file"),
            *autosave.addresses(self),
            *cloning.addresses(self),
            *duplicates.addresses(self),
            *review.addresses(self),
            *history.addresses(self),
            *super().get_urls(),
        ]

    def transition_view(self, request, pk, name):
        return transitions.view(self, request, pk, name)

    def preview_view(self, request, pk):
        return preview.view(request, self.visible_or_404(request, pk))

    def file_view(self, request, pk, file):
        attachment = get_object_or_404(Attachment, practice=self.visible_or_404(request, pk), pk=file)
        try:
            kept = files.open_kept(attachment.sha256)
        except FileNotFoundError:
            raise Http404 from None
        return FileResponse(kept, as_attachment=True, filename=attachment.name, content_type=attachment.media_type)

    def history_view(self, request, object_id, extra_context=None):
        practice = self.get_object(request, unquote(object_id))
        if practice is None:
            raise Http404
        return history.view(self, request, practice)

    def delete_view(self, request, object_id, extra_context=None):
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404  # hidden and unknown alike, before it is asked who may delete
        try:
            return super().delete_view(request, object_id, extra_context)
        except workflow.TransitionRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:practices_practice_change", args=[object_id]))

    def delete_model(self, request, obj):
        workflow.delete(obj, by=request.user, channel=Channel.ADMIN)
