"""What happened to a practice, in a sentence for the one who is told. Authors never read the name of a reviewer."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import workflow
from practices.document.compare import Wording
from practices.models import Notice, PracticeText, ReviewRequest
from practices.vocabulary import Language, NoticeKind

LONGEST_QUOTE = 1_500
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
SENTENCES = {
    "submit": gettext_lazy("%(who)s has submitted it for review."),
    "request_changes": gettext_lazy("%(who)s asks for changes:"),
    "decline": gettext_lazy("%(who)s has declined it:"),
    "publish": gettext_lazy("%(who)s has published it as edition %(edition)s."),
    "archive": gettext_lazy("%(who)s has archived it:"),
    "unarchive": gettext_lazy("%(who)s has brought it back from the archive:"),
}
# To an author these come from the registry as a whole, not from the one who looked at the text.
OF_THE_REGISTRY = ("archive", "unarchive")


@dataclass(frozen=True)
class Happening:
    """One thing to tell: a sentence, and what was written along with it."""

    sentence: str
    quote: str = ""
    lines: list[str] = field(default_factory=list)  # the quote, for plain text

    @classmethod
    def of(cls, sentence: str, quote: str = "") -> "Happening":
        """The same with the quote kept to a bearable length."""
        if len(quote) > LONGEST_QUOTE:
            quote = quote[:LONGEST_QUOTE].rstrip() + "…"
        return cls(sentence, quote, quote.splitlines())


def isolated(text: str, direction: str) -> str:
    """Text of somebody's, set apart where it runs the other way than the words around it."""
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "")
    own = "ltr" if strong == "L" else "rtl" if strong else direction
    return text if own == direction else f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


class Teller:
    """Words for one person, in the active language, which runs in `direction`."""

    def __init__(self, person, direction: str, requests: dict[int, ReviewRequest]) -> None:
        self.person, self.direction, self.requests = person, direction, requests
        self.is_staff = any(person.has_perm(f"practices.{name}_practice") for name in ("review", "change"))

    def tell(self, notice: Notice) -> Happening:
        """One notice in words."""
        if notice.kind == NoticeKind.COMMENT:
            return self._comment(notice)
        if notice.kind == NoticeKind.REVIEW_ASKED:
            return self._asked(notice)
        if notice.kind == NoticeKind.REVIEW_OVERDUE:
            return self._review_overdue(notice)
        if notice.kind == NoticeKind.ANSWER_OVERDUE:
            since = _day(notice.practice.state_since)
            return Happening.of(_("Your answer is overdue: changes were requested on %(date)s.") % {"date": since})
        return self._event(notice)

    def _event(self, notice: Notice) -> Happening:
        event = notice.event
        sentence = SENTENCES.get(event.name)
        if sentence is None:
            return Happening.of(f"{workflow.event_label(event.name)}.", event.note)
        who = self._who(notice, event.actor, event.name in OF_THE_REGISTRY)
        return Happening.of(str(sentence) % {"who": who, "edition": event.edition}, event.note)

    def _comment(self, notice: Notice) -> Happening:
        comment = notice.comment
        values = {"who": self._who(notice, comment.by), "entry": entry_name(comment.path)}
        if comment.answers_id:
            sentence = _("%(who)s has answered in a conversation:") % values
        elif values["entry"]:
            sentence = _("%(who)s has written a comment on “%(entry)s”:") % values
        else:
            sentence = _("%(who)s has written a comment:") % values
        return Happening.of(sentence, comment.text)

    def _asked(self, notice: Notice) -> Happening:
        request = self.requests[notice.practice_id]
        who = self._who(notice, request.asked_by, is_registry=True)
        return Happening.of(_("%(who)s asks you to review it.") % {"who": who}, request.note)

    def _who(self, notice: Notice, actor, is_registry: bool = False) -> str:
        if actor is not None and self.is_staff and notice.practice.author_id != self.person.pk:
            return isolated(str(actor), self.direction)
        return _("The registry") if actor is None or is_registry else _("A reviewer")

    def _review_overdue(self, notice: Notice) -> Happening:
        practice, request = notice.practice, self.requests.get(notice.practice_id)
        if request and practice.reviewer_id != self.person.pk:
            sentence = _("Your review is overdue: you were asked on %(date)s.")
            return Happening.of(sentence % {"date": _day(request.asked_at)})
        sentence = _("Its review is overdue: it has been waiting since %(date)s.")
        return Happening.of(sentence % {"date": _day(practice.state_since)})


def _day(moment: datetime) -> str:
    return date_format(timezone.localdate(moment), "DATE_FORMAT")


def entry_name(path: str) -> str:
    """What the entry a comment speaks of is called; empty for the whole record and for entries nobody calls anything."""
    key, *rest = path.split(".")
    try:
        if key == "texts":
            return f"{PracticeText._meta.get_field(rest[1]).verbose_name} ({Language(rest[0]).label})"
        return Wording.label(key) if key else ""
    except (FieldDoesNotExist, IndexError, ValueError):
        return ""
