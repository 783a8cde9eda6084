"""What a column is: its key, its words, where its value stands in a document, and what kind of value that is."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

IN_LANGUAGE = "*"  # in a path: the language that the row's text columns are in


class Kind(StrEnum):
    """Kinds of value."""

    TEXT = "text"
    LONG = "long"  # prose of several sentences
    NUMBER = "number"
    INTEGER = "integer"
    YEAR = "year"
    DATE = "date"  # to the day, the month or the year: 2019-05-07, 2019-05, 2019
    FLAG = "flag"  # yes, no, or empty for not known
    ADDRESS = "address"
    TERM = "term"  # one value of a vocabulary
    TERMS = "terms"  # several
    LINES = "lines"  # several texts
    ENTRIES = "entries"  # several objects, each of several parts


class Group(TextChoices):
    """Where columns stand together when they are chosen."""

    ABOUT = "about", _("The record")
    WHAT = "what", _("What it is")
    WHO = "who", _("Who takes part")
    TEXT = "text", _("The text, in the language of the sheet or the original")
    FACTS = "facts", _("Figures, exchanges and sources")
    STUDY_TOUR = "study_tour", _("Study tour")
    TRAINING_CENTRE = "training_centre", _("Training centre")
    LABOUR_AGREEMENT = "labour_agreement", _("Labour agreement")
    CITY_COOPERATION = "city_cooperation", _("City-to-city cooperation")
    EN = "en", _("The text in English")
    FR = "fr", _("The text in French")
    ES = "es", _("The text in Spanish")
    PT = "pt", _("The text in Portuguese")
    AR = "ar", _("The text in Arabic")
    STAFF = "staff", _("For staff only")


class Layout(TextChoices):
    """What one row is."""

    PRACTICES = "practices", _("One row per practice")
    COUNTRIES = "countries", _("One row per practice and country")
    ORGANISATIONS = "organisations", _("One row per practice and organisation")
    FIGURES = "figures", _("One row per practice and figure")
    ELEMENTS = "elements", _("One row per practice and checklist item")

    @property
    def column(self) -> str:
        """The key of the column whose entries have rows of their own; empty where there is none."""
        return {"practices": "", "elements": "labour_agreement_elements"}.get(self.value, self.value)


@dataclass(frozen=True)
class Part:
    """One part of an entry: of a figure, a source, a country in its role."""

    key: str
    label: Promise
    kind: Kind = Kind.TEXT
    vocabulary: str = ""
    path: tuple[str, ...] = ()  # within the entry; its key where empty
    is_required: bool = False

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands in an entry."""
        return self.path or (self.key,)


@dataclass(frozen=True)
class Column:
    """One column. `vocabulary` is a TermKind, "country", "organisation", "city", "mechanism" or a closed list's name."""

    key: str
    label: Promise
    kind: Kind
    group: Group
    path: tuple[str, ...] = ()
    help: Promise | str = ""
    vocabulary: str = ""
    parts: tuple[Part, ...] = ()
    is_default: bool = False
    is_written: bool = True  # False: it goes out and never comes in

    @property
    def is_many(self) -> bool:
        """Whether it holds a list."""
        return self.kind in (Kind.TERMS, Kind.LINES, Kind.ENTRIES)

    @property
    def is_for_staff(self) -> bool:
        """Whether it may never reach the public."""
        return self.group == Group.STAFF
