"""Every column, in the order of a sheet."""

from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from practices import models
from practices.document import parts
from practices.exchange.columns.kinds import IN_LANGUAGE, Column, Group, Kind, Layout, Part
from practices.vocabulary import Language, TermKind

LISTED_HELP = _("Names or codes of the vocabulary, separated by semicolons.")
LINES_HELP = _("One a line.")


def _field(model: type, name: str):
    return model._meta.get_field(name)


def _of_model(model: type, name: str, kind: Kind, group: Group, path: tuple[str, ...], key: str = "", **more) -> Column:
    """A column with the words of a model's field, which staff know from the form."""
    field = _field(model, name)
    more.setdefault("help", field.help_text)
    return Column(key or name, field.verbose_name, kind, group, path, **more)


def _fact(name: str, kind: Kind = Kind.TERM, group: Group = Group.WHAT, **more) -> Column:
    return _of_model(models.Practice, name, kind, group, (name,), **more)


def _terms(key: str, label, *, is_default: bool = True) -> Column:
    return Column(key, label, Kind.TERMS, Group.WHAT, (key,), LISTED_HELP, parts.TERMS[key], is_default=is_default)


ABOUT = (
    Column("code", _("code"), Kind.TEXT, Group.ABOUT, ("code",), is_default=True,
        help=_("Names the record for good. Leave it empty for a new practice; never change it.")),
    Column("url", _("address"), Kind.ADDRESS, Group.ABOUT, is_default=True, is_written=False,
        help=_("The page of the record.")),
    Column("edition", _("edition"), Kind.INTEGER, Group.ABOUT, is_default=True, is_written=False,
        help=_("Number of the published edition that this row shows.")),
    Column("published", _("published on"), Kind.DATE, Group.ABOUT, is_default=True, is_written=False,
        help=_("Day of that edition.")),
    Column("grade", _("grade"), Kind.TERM, Group.ABOUT, is_default=True, is_written=False, vocabulary="grade",
        help=_("Outcome of the assessment; empty: documented, not assessed.")),
    Column("citation", _("how to cite it"), Kind.TEXT, Group.ABOUT, is_written=False,
        help=_("A reference to this edition of the record.")),
    Column("state", _("state"), Kind.TERM, Group.STAFF, is_written=False, vocabulary="state",
        help=_("Where the working copy stands.")),
    _fact("original_language", vocabulary="language", group=Group.ABOUT, is_default=True),
)  # fmt: skip

WHAT = (
    _fact("type", vocabulary=TermKind.TYPE, is_default=True),
    _fact("modality", vocabulary=TermKind.MODALITY, is_default=True),
    _fact("scope", vocabulary=TermKind.SCOPE, is_default=True),
    _fact("status", vocabulary=TermKind.STATUS, is_default=True),
    _fact("evidence_level", vocabulary=TermKind.EVIDENCE_LEVEL, is_default=True),
    _of_model(models.Practice, "start_year", Kind.YEAR, Group.WHAT, ("period", "start"), is_default=True),
    _of_model(models.Practice, "end_year", Kind.YEAR, Group.WHAT, ("period", "end"), is_default=True),
    _terms("themes", _("themes")),
    _terms("gcm_objectives", _("GCM objectives")),
    _terms("gcm_principles", _("GCM guiding principles")),
    _terms("sdgs", _("Sustainable Development Goals")),
    _terms("sdg_targets", _("SDG targets")),
    _terms("beneficiary_groups", _("beneficiary groups")),
    _terms("instruments", _("instruments")),
    _terms("sectors", _("sectors")),
    _terms("tags", _("free tags")),
    *(
        _of_model(
            models.Practice, name, Kind.TERM, Group.WHAT, ("initiative", name), vocabulary="party", is_default=True
        )
        for name in ("requested_by", "led_by", "paid_by")
    ),
    _fact("cost_band", vocabulary="cost_band", is_default=True),
)

