"""The same workbook into the same tables by django-import-export, as its documentation says it is done.

Cells are understood by our own functions, names in them found in the same tables of names; rows of the vocabularies are
then looked up, and everything is saved, by the library's fields, widgets and hooks. Its hooks write each table of child
rows at once, as a careful person would.
"""

from pathlib import Path

from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget, Widget

from accounts.models import User
from practices import models
from practices.document import staff_list_columns
from practices.exchange.columns import BY_KEY, Column, Kind, Names, names, parse
from practices.models.practice import PracticeText
from practices.vocabulary import Channel, TextOrigin
from tests.benchmarks import population, sheets

LABELS_ROW = 2
FACTS = ("original_language", "modality", "start_year", "end_year", "requested_by", "led_by", "paid_by", "cost_band")
TERM, TERMS = (
    tuple(key for key in sheets.IN if BY_KEY[key].kind is kind and key not in (*FACTS, "text_language", "mechanisms"))
    for kind in (Kind.TERM, Kind.TERMS)
)
TEXTS = tuple(key for key in sheets.IN if key in PracticeText.FIELDS)
# Child rows with a role: the model, the attribute and model of what has the role.
BODIES = {
    "countries": (models.PracticeCountry, "country", models.Country),
    "organisations": (models.PracticeOrganisation, "organisation", models.Organisation),
    "cities": (models.PracticeCity, "city", models.City),
}


class FactWidget(Widget):
    """A cell of one value, as our columns understand it."""

    def __init__(self, column: Column, known: Names) -> None:
        super().__init__()
        self.column, self.known = column, known

    def clean(self, value, row=None, **kwargs):
        return parse(self.column, value, self.known)


class TermWidget(ForeignKeyWidget):
    """A cell with the label of a term: its code is known, its row is fetched."""

    def __init__(self, column: Column, known: Names) -> None:
        super().__init__(models.Term, "code")
        self.column, self.known = column, known

    def clean(self, value, row=None, **kwargs):
        return super().clean(parse(self.column, value, self.known), row, **kwargs)

    def get_queryset(self, value, row, *args, **kwargs):
        return models.Term.objects.filter(kind=self.column.vocabulary)


class CodesWidget(ManyToManyWidget):
    """A cell with several labels: their codes are known, their rows are fetched."""

    def __init__(self, column: Column, known: Names, model: type, **only: str) -> None:
        super().__init__(model, field="code")
        self.column, self.known, self.only = column, known, only

    def clean(self, value, row=None, **kwargs):
        codes = parse(self.column, value, self.known)
        found = super().clean(",".join(codes), row, **kwargs)
        return sorted(found.filter(**self.only), key=lambda one: codes.index(one.code)) if codes else []


class LinksField(Field):
    """Rows between a practice and what a cell names, in its order. Several columns of terms are one such table."""

    def __init__(self, through: type, name: str, **options) -> None:
        super().__init__(**options)
        self.through, self.name = through, name

    def save(self, instance, row, is_m2m=False, **kwargs):
        given = instance.__dict__.setdefault(f"given_{self.attribute}", [])
        found = self.clean(row, **kwargs)
        rows = [
            self.through(practice=instance, position=place, **{self.name: one})
            for place, one in enumerate(found, len(given))
        ]
        given += rows
        if rows:
            self.through.objects.bulk_create(rows)


