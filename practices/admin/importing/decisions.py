"""Step 4: words of the sheet that may mean several things, or nothing we know: each is asked about once."""

from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import reference
from practices.admin.importing import deferring, steps
from practices.exchange import importing
from practices.exchange.columns import BY_KEY, Names, names
from practices.exchange.columns.names import CLOSED
from practices.models import Import
from practices.models.exchange import ImportStep
from practices.text import clean
from practices.vocabulary import TermKind

MOST_QUESTIONS = 100  # on one page
MOST_OPTIONS = 3_000  # of one vocabulary
LONGEST = 300
LEAVE, NEW, OTHER = "-", "+", "other"  # beside "=CODE"


@dataclass
class Asked:
    """One question with what was answered."""

    question: importing.OpenQuestion
    name: str
    what: str  # the vocabulary, in words
    options: str  # the list of the vocabulary's values; empty where there is none
    answer: str = ""
    other: str = ""
    type: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def is_unheard_of(self) -> bool:
        """Whether nothing of ours is like it, and it may come into being."""
        return self.question.may_be_new and not self.question.candidates

    def read(self, given, known: Names) -> str | None:
        """The decision in what was sent; None where there is none, with the reason where something is wrong."""
        self.answer, self.other = (
            given.get(self.name, "")[:LONGEST],
            clean(given.get(f"{self.name}-other", ""))[:LONGEST],
        )
        self.type = given.get(f"{self.name}-type", "")[:60]
        if self.other and self.answer in ("", OTHER):
            self.answer = OTHER
            return self._other(known)
        if self.answer == LEAVE:
            return ""
        if self.answer == NEW and self.question.may_be_new:
            is_typed = self.question.vocabulary == "organisation" and known.code(TermKind.ORGANISATION_TYPE, self.type)
            return f"{NEW}{self.type}" if self.type and is_typed else NEW
        if self.answer.startswith("=") and self.answer[1:] in [one["code"] for one in self.question.candidates]:
            return self.answer[1:]
        if self.answer:
            self.errors.append(_("Type what it means, or choose another answer.") if self.answer == OTHER else
                               _("Choose one of the answers."))  # fmt: skip
        return None

    def _other(self, known: Names) -> str | None:
        code = known.find(self.question.vocabulary, self.other) if self.options else None
        if code is None:
            words = _("“%(text)s” is not in the list. Choose an entry of the list, or another answer.")
            self.errors.append(words % {"text": self.other})
        return code


@steps.only_at(ImportStep.PREVIEW)
def view(model_admin, request, one: Import):
    """Ask; keep the answers and have the rows checked again."""
    questions, count = importing.questions(one, MOST_QUESTIONS), importing.open_words(one)
    if not questions:
        messages.info(request, _("No word is left to be decided."))
        return HttpResponseRedirect(steps.address("preview", one))
    known = names(get_language() or "en", reference.current())
    asked = [_asked(question) for question in questions]
    if request.method != "POST":
        return _page(model_admin, request, one, known, asked, count)
    decided: dict[str, dict[str, str]] = {}
    for entry in asked:
        code = entry.read(request.POST, known)
        if code is None and entry.is_unheard_of and not entry.answer and "rest-new" in request.POST:
            code = NEW
        if code is not None and not entry.errors:
            decided.setdefault(entry.question.vocabulary, {})[entry.question.folded] = code
    if any(entry.errors for entry in asked):
        return _page(model_admin, request, one, known, asked, count)
    if not decided:
        messages.info(request, _("Nothing was decided; the rows that use these words stay out."))
        return HttpResponseRedirect(steps.address("preview", one))
    importing.decide(one, decided, request.user, remember="forget" not in request.POST)
    deferring.leave_to_the_worker(one, by=request.user)
    return HttpResponseRedirect(steps.address("progress", one))


def _asked(question: importing.OpenQuestion) -> Asked:
    # Numbers would change with every answer; the word itself does not.
    mark = sha256(f"{question.vocabulary}\n{question.folded}".encode()).hexdigest()[:12]
    options = f"all-{question.vocabulary}" if _is_list(question.vocabulary) else ""
    return Asked(question, f"word-{mark}", vocabulary_in_words(question.vocabulary), options)


def _is_list(vocabulary: str) -> bool:
    return vocabulary in CLOSED or bool(reference.current().of_kind(vocabulary))


def vocabulary_in_words(vocabulary: str) -> str:
    """What a list of values is called."""
    if vocabulary in TermKind.values:
        return str(TermKind(vocabulary).label)
    others = {
        "country": _("Country"), "organisation": _("Organisation"), "city": _("City"), "mechanism": _("Consultation mechanism"),
        "language": _("Language"), "period": _("Years"), "date": _("Date"), "number": _("Number"),
    }  # fmt: skip
    known = next((column.label for column in BY_KEY.values() if column.vocabulary == vocabulary), vocabulary)
    return others.get(vocabulary) or str(known)


def _page(model_admin, request, one: Import, known: Names, asked: list[Asked], count: int):
    vocabularies = dict.fromkeys(entry.question.vocabulary for entry in asked if entry.options)
    context = {
        "title": _("What do these words mean?"),
        "asked": asked,
        "errors": [entry for entry in asked if entry.errors],
        "count": count,
        "is_part": count > len(asked),
        "unheard_of": sum(entry.is_unheard_of for entry in asked),
        "lists": [(f"all-{name}", [label for _code, label, _words in known.options(name)[:MOST_OPTIONS]])
                  for name in vocabularies],
        "types": known.options(TermKind.ORGANISATION_TYPE),
        "leave": LEAVE, "new": NEW, "other": OTHER,
    }  # fmt: skip
    return steps.page(model_admin, request, "decisions", one, context)
