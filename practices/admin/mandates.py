"""What people are asked to review, and how far their rights reach; and the page on which a reviewer says it of themselves."""

from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import people, workflow
from practices.admin import faults
from practices.admin.careful import STALE, CarefulAdmin, CarefulForm
from practices.admin.widgets import KeyChooser, ManyFromMemory
from practices.models import Mandate
from practices.vocabulary import Language
from practices.workflow import REVIEW

FIELD = ("themes", "regions", "languages", "is_available")
CHOSEN = ("themes", "regions", "scope_regions", "scope_organisations")


def languages_field(**options) -> forms.MultipleChoiceField:
    """The languages a person reads, as boxes to tick."""
    options = {"label": capfirst(Mandate._meta.get_field("languages").verbose_name), "required": False} | options
    return forms.MultipleChoiceField(choices=Language, widget=forms.CheckboxSelectMultiple, **options)


class MandateForm(CarefulForm):
    """A mandate as an administrator enters it."""

    languages = languages_field()


class OwnFieldForm(forms.ModelForm):
    """What people say of themselves: never their organisation, never their limits."""

    expected = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    languages = languages_field()

    class Meta:
        model = Mandate
        fields = FIELD
        labels = {"is_available": gettext_lazy("I can be asked to review")}
        help_texts = {
            "themes": gettext_lazy("What you know well."),
            "is_available": gettext_lazy("Clear it while you are away."),
        }
        widgets = {name: ManyFromMemory(Mandate._meta.get_field(name)) for name in ("themes", "regions")}

    def __init__(self, *args, version: str = "", **options):
        super().__init__(*args, **options)
        self.initial["expected"] = version


@admin.register(Mandate)
class MandateAdmin(CarefulAdmin):
    """One person's organisation, field of knowledge and limits."""

    form = MandateForm
    list_display = ["person", "organisation", "theme_names", "language_names", "limits", "is_available"]
    list_select_related = ["person", "organisation"]
    list_filter = ["is_available"]
    search_fields = ["person__email", "person__first_name", "person__last_name"]
    search_help_text = gettext_lazy("A name or an e-mail address.")
    ordering = ["person__email"]
    actions = None
    autocomplete_fields = ["person", "organisation", *CHOSEN]
    fieldsets = [
        (None, {"fields": ["person", "organisation", "is_available"]}),
        (gettext_lazy("Field of knowledge"), {
            "fields": ["themes", "regions", "languages"],
            "description": gettext_lazy("Reviewers are proposed by it. They can change it themselves."),
        }),
        (gettext_lazy("Limits"), {
            "fields": ["scope_regions", "scope_organisations"],
            "description": gettext_lazy(
                "Both empty: the rights of the person's role reach every practice. Otherwise they reach only practices that"
                " name a country of one of these groups, or one of these organisations. What the person wrote is always"
                " within reach. Limits give no right; they only narrow those of the role."
            ),
        }),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(*CHOSEN)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":
            kwargs["widget"] = KeyChooser(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **kwargs | {"widget": ManyFromMemory(db_field)})

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj is not None else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        person = get_user_model().objects.get(pk=form.instance.pk)  # whose limits nobody has asked for yet
        try:
            people.hand_over(person)
        except workflow.Conflict as conflict:
            raise faults.Refusal([faults.Fault(str(conflict))]) from None

    def version(self, request, obj):
        return version_of(obj)

    @admin.display(description=gettext_lazy("themes"))
    def theme_names(self, mandate):
        return _names(mandate.themes) or "–"

    @admin.display(description=gettext_lazy("languages read"))
    def language_names(self, mandate):
        return ", ".join(Language(code).label for code in mandate.languages if code in Language.values) or "–"

    @admin.display(description=gettext_lazy("limits"))
    def limits(self, mandate):
        return limits_in_words(mandate)

    def get_urls(self):
        mine = self.admin_site.admin_view(self.mine_view)
        return [path("mine/", mine, name="practices_mandate_mine"), *super().get_urls()]

    def mine_view(self, request):
        """Any reviewer's own field of knowledge."""
        if not request.user.has_perm(REVIEW):
            raise PermissionDenied
        if request.method != "POST":
            mandate = _own(request.user)
            return self._mine(request, OwnFieldForm(instance=mandate, version=version_of(mandate)))
        with transaction.atomic():
            Mandate.objects.select_for_update(of=("self",)).filter(pk=request.user.pk).first()
            mandate = _own(request.user)
            form = OwnFieldForm(request.POST, instance=mandate, version=version_of(mandate))
            if request.POST.get("expected", "") != form.initial["expected"]:
                return self._stale(request, form)
            if not form.is_valid():
                return self._mine(request, form)
            self._keep(request, form)
        return HttpResponseRedirect(reverse("admin:practices_mandate_mine"))

    def _keep(self, request, form) -> None:
        is_new = form.instance._state.adding
        if not form.has_changed():
            messages.info(request, _("Nothing was different, so nothing was saved."))
            return
        mandate = form.save()
        message = self.construct_change_message(request, form, [], is_new)
        (admin.ModelAdmin.log_addition if is_new else admin.ModelAdmin.log_change)(self, request, mandate, message)
        messages.success(request, _("Your field is saved. Reviews are proposed to you by it."))

    def _stale(self, request, form):
        """Somebody changed it meanwhile: what was typed stays, and saving again is possible."""
        form.add_error(
            None, _("This has changed since you opened it. Compare it with what you entered, then save again.")
        )
        form.data = form.data.copy()
        form.data["expected"] = form.initial["expected"]
        return self._mine(request, form, STALE)

    def _mine(self, request, form, status: int = 200):
        mandate = _own(request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("My field"),
            "opts": self.opts,
            "form": form,
            "mandate": mandate,
            "limits": limits_in_words(mandate),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/practices/mandate/mine.html", context, status=status)


def _own(user) -> Mandate:
    found = Mandate.objects.select_related("organisation").filter(pk=user.pk).first()
    return found or Mandate(person=user)


def version_of(mandate: Mandate) -> str:
    """What changes whenever a mandate does, what is chosen in it included; empty where there is none yet."""
    if mandate._state.adding:
        return ""
    own = Mandate.objects.filter(pk=mandate.pk).values_list()[:1]
    chosen = [
        sorted(getattr(mandate, name).through.objects.filter(mandate=mandate.pk).values_list()) for name in CHOSEN
    ]
    return sha256(repr([list(own), chosen]).encode()).hexdigest()


def _names(rows) -> str:
    return ", ".join(sorted(str(row) for row in rows.all()))


def limits_in_words(mandate: Mandate) -> str:
    """How far the rights of a person reach, in a sentence."""
    regions, organisations = ("", "") if mandate._state.adding else (
        _names(mandate.scope_regions), _names(mandate.scope_organisations))  # fmt: skip
    if regions and organisations:
        words = _(
            "Only practices with a country of %(regions)s, or with one of these organisations: %(organisations)s."
        )
    elif regions:
        words = _("Only practices with a country of %(regions)s.")
    elif organisations:
        words = _("Only practices with one of these organisations: %(organisations)s.")
    else:
        return _("None: every practice.")
    return words % {"regions": regions, "organisations": organisations}
