"""Files that go with a practice: taken in through the store, typed by their content, never lost by a failed save."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import files
from practices.admin.rows import PracticeRows, RowForm
from practices.models import Attachment

SALT = "practices.admin.attachments"
KEPT_SECONDS = 24 * 3600
COLUMNS = ("sha256", "name", "media_type", "size")


class AttachmentForm(RowForm):
    """A file and what is to be known of it. `kept` remembers an upload whose form has to be sent again."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("A PDF of up to 10 MiB, or a JPEG or PNG image of up to 5 MiB."),
    )
    kept = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].disabled = True
            self.fields["file"].widget = forms.HiddenInput()

    @property
    def heading(self):
        return f"{self.instance.title} ({self.instance.name})" if self.instance.pk else ""

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk and self.has_changed():
            try:
                facts = self._facts(cleaned)
            except ValidationError as refusal:
                self.add_error("file", refusal)
            else:
                for name in COLUMNS:
                    setattr(self.instance, name, facts[name])
        return cleaned

    def _facts(self, cleaned: dict) -> dict:
        """What the store says of the file, now or when it came."""
        if upload := cleaned.get("file"):
            upload.seek(0)
            facts = files.keep(upload)
            self.data = self.data.copy()
            self.data[self.add_prefix("kept")] = signing.dumps(facts, salt=SALT)
            return facts
        try:
            return signing.loads(cleaned.get("kept") or "", salt=SALT, max_age=KEPT_SECONDS)
        except signing.BadSignature:
            raise ValidationError(_("Choose the file.")) from None

    @property
    def waiting(self) -> str:
        """Name of a file that came with an earlier try."""
        try:
            return signing.loads(self.data.get(self.add_prefix("kept")) or "", salt=SALT)["name"]
        except (signing.BadSignature, AttributeError):
            return ""


class Attachments(PracticeRows):
    model = Attachment
    form = AttachmentForm
    fields = ["file", "kept", "title", ("rights", "language"), "has_consent", "stored"]
    readonly_fields = ["stored"]
    verbose_name_plural = gettext_lazy("files")

    def stored(self, attachment):
        if not attachment.pk:
            return "-"
        address = reverse("admin:practices_practice_file", args=[attachment.practice_id, attachment.pk])
        return format_html('<a href="{}">{}</a>', address, attachment.name)

    stored.short_description = gettext_lazy("Stored file")
