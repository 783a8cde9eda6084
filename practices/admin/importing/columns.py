"""Step 3: what each column of the sheet means, proposed and corrected by hand, and kept under a name for the next file."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from practices import reference
from practices.admin.fields import CleanText
from practices.admin.importing import access, deferring, samples, steps, targets
from practices.admin.keys import key_of
from practices.exchange import importing
from practices.exchange.books import Unreadable
from practices.exchange.columns import BY_KEY, names
from practices.models import Import, Mapping
from practices.models.exchange import ImportStep
from practices.vocabulary import Language

LONGEST_NAME = 100
MOST_LONG_LISTS = 40  # columns: beyond, each offers what is proposed, and all only when asked for
KEEP, CLEAR = "keep", "clear"
REFUSE, ADD = "refuse", "add"
EMPTY = ((KEEP, gettext_lazy("It changes nothing")), (CLEAR, gettext_lazy("It empties the entry")))
UNKNOWN = ((REFUSE, gettext_lazy("The row is refused")), (ADD, gettext_lazy("It is a new practice with this code")))


@dataclass(frozen=True)
class Line:
    """One column of the sheet, and what may be chosen for it."""

    name: str
    letter: str
    heading: str
    samples: list[str]
    chosen: str
    first: list[tuple[str, str]]  # what is chosen and what is proposed, before all the others
    sureness: str
    why: str
    errors: list[str]


class ColumnsForm(forms.Form):
    """A choice for each column, and what holds for all of them."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"), required=False,
        choices=[("", gettext_lazy("As the sheet itself shows")), *Language.choices],
    )  # fmt: skip
    empty = forms.ChoiceField(
        label=gettext_lazy("What does an empty cell mean where the practice is there already?"), choices=EMPTY,
        widget=forms.RadioSelect,
    )  # fmt: skip
    unknown = forms.ChoiceField(
        label=gettext_lazy("What does a code mean that no practice has?"), choices=UNKNOWN, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    mapping_name = CleanText(label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False)

    def __init__(self, data, found: list, *, staff: bool, **options) -> None:
        super().__init__(data, **options)
        self.found = found
        known = names(get_language() or "en", reference.current())
        for key, vocabulary in importing.DEFAULTS.items():
            values = [(code, label) for code, label, _words in known.options(vocabulary)]
            self.fields[f"default-{key}"] = forms.ChoiceField(
                label=capfirst(str(BY_KEY[key].label)), required=False, choices=[("", _("Leave it open")), *values]
            )
        for column in found:
            self.fields[name_of(column)] = forms.ChoiceField(
                label=column.heading, required=False, choices=targets.choices(column.proposal, staff),
                error_messages={"invalid_choice": _("Choose one of the entries of the list.")},
            )  # fmt: skip

    def default_fields(self) -> list[forms.BoundField]:
        """The fields of what holds where the sheet says nothing."""
        return [self[f"default-{key}"] for key in importing.DEFAULTS]

    def defaults(self) -> dict[str, str]:
        """What is chosen for these, by column."""
        return {key: self.cleaned_data[f"default-{key}"] for key in importing.DEFAULTS}

    def columns(self) -> list[str]:
        """What is chosen, by place."""
        given = self.cleaned_data
        return [targets.with_heading(given[name_of(column)], column.heading) for column in self.found]

    def clean(self):
        """No two columns may be the same where that cannot be; and something must say which practice a row is."""
        given = super().clean()
        chosen = [(name_of(column), column.place, given.get(name_of(column), "")) for column in self.found]
        letters: dict[str, list[str]] = {}
        for _name, place, key in chosen:
            if key and not targets.may_be_several(key):
                letters.setdefault(key, []).append(samples.letter(place))
        for name, _place, key in chosen:
            if len(letters.get(key, ())) > 1:
                words = _("Columns %(letters)s cannot all be the same: choose one of them.")
                self.add_error(name, words % {"letters": ", ".join(letters[key])})
        if not self.errors and not any(targets.names_a_practice(key) for _name, _place, key in chosen):
            self.add_error(
                None, _("Say which column holds the title, or the code of practices that are there already.")
            )
        return given


def name_of(column) -> str:
    """The name of the field of a column."""
    return f"column-{column.place}"


@steps.only_at(ImportStep.COLUMNS, ImportStep.PREVIEW)
def view(model_admin, request, one: Import):
    """Show the proposals; keep what is chosen and have the rows checked."""
    try:
        found = importing.columns_found(one)
    except Unreadable as fault:
        context = {"title": _("The file cannot be read"), "sentence": str(fault)}
        return steps.page(model_admin, request, "unreadable", one, context, here="columns")
    staff = access.sees_staff_columns(request.user)
    if request.method != "POST":
        return _page(model_admin, request, one, ColumnsForm(None, found, staff=staff, initial=_initial(one)))
    if "apply" in request.POST:
        return _apply(request, one)
    form = ColumnsForm(request.POST, found, staff=staff)
    if not form.is_valid() or not _is_kept(request, one, form):
        return _page(model_admin, request, one, form)
    deferring.leave_to_the_worker(one, by=request.user)
    return HttpResponseRedirect(steps.address("progress", one))


def _initial(one: Import) -> dict:
    language = one.mapping.get("language")
    return {
        "language": language if language in Language.values else "",
        "empty": one.mapping.get("empty") or KEEP,
        "unknown": one.mapping.get("unknown") or REFUSE,
        **{f"default-{key}": code for key, code in (one.mapping.get("defaults") or {}).items()},
    }


def _apply(request, one: Import):
    """Use what was kept under a name, for the columns of the same heading."""
    mapping = Mapping.objects.filter(pk=key_of(request.POST.get("mapping", "")) or 0).first()
    if mapping is None:
        messages.warning(request, _("Choose one of the kept answers first."))
    else:
        importing.apply_mapping(one, mapping)
        words = _("The answers kept as “%(name)s” are filled in. Look at them before you go on.")
        messages.success(request, words % {"name": mapping.name})
    return HttpResponseRedirect(steps.address("columns", one))


def _is_kept(request, one: Import, form: ColumnsForm) -> bool:
    """Keep the answers of a valid form; what is refused is said in it."""
    given, field = form.cleaned_data, None
    try:
        with transaction.atomic():
            importing.set_columns(
                one,
                columns=form.columns(),
                language=given["language"],
                empty=given["empty"],
                unknown=given["unknown"] or REFUSE,
                defaults=form.defaults(),
            )
            field = "mapping_name"
            if given[field]:
                importing.save_mapping(one, given[field], by=request.user)
    except importing.ImportRefused as refusal:
        one.refresh_from_db()
        form.add_error(field, str(refusal))
        return False
    if given[field]:
        words = _("These answers are kept as “%(name)s”: choose them when the next file comes from the same partner.")
        messages.success(request, words % {"name": given[field]})
    return True


def _page(model_admin, request, one: Import, form: ColumnsForm):
    is_own = bool(one.reading.get("is_own"))
    is_long = (is_own or len(form.found) > MOST_LONG_LISTS) and "all" not in request.GET
    lines = [_line(column, form, one) for column in form.found]
    context = {
        "title": _("What do the columns mean?"),
        "form": form,
        "lines": lines,
        "all_targets": "" if is_long else targets.as_options(access.sees_staff_columns(request.user)),
        "is_long": is_long,
        "is_own": is_own,
        "has_code": any(line.chosen == "code" for line in lines),
        "mappings": [] if is_own else Mapping.objects.values("pk", "name"),
        "is_open": bool(form.errors.get("mapping_name")),
    }
    return steps.page(model_admin, request, "columns", one, context)


def _line(column, form: ColumnsForm, one: Import) -> Line:
    name, proposal = name_of(column), column.proposal
    kept = one.mapping.get("columns") or []
    chosen = kept[column.place] if column.place < len(kept) else proposal.key
    chosen = targets.in_list(form.data.get(name, "") if form.is_bound else chosen)
    proposed = [targets.in_list(key) for key in (proposal.key, *(key for key, _score in proposal.others))]
    first = [key for key in dict.fromkeys([chosen, *proposed, targets.NO_COLUMN]) if key and targets.is_known(key)]
    is_proposed = bool(chosen) and chosen == proposed[0]
    return Line(
        name=name, letter=samples.letter(column.place), heading=column.heading,
        samples=[samples.in_short(sample) for sample in column.samples], chosen=chosen if targets.is_known(chosen) else "",
        first=[(key, targets.label(key)) for key in first],
        sureness=_sureness(one, proposal) if is_proposed else "", why=str(proposal.why) if is_proposed else "",
        errors=form.errors.get(name, []),
    )  # fmt: skip


def _sureness(one: Import, proposal) -> str:
    return "" if one.reading.get("is_own") else targets.sureness(proposal)
