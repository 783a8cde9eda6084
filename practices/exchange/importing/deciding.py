"""What people decide on the way: what words mean, and which practice a row is."""

from dataclasses import fields

from django.db import transaction
from django.utils.translation import gettext as _

from practices.codes import read_code
from practices.exchange import matching
from practices.exchange.columns.names import names
from practices.exchange.importing.kinds import ImportRefused, OpenQuestion
from practices.exchange.importing.mapping import begin_check
from practices.exchange.importing.rights import Rights
from practices.models import Import, ImportDecision, Term
from practices.models.exchange import ImportStep
from practices.vocabulary import TermKind

NEW, LEAVE_OUT = "+", ""
MAY_BE_NEW = ("organisation", "tag")
CHOICES = ("", "add", "skip")
UPDATE = "update:"
LONGEST_TEXT, LONGEST_CODE = 300, 60
ASKED = [found.name for found in fields(OpenQuestion)]


def questions(one: Import, most: int | None = None) -> list[OpenQuestion]:
    """Words nobody has decided yet, the most used first. Rows that use one are REFUSED until it is decided.

    As the last check found them. `most`: only so many; how many there are says open_words.
    """
    return [OpenQuestion(**asked) for asked in one.questions.values(*ASKED)[:most]]


def open_words(one: Import) -> int:
    """How many words nobody has decided yet."""
    return one.questions.count()


def decide(one: Import, decisions: dict[str, dict[str, str]], by, *, remember: bool = True) -> None:
    """Say what words mean: {vocabulary: {folded: code, "" leave it out, "+" propose as new}}; → CHECKING.

    The caller defers the check again. With `remember` codes and "" hold for later sheets of anybody.
    For organisations "+TYPE" (code of a type of organisation) says of which type the new one is.
    Only what is asked, or has been decided here before, and only as questions() offers it or by a code of the vocabulary.
    """
    _refuse_unless_preview(one)
    asked = {(question.vocabulary, question.folded): question for question in questions(one)}
    values, types = {**one.decisions.get("values", {})}, {**one.decisions.get("types", {})}
    remembered = []
    for vocabulary, words in decisions.items():
        for folded, code in words.items():
            question = asked.get((vocabulary, folded))
            if question is None and folded not in values.get(vocabulary, {}):
                continue  # nobody asks this any more
            if code.startswith(NEW) and vocabulary == "organisation" and len(code) > 1:
                types[folded], code = _type(code[1:]), NEW
            _refuse_impossible(vocabulary, folded, question, code)
            values[vocabulary] = values.get(vocabulary, {}) | {folded: code}
            if remember and code != NEW and matching.is_remembered(vocabulary):
                remembered.append((vocabulary, folded, code))
    with transaction.atomic():
        begin_check(one, (ImportStep.PREVIEW,), decisions=one.decisions | {"values": values, "types": types})
        _remember(remembered, by)


def choose(one: Import, choices: dict[int, str]) -> None:
    """What to do with rows, by number: "add", "skip", "update:CODE", "" to take a choice back; → CHECKING."""
    _refuse_unless_preview(one)
    rights = Rights(one.person)
    named = {number: read_code(choice.removeprefix(UPDATE)) for number, choice in choices.items() if UPDATE in choice}
    known = rights.by_codes(code for code in named.values() if code)
    for number, choice in choices.items():
        if choice not in CHOICES and not choice.startswith(UPDATE):
            raise ImportRefused(_("This is not one of the possible values."))
        if choice.startswith(UPDATE) and named[number] not in known:
            raise ImportRefused(_("Row %(row)s: there is no practice with this code.") % {"row": number})
    rows = list(one.rows.filter(number__in=[number for number in choices if 0 < number < 2**31]))
    for row in rows:
        choice = choices[row.number]
        row.choice = f"{UPDATE}{named[row.number]}" if choice.startswith(UPDATE) else choice
    with transaction.atomic():
        begin_check(one, (ImportStep.PREVIEW,))
        one.rows.bulk_update(rows, ["choice"], batch_size=500)


def known_decisions(one: Import) -> dict[str, dict[str, str]]:
    """What is decided for this import: here, or once for all sheets."""
    found: dict[str, dict[str, str]] = {}
    for vocabulary, text, code in ImportDecision.objects.values_list("vocabulary", "text", "code"):
        found.setdefault(vocabulary, {})[text] = code
    for vocabulary, words in one.decisions.get("values", {}).items():
        found[vocabulary] = found.get(vocabulary, {}) | words
    return found


def _refuse_unless_preview(one: Import) -> None:
    if one.step != ImportStep.PREVIEW:
        raise ImportRefused(_("Nothing can be decided in this import now."))


def _refuse_impossible(vocabulary: str, folded: str, question: OpenQuestion | None, code: str) -> None:
    if code == LEAVE_OUT or (code == NEW and vocabulary in MAY_BE_NEW):
        return
    if question is not None and any(candidate["code"] == code for candidate in question.candidates):
        return
    if len(code) <= LONGEST_CODE and names("en").code(vocabulary, code) == code:
        return
    message = _("“%(code)s” is no value for “%(text)s”.")
    text = question.text if question is not None else folded
    raise ImportRefused(message % {"code": code[:LONGEST_CODE], "text": text[:100]})


def _type(code: str) -> str:
    if not Term.objects.filter(kind=TermKind.ORGANISATION_TYPE, code=code).exists():
        raise ImportRefused(_("This is not a type of organisation."))
    return code


def _remember(decided: list[tuple[str, str, str]], by) -> None:
    """Keep what words mean, all at once: a page can hold a hundred."""
    ImportDecision.objects.bulk_create(
        [
            ImportDecision(vocabulary=vocabulary, text=folded, code=code, person=by)
            for vocabulary, folded, code in decided
            if len(folded) <= LONGEST_TEXT and len(code) <= LONGEST_CODE
        ],
        update_conflicts=True,
        unique_fields=["vocabulary", "text"],
        update_fields=["code", "person", "decided_at"],
    )
