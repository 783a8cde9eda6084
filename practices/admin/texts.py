"""What a practice says, one text a language: title and summary first, the long texts folded away."""

from django import forms
from django.db.models import Case, F, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practices.admin.rows import PracticeRows, RowForm, Rows
from practices.models import PracticeText
from practices.vocabulary import Language, TextOrigin

LONG = ("why", "context", "objectives", "approach", "results", "difficulties", "lessons", "transfer", "demand")
RECOMMENDED = {"title": 150, "summary": 600}  # characters; what readers take in at a glance
ORIGINS = [
    ("", _("This is the original")),
    *((origin.value, origin.label) for origin in TextOrigin if origin is not TextOrigin.ORIGINAL),
]


class TextForm(RowForm):
    """A text in one language. Which one is the original follows from the language of the practice."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "origin" in self.fields:
            self.fields["origin"].choices = ORIGINS
            self.fields["origin"].required = False
            if self.initial.get("origin", TextOrigin.ORIGINAL) == TextOrigin.ORIGINAL:
                self.initial["origin"] = ""
        for name, characters in RECOMMENDED.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-recommended"] = characters
        if "is_outdated" in self.fields and not self.is_translation:
            self.fields["is_outdated"].widget = forms.HiddenInput()

    @property
    def is_translation(self):
        """Whether it is stored as one."""
        return bool(self.instance.pk) and self.instance.origin != TextOrigin.ORIGINAL

    @property
    def heading(self):
        if not self.instance.pk:
            return ""
        words = {"language": Language(self.instance.language).label, "title": self.instance.title}
        return gettext("%(language)s: %(title)s") % words

    @property
    def called(self):
        return Language(self.instance.language).label if self.instance.pk else ""

    @property
    def marks(self):
        """How the text came to be and whether it has fallen behind, as stored."""
        if not self.instance.pk:
            return []
        found = [("origin", TextOrigin(self.instance.origin).label)]
        return [*found, ("outdated", _("Older than the original"))] if self.instance.is_outdated else found

    @property
    def is_folded(self):
        return self.is_translation and not self.errors

    def clean_origin(self):
        return self.cleaned_data["origin"] or TextOrigin.ORIGINAL.value


class TextRows(Rows):
    """Texts of one practice. The one in its original language is the original, the others are not."""

    known_by = ("language",)
    set_by_registry = ("is_outdated",)

    def clean(self):
        super().clean()
        if not any(self.errors) and not any(form.cleaned_data.get("title") for form in self.kept()):
            raise forms.ValidationError(_("Give the practice a title: without one nobody finds it again."))
        for form in self.kept():
            data = form.cleaned_data
            if data.get("language") in (None, self.instance.original_language):
                continue
            if data.get("origin") == TextOrigin.ORIGINAL:
                form.add_error("origin", _("The original is in another language: say how this text came to be."))

    def finish(self):
        text = PracticeText.objects.filter(practice=self.instance, language=self.instance.original_language)
        text.exclude(origin=TextOrigin.ORIGINAL).update(origin=TextOrigin.ORIGINAL, is_outdated=False)


class Texts(PracticeRows):
    model = PracticeText
    form, formset = TextForm, TextRows
    extra_when_new = 1
    max_num = len(Language)
    verbose_name_plural = _("title and summary")
    fieldsets = [
        (None, {"fields": ["title", "summary", ("language", "origin", "is_outdated")]}),
        (_("The whole story: why it is good, what was done, results, lessons"), {
            "fields": [*LONG, "caution"], "classes": ["collapse"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        # The original first, the others as languages stand everywhere else.
        is_original = When(language=F("practice__original_language"), then=0)
        places = [When(language=language, then=place) for place, language in enumerate(Language.values, start=1)]
        return super().get_queryset(request).order_by(Case(is_original, *places, default=len(places) + 1))
