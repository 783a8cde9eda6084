"""What people decide on the way: what words mean, and which practice a row is."""

from collections import defaultdict

from django.utils.translation import gettext as _

from practices.codes import read_code
from practices.exchange import matching
from practices.exchange.columns.names import names
from practices.exchange.importing.kinds import ImportRefused, OpenQuestion
from practices.exchange.importing.mapping import begin_check
from practices.exchange.importing.rights import Rights
from practices.models import Import, ImportDecision, Term
from practices.models.exchange import ImportStep, RowOutcome
from practices.vocabulary import TermKind

NEW, LEAVE_OUT = "+", ""
MAY_BE_NEW = ("organisation", "tag")
CHOICES = ("", "add", "skip")
UPDATE = "update:"
LONGEST_TEXT, LONGEST_CODE = 300, 60


def questions(one: Import) -> list[OpenQuestion]:
    """Words nobody has decided yet, the most used first. Rows that use one are REFUSED until it is decided."""
    found: dict[tuple[str, str], dict] = {}
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, problems in _refused(one):
        for asked in (problem["question"] for problem in problems if "question" in problem):
            key = (asked["vocabulary"], asked["folded"])
            found.setdefault(key, asked)
            rows[key].append(number)
    return sorted(
        (OpenQuestion(**asked, rows=len(set(rows[key])), first_row=min(rows[key])) for key, asked in found.items()),
        key=lambda question: (-question.rows, question.first_row),
    )


def decide(one: Import, decisions: dict[str, dict[str, str]], by, *, remember: bool = True) -> None:
    """Say what words mean: {vocabulary: {folded: code, "" leave it out, "+" propose as new}}; → CHECKING.

    The caller defers the check again. With `remember` codes and "" hold for later sheets of anybody.
    For organisations "+TYPE" (code of a type of organisation) says of which type the new one is.
    Only what is asked, or has been decided here before, and only as questions() offers it or by a code of the vocabulary.
    """
    _refuse_unless_preview(one)
    asked = {(question.vocabulary, question.folded): question for question in questions(one)}
    values, types = {**one.decisions.get("values", {})}, {**one.decisions.get("types", {})}
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
                _remember(vocabulary, folded, code, by)
    one.decisions = one.decisions | {"values": values, "types": types}
    begin_check(one)


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
    one.rows.bulk_update(rows, ["choice"], batch_size=500)
    begin_check(one)


def known_decisions(one: Import) -> dict[str, dict[str, str]]:
    """What is decided for this import: here, or once for all sheets."""
    found: dict[str, dict[str, str]] = {}
    for vocabulary, text, code in ImportDecision.objects.values_list("vocabulary", "text", "code"):
        found.setdefault(vocabulary, {})[text] = code
    for vocabulary, words in one.decisions.get("values", {}).items():
        found[vocabulary] = found.get(vocabulary, {}) | words
    return found


def _refused(one: Import):
    return one.rows.filter(outcome=RowOutcome.REFUSED).values_list("number", "problems")


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


def _remember(vocabulary: str, folded: str, code: str, by) -> None:
    if len(folded) <= LONGEST_TEXT and len(code) <= LONGEST_CODE:
        ImportDecision.objects.update_or_create(
            vocabulary=vocabulary, text=folded, defaults={"code": code, "person": by}
        )