WHO = (
    Column("countries", _("countries"), Kind.ENTRIES, Group.WHO, ("countries",), is_default=True,
        help=_("One a line: country | role."), parts=(
            Part("country", _("country"), Kind.TERM, "country", is_required=True),
            Part("role", _("role"), Kind.TERM, TermKind.COUNTRY_ROLE, is_required=True),
        )),
    Column("organisations", _("organisations"), Kind.ENTRIES, Group.WHO, ("organisations",), is_default=True,
        help=_("One a line: organisation | role."), parts=(
            Part("organisation", _("organisation"), Kind.TERM, "organisation", is_required=True),
            Part("role", _("role"), Kind.TERM, TermKind.ORGANISATION_ROLE, is_required=True),
        )),
    Column("cities", _("cities"), Kind.ENTRIES, Group.WHO, ("cities",), is_default=True,
        help=_("One a line: city | role, where the role is known."), parts=(
            Part("city", _("city"), Kind.TERM, "city", is_required=True),
            Part("role", _("role"), Kind.TERM, TermKind.COUNTRY_ROLE),
        )),
    Column("mechanisms", _("consultation mechanisms"), Kind.TERMS, Group.WHO, ("mechanisms",), LISTED_HELP, "mechanism",
        is_default=True),
)  # fmt: skip

MADE_OF_ROW = {
    "title": _("Who, what and where, acronyms written out."),
    "summary": _("Who did what with whom, in up to 600 characters or so."),
}
SHORT_TEXTS = ("title",)
DEFAULT_TEXTS = ("title", "summary", "context", "approach", "results", "lessons", "transfer", "caution")


def _text(name: str, language: str = "") -> Column:
    """One text: of the row's language, or of a named one."""
    field = _field(models.PracticeText, name)
    kind = Kind.TEXT if name in SHORT_TEXTS else Kind.LONG
    if not language:
        path, group, label, key = ("texts", IN_LANGUAGE, name), Group.TEXT, field.verbose_name, name
    else:
        path, group, key = ("texts", language, name), Group(language), f"{name}_{language}"
        label = format_lazy("{} – {}", field.verbose_name, Language(language).label)
    return Column(key, label, kind, group, path, field.help_text, is_default=not language and name in DEFAULT_TEXTS)


def _about_text(language: str = "") -> tuple[Column, ...]:
    ending, group = (f"_{language}", Group(language)) if language else ("", Group.TEXT)
    named = format_lazy(" – {}", Language(language).label) if language else ""
    path = ("texts", language or IN_LANGUAGE)
    return (
        Column(f"text_origin{ending}", format_lazy("{}{}", _("how the text came to be"), named), Kind.TERM, group,
            (*path, "origin"), vocabulary="text_origin", is_default=not language),
        Column(f"text_is_outdated{ending}", format_lazy("{}{}", _("text is older than the original"), named), Kind.FLAG,
            group, (*path, "is_outdated"), is_default=not language),
    )  # fmt: skip


TEXTS = (
    Column("text_language", _("language of the text"), Kind.TERM, Group.TEXT, ("text_language",), vocabulary="language",
        help=_("Of the title and the other texts of this row."), is_default=True),
    *(_text(name) for name in models.PracticeText.FIELDS),
    *_about_text(),
)  # fmt: skip
TRANSLATIONS = tuple(
    column
    for language in Language.values
    for column in (*(_text(name, language) for name in models.PracticeText.FIELDS), *_about_text(language))
)

