"""Labels and other names out of SKOS, into the reference tables. Codes and relations are never touched."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from rdflib import Graph

from practices import models
from practices.analysis import tokens
from practices.locking import busy_as
from practices.opendata.skos.concepts import Reference
from practices.opendata.skos.described import OF_TABLES
from practices.opendata.skos.given import Given, found_in
from practices.text import clean, fold
from practices.vocabulary import Acceptance, AliasKind, Language, TermKind

LONGEST_LABEL, LONGEST_NAME = 500, 300
LABEL, OTHER_NAME = "label", "other name"


class ImportRefused(Exception):
    """Nothing could be written; the text is a sentence for the person."""


class Outcome(StrEnum):
    """What becomes of one label or name."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One label or other name of the file."""

    of: Reference
    what: str
    language: str
    text: str
    outcome: Outcome
    old: str = ""
    reason: str = ""


@dataclass
class Report:
    """What an import does, or would do."""

    rows: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # what is no public term of ours

    def count(self, outcome: Outcome) -> int:
        """How many rows came out so."""
        return sum(row.outcome == outcome for row in self.rows)


def bring_in(
    graph: Graph,
    *,
    languages: Collection[str] = Language.values,
    overwrite: bool = False,
    is_trial: bool = False,
    base: str = "",
    by=None,
    channel: str,
) -> Report:
    """Take labels (and, as other names, altLabels) of our terms out of a graph: all of them at once, or none.

    Terms are known by their address, or by skos:notation and skos:inScheme; `base` is the site whose addresses the file
    uses where it is not this one. English labels change only with `overwrite`. Raises PermissionDenied, ImportRefused.
    """
    given, unknown = found_in(graph, base)
    names = sorted({name for name, _code in given})
    if by is not None and not all(by.has_perm(f"practices.change_{_model(name)._meta.model_name}") for name in names):
        raise PermissionDenied(_("You may not do this."))
    report = Report(unknown=unknown)
    with busy_as(ImportRefused), transaction.atomic():
        for name in names:
            of_name = {of: found for of, found in sorted(given.items(), key=itemgetter(0)) if of[0] == name}
            for entry, rows in _looked_at(name, of_name, languages, overwrite, report):
                if not is_trial:
                    _write(entry, rows, by, channel)
    return report


def _looked_at(
    name: str, given: dict[Reference, Given], languages: Collection[str], overwrite: bool, report: Report
) -> Iterator[tuple[Model, list[Row]]]:
    """Each term of one vocabulary that is ours, locked, with its rows, which the report notes as well."""
    entries = _locked(name, [code for _name, code in given])
    aliases = _aliases(name, entries.values())
    for of, found in given.items():
        entry = entries.get(of[1])
        if entry is None:
            report.unknown.append("/".join(of))
            continue
        rows = list(_compared(of, entry, found, aliases[entry.pk], languages, overwrite))
        report.rows += rows
        yield entry, rows


def _model(name: str) -> type[Model]:
    return models.Term if name in TermKind.values else OF_TABLES[name]


def _locked(name: str, codes: list[str]) -> dict[str, Model]:
    """The public rows with these codes, in one order: two imports wait for each other instead of both giving up."""
    model = _model(name)
    # Their keys do not change, so whoever saves a practice that names them need not wait.
    rows = model.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk")
    if model is models.Term:
        rows = rows.filter(kind=name).exclude(acceptance=Acceptance.PROPOSED)
    return {row.code: row for row in rows}


def _target(name: str) -> str:
    return "term" if name in TermKind.values else name


def _aliases(name: str, entries: Iterable[Model]) -> defaultdict[int, set[tuple[str, str]]]:
    """Language and folded text of what each of these rows is called besides."""
    target = _target(name)
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = models.Alias.objects.filter(**{f"{target}__in": list(entries)})
    for key, language, folded in rows.values_list(f"{target}_id", "language", "folded"):
        found[key].add((language, folded))
    return found


def _compared(
    of: Reference, entry: Model, given: Given, aliases: set[tuple[str, str]], languages: Collection[str], overwrite: bool
) -> Iterator[Row]:  # fmt: skip
    """What becomes of each label, then of each other name."""
    merged = getattr(entry, "replaced_by", None)
    labels = dict(entry.labels)
    for language, texts in sorted(given.labels.items()):
        if language in Language.values and language not in languages:
            continue
        new, old = _line(min(texts)), labels.get(language, "")
        reason = _wrong_with_term(merged) or _wrong_with_label(language, texts, new, old, overwrite)
        if not reason:
            labels[language] = new
        yield Row(of, LABEL, language, new, _outcome(reason, old, new), old, reason)
    known = aliases | {(language, fold(text)) for language, text in labels.items()}
    for language, text in sorted(given.names):
        if language in Language.values and language not in languages:
            continue
        text = _line(text)
        reason = _wrong_with_term(merged) or _wrong_with_name(language, text)
        is_known = (language, fold(text)[:LONGEST_NAME]) in known
        known.add((language, fold(text)[:LONGEST_NAME]))
        yield Row(of, OTHER_NAME, language, text, _outcome(reason, text if is_known else "", text), "", reason)


def _line(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean(text).split())


def _outcome(reason: str, old: str, new: str) -> Outcome:
    if reason:
        return Outcome.REFUSED
    if old == new:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if old else Outcome.NEW


def _wrong_with_term(merged: Model | None) -> str:
    return _("The term was merged into %(code)s: give that one its labels.") % {"code": merged.code} if merged else ""


def _wrong_with_label(language: str, texts: set[str], new: str, old: str, overwrite: bool) -> str:
    if language not in Language.values:
        return _wrong_language(language)
    if len(texts) > 1:
        return _("The file gives two labels in this language.")
    if not new:
        return _("The label is empty.")
    if len(new) > LONGEST_LABEL:
        return _("A label has at most 500 characters.")
    if language == Language.EN and new != old and not overwrite:
        return _("English labels are changed only where that is asked for.")
    return ""


def _wrong_with_name(language: str, text: str) -> str:
    if language and language not in Language.values:
        return _wrong_language(language)
    if len(text) > LONGEST_NAME:
        return _("Another name has at most 300 characters.")
    return "" if tokens(text) else _("Nobody can look for this: write at least one word or number.")


def _wrong_language(language: str) -> str:
    if not language:
        return _("It is not marked with a language.")
    return _("The registry has no labels in this language.")


def _write(entry: Model, rows: list[Row], by, channel: str) -> None:
    """What is new or changed of one term, with an event that says so."""
    rows = [row for row in rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
    if not rows:
        return
    columns = {f"label_{row.language}": row.text for row in rows if row.what == LABEL}
    for column, text in columns.items():
        setattr(entry, column, text)
    if columns:
        entry.save(update_fields=[*columns])
    name = rows[0].of[0]
    models.Alias.objects.bulk_create(
        models.Alias(
            **{_target(name): entry}, kind=AliasKind.NAME, language=row.language, text=row.text,
            folded=fold(row.text)[:LONGEST_NAME],
        )
        for row in rows if row.what == OTHER_NAME
    )  # fmt: skip
    models.Event.objects.create(
        code=entry.code[:60], name="relabelled", actor=by, channel=channel,
        changes=[{"path": f"{name}.{row.what}.{row.language}", "old": row.old, "new": row.text} for row in rows],
    )  # fmt: skip
