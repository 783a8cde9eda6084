"""Merging one term or organisation into another: references follow, documents of the past stay as they are."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from practices import document, models, publishing
from practices.locking import busy_as
from practices.text import fold
from practices.vocabulary import CLOSED_KINDS, Acceptance, AliasKind, TermKind

PERMISSION = "practices.merge_term"
# Columns of Practice and of its parts that point at a term or an organisation.
PRACTICE_TERMS = ("type", "scope", "status", "evidence_level")


class MergeRefused(Exception):
    """These two cannot be made one; the text is a sentence for the person."""


@dataclass(frozen=True)
class Merge:
    """What a merge touched."""

    practices: int  # working copies whose references moved
    listings: int  # public practices listed anew


@dataclass(frozen=True)
class Touch:
    """What a merge would touch, counted; the practices themselves are in touched_practices."""

    practices: int
    listings: int
    aliases: int  # other names that move
    children: list[Model]  # terms below it, or bodies that are part of it
    organisations: int  # of a type that is merged
    merged: int  # entries merged into it before, which follow


def refuse_old(old: Model) -> None:
    """Raise MergeRefused where an entry cannot be merged into any other."""
    if isinstance(old, models.Term) and old.kind in CLOSED_KINDS:
        raise MergeRefused(_("This vocabulary is closed: its terms cannot be merged."))
    if old.replaced_by_id:
        raise MergeRefused(_("This entry has been merged already."))


def refuse(old: Model, new: Model) -> None:
    """Raise MergeRefused unless `old` may be merged into `new`."""
    if type(old) is not type(new) or old.pk == new.pk:
        raise MergeRefused(_("Choose another entry of the same kind to merge into."))
    if isinstance(old, models.Term) and old.kind != new.kind:
        raise MergeRefused(_("Both terms must belong to the same vocabulary."))
    refuse_old(old)
    if new.acceptance != Acceptance.ACCEPTED:
        raise MergeRefused(_("Only an accepted entry can take in another."))
    if old.pk in _broader(new):
        raise MergeRefused(_("An entry cannot be merged into a part of itself."))


def _broader(entry: Model) -> set[int]:
    """Keys of everything above an entry."""
    found: set[int] = set()
    parent = entry.parent
    while parent is not None and parent.pk not in found:
        found.add(parent.pk)
        parent = parent.parent
    return found


def touched_practices(old: Model):
    """Working copies that refer to an entry: what a merge will change."""
    if isinstance(old, models.Organisation):
        return models.Practice.objects.filter(practiceorganisation_set__organisation=old).distinct()
    practices = models.Practice.objects.filter(practiceterm_set__term=old)
    for name in PRACTICE_TERMS:
        practices |= models.Practice.objects.filter(**{name: old})
    practices |= models.Practice.objects.filter(labouragreement__legal_form=old)
    practices |= models.Practice.objects.filter(agreementelement_set__element=old)
    return practices.distinct()


def touches(old: Model) -> Touch:
    """What a merge of this entry would touch, whatever it is merged into."""
    is_term = isinstance(old, models.Term)
    aliases = models.Alias.objects.filter(**{"term" if is_term else "organisation": old})
    return Touch(
        practices=touched_practices(old).count(),
        listings=_listings(old).count(),
        aliases=aliases.count(),
        children=list(type(old).objects.filter(parent=old)),
        organisations=models.Organisation.objects.filter(type=old).count() if is_term else 0,
        merged=type(old).objects.filter(replaced_by=old).count(),
    )


def places(old: Model, practices: list) -> dict[int, list[str]]:
    """In which fields or roles each of these practices names an entry, in words."""
    keys = [practice.pk for practice in practices]
    found: dict[int, list[str]] = {key: [] for key in keys}
    if isinstance(old, models.Organisation):
        for row in models.PracticeOrganisation.objects.filter(organisation=old, practice__in=keys):
            found[row.practice_id].append(str(row.get_role_display()))
        return found
    for key in models.PracticeTerm.objects.filter(term=old, practice__in=keys).values_list("practice_id", flat=True):
        found[key].append(str(old.get_kind_display()))
    for practice in practices:
        named = [name for name in PRACTICE_TERMS if getattr(practice, f"{name}_id") == old.pk]
        found[practice.pk] += [str(models.Practice._meta.get_field(name).verbose_name) for name in named]
    details = ((models.LabourAgreement, "legal_form"), (models.AgreementElement, "element"))
    for model, column in details:
        rows = model.objects.filter(**{column: old, "practice__in": keys})
        for key in rows.values_list("practice_id", flat=True):
            found[key].append(str(model._meta.get_field(column).verbose_name))
    return found


def merge(old: Model, new: Model, *, by, channel: str) -> Merge:
    """Make `old` give way to `new` everywhere it is named from now on, and retire it. Editions are not touched.

    Raises PermissionDenied and MergeRefused.
    """
    if by is not None and not by.has_perm(PERMISSION):
        raise PermissionDenied(_("You may not do this."))
    with busy_as(MergeRefused), transaction.atomic():
        # The entries first and in the order of their keys: two merges that cross wait for each other.
        # Their keys do not change, so whoever saves a practice that names them need not wait.
        rows = type(old).objects.select_for_update(no_key=True).filter(pk__in=(old.pk, new.pk)).order_by("pk")
        rows = {row.pk: row for row in rows}
        old, new = rows[old.pk], rows[new.pk]
        refuse(old, new)
        old.replaced_by, old.acceptance = new, Acceptance.RETIRED
        old.save(update_fields=["replaced_by", "acceptance"])
        type(old).objects.filter(replaced_by=old).update(replaced_by=new)  # no chains
        _move_within_reference(old, new)
        count = _move_working_copies(old, new, by, channel)
        models.Event.objects.create(
            code=old.code[:60], name="merged", actor=by, channel=channel,
            changes=[{"path": _path(old), "old": old.code, "new": new.code}],
        )  # fmt: skip
    return Merge(count, _list_anew(old))


def _path(entry: Model) -> str:
    return entry.kind if isinstance(entry, models.Term) else "organisation"


def _move_within_reference(old: Model, new: Model) -> None:
    type(old).objects.filter(parent=old).update(parent=new)
    if isinstance(old, models.Term):
        models.Organisation.objects.filter(type=old).update(type=new)
    _move_mandates(old, new)
    target = "term" if isinstance(old, models.Term) else "organisation"
    models.Alias.objects.filter(**{target: old}).update(**{target: new})
    # People go on looking for the old name.
    models.Alias.objects.bulk_create(
        models.Alias(
            **{target: new}, kind=AliasKind.FORMER, language=language, text=text[:300], folded=fold(text)[:300]
        )
        for language, text in old.labels.items()
        if text not in new.labels.values()
    )


def _move_mandates(old: Model, new: Model) -> None:
    """People know, work for and are limited to what took the old entry in."""
    if isinstance(old, models.Organisation):
        models.Mandate.objects.filter(organisation=old).update(organisation=new)
        _move_rows(models.Mandate.scope_organisations.through, "organisation", old, new, ("mandate_id",))
    else:
        _move_rows(models.Mandate.themes.through, "term", old, new, ("mandate_id",))


def _move_working_copies(old: Model, new: Model, by, channel: str) -> int:
    keys = list(touched_practices(old).values_list("pk", flat=True))
    practices = list(models.Practice.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    before = document.build_many(keys, staff=True)
    _point_elsewhere(old, new, practices)
    after = document.build_many(keys, staff=True)
    events = []
    for practice in practices:
        practice.revision += 1
        events.append(
            models.Event(
                practice=practice, code=practice.code, name="merged", actor=by, channel=channel, from_state=practice.state,
                to_state=practice.state, revision=practice.revision,
                changes=document.differences(before[practice.pk], after[practice.pk]),
            )
        )  # fmt: skip
    models.Practice.objects.bulk_update(practices, ["revision"])
    models.Event.objects.bulk_create(events)
    return len(practices)


def _point_elsewhere(old: Model, new: Model, practices: list) -> None:
    if isinstance(old, models.Organisation):
        _move_rows(models.PracticeOrganisation, "organisation", old, new, ("practice_id", "role"))
        return
    _move_rows(models.PracticeTerm, "term", old, new, ("practice_id",))
    if old.kind == TermKind.AGREEMENT_ELEMENT:
        _move_rows(models.AgreementElement, "element", old, new, ("practice_id",))
    if old.kind == TermKind.LEGAL_FORM:
        models.LabourAgreement.objects.filter(legal_form=old).update(legal_form=new)
    for name in PRACTICE_TERMS:
        models.Practice.objects.filter(**{name: old}).update(**{name: new})
        for practice in practices:
            if getattr(practice, f"{name}_id") == old.pk:
                setattr(practice, name, new)


def _move_rows(model: type, column: str, old: Model, new: Model, same: tuple[str, ...]) -> None:
    """Re-point rows; where the practice names both already, the row of the old one goes."""
    there = set(model.objects.filter(**{column: new}).values_list(*same))
    rows = model.objects.filter(**{column: old})
    double = [row.pk for row in rows if tuple(getattr(row, name) for name in same) in there]
    model.objects.filter(pk__in=double).delete()
    rows.update(**{column: new})


def _list_anew(old: Model) -> int:
    """List anew what is public and names the old code, a batch a transaction."""
    keys = list(_listings(old).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), publishing.BATCH):
        publishing.refresh([models.Practice(pk=key) for key in keys[start : start + publishing.BATCH]])
    return len(keys)


def _listings(old: Model):
    """What is public and names a code."""
    return models.Listing.objects.filter(facets__contains=[f"{_path(old)}:{old.code}"])