SOURCE = Part("source", _("key of the source"))
FACTS = (
    Column("figures", _("figures"), Kind.ENTRIES, Group.FACTS, ("figures",), is_default=True,
        help=_("One a line: value | unit | year | source | what it counts, in English, French, Spanish, Portuguese, Arabic."),
        parts=(
            Part("value", _("value"), Kind.NUMBER, is_required=True),
            Part("unit", _("unit"), is_required=True),
            Part("year", _("year"), Kind.YEAR),
            SOURCE,
            *(Part(f"label_{code}", _field(models.Figure, f"label_{code}").verbose_name, path=("label", code))
              for code in Language.values),
        )),
    Column("exchanges", _("exchanges"), Kind.ENTRIES, Group.FACTS, ("exchanges",), is_default=True,
        help=_("One a line: who shared | who learned | date | form | subject | follow-up."), parts=(
            Part("provider", _("provider"), Kind.TERM, "country", is_required=True),
            Part("beneficiary", _("beneficiary"), Kind.TERM, "country", is_required=True),
            Part("date", _("date"), Kind.DATE),
            Part("format", _("form"), Kind.TERM, "exchange_format"),
            Part("subject", _("subject")),
            Part("follow_up", _("follow-up")),
        )),
    Column("citations", _("sources"), Kind.ENTRIES, Group.FACTS, ("citations",), is_default=True,
        help=_("One a line: key | title | address | publisher | date | kind | language | page or passage | read on | "
               "verification | archived copy. Figures name a source by its key."), parts=(
            Part("key", _("key"), is_required=True),
            Part("title", _("title")),
            Part("url", _("address"), Kind.ADDRESS),
            Part("publisher", _("publisher")),
            Part("date", _("date"), Kind.DATE),
            Part("kind", _("kind"), Kind.TERM, "citation_kind"),
            Part("language", _("language")),
            Part("locator", _("page or passage")),
            Part("accessed", _("read on"), Kind.DATE),
            Part("verification", _("verification"), Kind.TERM, "verification"),
            Part("archived_url", _("archived copy"), Kind.ADDRESS),
        )),
    Column("links", _("related practices"), Kind.ENTRIES, Group.FACTS, ("links",),
        help=_("One a line: code of the other practice | how it is related."), parts=(
            Part("practice", _("practice"), is_required=True),
            Part("kind", _("kind"), Kind.TERM, "link_kind"),
        )),
    Column("particulars", _("particulars"), Kind.ENTRIES, Group.FACTS, ("particulars",),
        help=_("One a line: what | value."), parts=(
            Part("label", pgettext_lazy("of a particular", "what"), is_required=True),
            Part("value", _("value"), is_required=True),
        )),
    Column("attachments", _("attached files"), Kind.ENTRIES, Group.FACTS, ("attachments",),
        help=_("One a line: SHA-256 | name | media type | size in bytes | title | language | rights | consent. "
               "The files themselves are added in the form of the record."), parts=(
            Part("sha256", _("SHA-256"), is_required=True),
            Part("name", _("file name"), is_required=True),
            Part("media_type", _("media type"), is_required=True),
            Part("size", _("size in bytes"), Kind.INTEGER, is_required=True),
            Part("title", _("title"), is_required=True),
            Part("language", _("language")),
            Part("rights", _("rights"), is_required=True),
            Part("has_consent", _("consent of people shown"), Kind.FLAG),
        )),
)  # fmt: skip

KINDS_OF_DETAILS = {
    "study_tour": {
        "start_date": Kind.DATE, "end_date": Kind.DATE, "days": Kind.INTEGER, "delegation_size": Kind.INTEGER,
        "women": Kind.INTEGER, "topics": Kind.LINES, "host_bodies": Kind.LINES, "agenda": Kind.LONG,
        "report_url": Kind.ADDRESS, "follow_up": Kind.LONG,
    },
    "training_centre": {
        "founded": Kind.DATE, "member_countries": (Kind.TERMS, "country"), "served_countries": (Kind.TERMS, "country"),
        "languages": Kind.LINES, "delivery": (Kind.TERMS, "delivery"), "curriculum": Kind.LONG,
        "training_of_trainers": Kind.FLAG,
    },
    "labour_agreement": {
        "legal_form": (Kind.TERM, TermKind.LEGAL_FORM), "signed": Kind.DATE, "in_force": Kind.DATE,
        "term_years": Kind.NUMBER, "renewed": Kind.LINES, "ended": Kind.DATE, "text_url": Kind.ADDRESS,
        "languages": Kind.LINES, "joint_committee": Kind.FLAG, "fees_paid_by": (Kind.TERM, "fee_payer"),
        "wage_floor": Kind.NUMBER, "workers_covered": Kind.INTEGER,
    },
    "city_cooperation": {
        "city_count": Kind.INTEGER, "adopted": Kind.DATE, "editions": Kind.LINES, "outputs": Kind.LINES,
        "topics": Kind.LINES, "tools": Kind.LINES, "migrant_participation": Kind.LONG, "national_role": Kind.LONG,
    },
}  # fmt: skip
LISTS_OF_DETAILS = {
    "study_tour": Column("study_tour_actions", _("follow-up actions"), Kind.ENTRIES, Group.STUDY_TOUR,
        ("study_tour", "actions"), help=_("One a line: action | state | due."), parts=(
            Part("action", _("action"), is_required=True),
            Part("state", _("state"), Kind.TERM, "follow_up_state"),
            Part("due", _("due"), Kind.DATE),
        )),
    "training_centre": Column("training_centre_trainees", _("counts of trainees"), Kind.ENTRIES, Group.TRAINING_CENTRE,
        ("training_centre", "trainees"),
        help=_("One a line: people | year | country | women | since the start (yes or no) | source."), parts=(
            Part("people", _("people"), Kind.INTEGER, is_required=True),
            Part("year", _("year"), Kind.YEAR),
            Part("country", _("country"), Kind.TERM, "country"),
            Part("women", _("women among them"), Kind.INTEGER),
            Part("is_cumulative", _("since the start"), Kind.FLAG),
            SOURCE,
        )),
    "labour_agreement": Column("labour_agreement_elements", _("checklist"), Kind.ENTRIES, Group.LABOUR_AGREEMENT,
        ("labour_agreement", "elements"), help=_("One a line: element | answer | clause | note | source."), parts=(
            Part("element", _("element"), Kind.TERM, TermKind.AGREEMENT_ELEMENT, is_required=True),
            Part("answer", _("answer"), Kind.TERM, "answer", is_required=True),
            Part("clause", _("clause")),
            Part("note", _("note")),
            SOURCE,
        )),
}  # fmt: skip


