"""Comments as conversations: who says what of which entry, as one reader sees them."""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

from practices import commenting, workflow
from practices.document import parts
from practices.document.compare import Wording
from practices.models import Comment, Practice, PracticeText
from practices.vocabulary import Language

DETAILS = {detail.key: detail for detail in parts.DETAILS}


@dataclass(frozen=True)
class Remark:
    """One comment as a reader sees it. `is_older`: it speaks of a revision before the one shown."""

    comment: Comment
    who: str
    is_older: bool


@dataclass
class Conversation:
    """A comment and its answers. `settled_by` is empty while it is open."""

    first: Remark
    settled_by: str = ""
    answers: list[Remark] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.first.comment.path

    @property
    def is_settled(self) -> bool:
        return self.first.comment.resolved_at is not None


def conversations(practice: Practice, reader) -> list[Conversation]:
    """All that this person may read of them, in the order in which they were opened; one query."""
    found: dict[int, Conversation] = {}
    for comment in commenting.visible_to(reader, practice):
        remark = Remark(comment, workflow.name_for(reader, comment.by, practice), comment.revision < practice.revision)
        if comment.answers_id in found:
            found[comment.answers_id].answers.append(remark)
        else:
            settled_by = workflow.name_for(reader, comment.resolved_by, practice) if comment.resolved_at else ""
            found[comment.pk] = Conversation(remark, settled_by)
    return list(found.values())


def for_form(practice: Practice, reader) -> list[dict]:
    """Open conversations for _open_comments.html, each with its label and where it is answered; one query."""
    address = reverse("admin:practices_practice_review", args=[practice.pk])
    return [
        {
            "comment": comment,
            "who": workflow.name_for(reader, comment.by, practice),
            "label": label(comment.path),
            "address": f"{address}#comment-{comment.pk}",
        }
        for comment in commenting.unresolved(practice, reader)
    ]


def anchor(path: str) -> str:
    """The id of an entry on the page."""
    return "entry-" + path.replace(".", "-") if path else "entry"


def label(path: str) -> str:
    """What the entry at a path is called; the path itself where nobody knows it any more."""
    key, _dot, rest = path.partition(".")
    try:
        if not path:
            return _("The record as a whole")
        if key == "texts":
            return _of_text(rest)
        if key in parts.GATHERED:
            return _of_facts(key, rest)
        if key in DETAILS:
            return _of_detail(DETAILS[key], rest)
        return Wording.label(key)
    except (FieldDoesNotExist, ValueError):
        return path


def _of_text(rest: str) -> str:
    language, _dot, name = rest.partition(".")
    spoken = Language(language).label
    if not name:
        return spoken
    return _("%(field)s (%(language)s)") % {
        "field": PracticeText._meta.get_field(name).verbose_name,
        "language": spoken,
    }


def _of_facts(key: str, rest: str) -> str:
    own = {"": _("period") if key == "period" else _("initiative"), "start": _("start"), "end": _("end")}
    return own[rest] if rest in own else str(Practice._meta.get_field(rest).verbose_name)


def _of_detail(detail: parts.Detail, rest: str) -> str:
    title = str(detail.model._meta.verbose_name)
    inner = next((part for part in parts.LISTS if part.owner == detail.key and part.key == rest), None)
    if inner:
        rest_in_words = inner.model._meta.verbose_name_plural
    elif rest:
        rest_in_words = detail.model._meta.get_field(rest).verbose_name
    else:
        return title
    return _("%(part)s: %(field)s") % {"part": title, "field": rest_in_words}
