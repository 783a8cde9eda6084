"""What somebody says who takes practices out of the admin: format, language, rows, columns."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from import_export.forms import ExportForm as StockForm

from practices.exchange.columns import BY_KEY, DEFAULT, Group, Layout
from practices.exchange.exporting import Asked
from practices.exchange.exporting.asked import offered

USUAL, ALL, NONE = "usual", "all", "none"
CHOSEN = ("format", "layout", "language", "codes", "labels", "columns")


@dataclass(frozen=True)
class Columns:
    """Columns that stand together, as boxes to tick."""

    key: str
    label: str
    boxes: list
    chosen: int
    is_open: bool  # something else than usual is ticked here


class ExportForm(StockForm):
    """The form of the export screen. Everything has a usual value; nothing must be touched."""

    layout = forms.ChoiceField(label=gettext_lazy("One row is"), choices=Layout, initial=Layout.PRACTICES)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of headings and names"), choices=settings.LANGUAGES, initial=get_language
    )
    codes = forms.BooleanField(
        label=gettext_lazy("Codes beside names"), required=False,
        help_text=gettext_lazy("Repeats each column of names with the codes that stay the same in every language."),
    )  # fmt: skip
    labels = forms.BooleanField(
        label=gettext_lazy("Labels as headings"), required=False,
        help_text=gettext_lazy("In CSV only: words of the language above instead of keys that stay the same."),
    )  # fmt: skip
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one column.")},
    )  # fmt: skip

    def __init__(self, formats, resources, *, staff: bool = False, **options):
        super().__init__(formats, resources, **options)
        self.formats = formats
        # A working copy has no edition, hence no address, day or grade; its state takes their place.
        self.offered = [key for key in offered(staff=staff) if BY_KEY[key].path or key == "state"]
        self.usual = [key for key in self.offered if key in DEFAULT or key == "state"]
        self.fields["columns"].initial = self.usual
        # Which practices are ticked is not for the form to say: who may see them is asked each time.
        del self.fields["export_items"]
        self.fields["columns"].choices = [(key, capfirst(str(BY_KEY[key].label))) for key in self.offered]
        self.fields["format"] = forms.ChoiceField(
            label=gettext_lazy("Format"), widget=forms.RadioSelect, initial="0",
            choices=[(str(place), one().get_title()) for place, one in enumerate(formats)],
        )  # fmt: skip

    @property
    def file_format(self):
        """The format of a valid form, as django-import-export has it."""
        return self.formats[int(self.cleaned_data["format"])]()

    @property
    def name_of_format(self) -> str:
        """The same by its name among ours."""
        return self.file_format.name

    def chosen(self) -> dict:
        """What a valid form says, for the next time."""
        return {name: self.cleaned_data[name] for name in CHOSEN}

    def asked(self) -> Asked:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Asked(
            columns=tuple(key for key in self.offered if key in given["columns"]),
            layout=Layout(given["layout"]),
            codes=given["codes"],
            labels_as_headings=given["labels"],
        )

    def with_other_columns(self, choice: str) -> dict:
        """What was sent, with other columns ticked: the usual ones, all, or none. For a form that is shown again."""
        columns = {ALL: self.offered, NONE: []}.get(choice, self.usual)
        return {name: self[name].data for name in CHOSEN} | {"columns": columns}

    def groups(self) -> list[Columns]:
        """The boxes of the columns, as they stand together."""
        field = self["columns"]
        ticked, boxes = set(field.value() or ()), {box.data["value"]: box for box in field.subwidgets}
        found = []
        for group in Group:
            keys = [key for key in self.offered if BY_KEY[key].group == group]
            if keys:
                chosen = [key for key in keys if key in ticked]
                is_open = chosen != [key for key in keys if key in self.usual]
                found.append(Columns(group.value, str(group.label), [boxes[key] for key in keys], len(chosen), is_open))
        return found