class Practices(ModelResource):
    """A row a practice. Nothing is in bulk across rows, which is the library's default and all that many-to-many allows."""

    class Meta:
        model = models.Practice
        fields = ()
        use_transactions = True
        force_init_instance = True  # every row is new, and none has a key to look for

    def __init__(self) -> None:
        super().__init__()
        self.known, self.by = names(sheets.LANGUAGE), User.objects.get(email=population.ADMINISTRATOR)
        for key in FACTS:
            self.fields[key] = Field(key, key, FactWidget(BY_KEY[key], self.known))
        for key in TERM:
            self.fields[key] = Field(key, key, TermWidget(BY_KEY[key], self.known))
        for key in TERMS:
            widget = CodesWidget(BY_KEY[key], self.known, models.Term, kind=BY_KEY[key].vocabulary)
            self.fields[key] = LinksField(
                models.PracticeTerm, "term", attribute="terms", column_name=key, widget=widget
            )
        widget = CodesWidget(BY_KEY["mechanisms"], self.known, models.ConsultationMechanism)
        self.fields["mechanisms"] = LinksField(
            models.PracticeMechanism, "mechanism", attribute="mechanisms", column_name="mechanisms", widget=widget
        )

    def read(self, row: dict, key: str):
        """What a cell means."""
        return parse(BY_KEY[key], row[key], self.known)

    def before_save_instance(self, instance, row, **kwargs):
        """What a working copy keeps for the lists of staff, and who wrote it."""
        texts = {self.read(row, "text_language"): {"title": self.read(row, "title")}}
        told = {"texts": texts, "original_language": instance.original_language, "code": instance.code}
        for name, value in staff_list_columns(told).items():
            setattr(instance, name, value)
        instance.revision, instance.author, instance.last_editor = 1, self.by, self.by

    def after_save_instance(self, instance, row, **kwargs):
        """The child rows, a table at a time."""
        models.PracticeText.objects.create(
            practice=instance, language=self.read(row, "text_language"), origin=TextOrigin.ORIGINAL,
            **{key: self.read(row, key) for key in TEXTS},
        )  # fmt: skip
        for key in BODIES:
            self.save_bodies(instance, key, self.read(row, key))
        citations = self.save_rows(instance, models.Citation, self.read(row, "citations"))
        self.save_figures(instance, self.read(row, "figures"), {one.key: one for one in citations})
        self.save_exchanges(instance, self.read(row, "exchanges"))
        models.Event.objects.create(
            practice=instance, code=instance.code, name="created", actor=self.by, channel=Channel.IMPORT,
            to_state=instance.state, revision=instance.revision,
        )  # fmt: skip

    def save_rows(self, instance, model: type, entries: list[dict]) -> list:
        """Child rows of one table, in their order."""
        rows = [model(practice=instance, position=place, **entry) for place, entry in enumerate(entries)]
        return model.objects.bulk_create(rows) if rows else []

    def save_bodies(self, instance, key: str, entries: list[dict]) -> None:
        """Countries, organisations or cities with their roles."""
        model, name, of = BODIES[key]
        found = self.fetched(of, {entry[name] for entry in entries})
        self.save_rows(instance, model, [entry | {name: found[entry[name]]} for entry in entries])

    def save_figures(self, instance, entries: list[dict], citations: dict) -> None:
        """Figures, with the source each names."""
        rows = []
        for entry in entries:
            labels = {f"label_{language}": label for language, label in entry.pop("label").items()}
            source = entry.pop("source")
            rows.append(entry | labels | {"citation": citations[source] if source else None})
        self.save_rows(instance, models.Figure, rows)

    def save_exchanges(self, instance, entries: list[dict]) -> None:
        """Exchanges between two countries."""
        roles = ("provider", "beneficiary")
        found = self.fetched(models.Country, {entry[role] for entry in entries for role in roles})
        self.save_rows(
            instance, models.Exchange, [entry | {role: found[entry[role]] for role in roles} for entry in entries]
        )

    def fetched(self, model: type, codes: set[str]) -> dict:
        """Rows by code."""
        return {one.code: one for one in model.objects.filter(code__in=codes)} if codes else {}


def load(path: str, without: list[int]) -> int:
    """Take in the workbook but for the rows with these numbers; how many practices that makes."""
    dataset = XLSX().create_dataset(Path(path).read_bytes())
    # Below the headings, which it takes for row 1, stand the labels: they are no practice either.
    for number in sorted({LABELS_ROW, *without}, reverse=True):
        del dataset[number - LABELS_ROW]
    return Practices().import_data(dataset, raise_errors=True).totals["new"]