def _details() -> Iterable[Column]:
    """The fields of the four detail forms; "details" says which of them a record has."""
    yield Column("details", _("forms of its type"), Kind.TERMS, Group.WHAT, ("details",), vocabulary="detail",
        help=_("Which of the detail forms this record has. Filling one of their columns adds it."))  # fmt: skip
    for detail in parts.DETAILS:
        for field in detail.fields:
            known = KINDS_OF_DETAILS[detail.key].get(field.key, Kind.TEXT)
            kind, vocabulary = known if isinstance(known, tuple) else (known, "")
            model = _field(detail.model, field.key)
            helps = {Kind.TERMS: LISTED_HELP, Kind.LINES: LINES_HELP}
            yield Column(
                f"{detail.key}_{field.key}",
                format_lazy("{}: {}", detail.model._meta.verbose_name, model.verbose_name),
                kind, Group(detail.key), (detail.key, field.key), helps.get(kind, model.help_text), vocabulary,
            )  # fmt: skip
        if detail.key in LISTS_OF_DETAILS:
            yield LISTS_OF_DETAILS[detail.key]


STAFF = (
    Column("unverified", _("unverified statements"), Kind.LINES, Group.STAFF, ("staff", "unverified"), LINES_HELP),
    *(
        _of_model(models.Practice, f"focal_point_{name}", Kind.TEXT, Group.STAFF, ("staff", "focal_point", name))
        for name in ("name", "email", "phone")
    ),
    _of_model(models.Practice, "remarks", Kind.LONG, Group.STAFF, ("staff", "remarks")),
)

COLUMNS: tuple[Column, ...] = (
    *ABOUT[:1],
    *TEXTS[:1],
    *TEXTS[-2:],
    *TEXTS[1:3],
    *ABOUT[1:],
    *WHAT,
    *WHO,
    *TEXTS[3:-2],
    *FACTS,
    *_details(),
    *TRANSLATIONS,
    *STAFF,
)
BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT = tuple(column.key for column in COLUMNS if column.is_default)


def part_key(column: Column, part: Part) -> str:
    """The key of one part of an entry where each entry has a row of its own."""
    return f"{column.key}.{part.key}"


# By the keys of such parts: the column and the part.
PARTS = {
    part_key(BY_KEY[layout.column], part): (BY_KEY[layout.column], part)
    for layout in Layout
    if layout.column
    for part in BY_KEY[layout.column].parts
}


def columns_of(keys: Iterable[str], *, staff: bool = False) -> list[Column]:
    """The columns with these keys in the order of a sheet; the default ones where none is known."""
    wanted = set(keys) & set(BY_KEY) or set(DEFAULT)
    return [column for column in COLUMNS if column.key in wanted and (staff or not column.is_for_staff)]
