"""The one mail a person gets: what waits for them first, then the rest, each practice once."""

import re
from dataclasses import dataclass
from datetime import date
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import mail as account_mail
from practices.document.words import interface_language
from practices.models import Listing, Notice, Practice, PracticeText, ReviewRequest
from practices.notices import addresses
from practices.notices.wording import Happening, Teller, isolated
from practices.site import host
from practices.vocabulary import Language, NoticeKind

MOST_PRACTICES, MOST_HAPPENINGS = 40, 10
LONGEST_TITLE_IN_SUBJECT = 80
ASKS_REVIEW = (NoticeKind.REVIEW_ASKED, NoticeKind.REVIEW_OVERDUE)
BELONG_TO_REVIEW = (*ASKS_REVIEW, NoticeKind.COMMENT)


@dataclass(frozen=True)
class Entry:
    """One practice, with what happened to it, oldest first."""

    title: str
    language: str
    direction: str
    plain_title: str  # set apart for plain text
    link: str
    due: str
    waits: bool
    happenings: list[Happening]
    more: int


def compose(notices: list[Notice], person, requests: dict[int, ReviewRequest]) -> EmailMultiAlternatives:
    """The mail that tells a person these notices, in their language as far as our words exist in it."""
    chosen = person.preferred_language if person.preferred_language in Language.values else settings.LANGUAGE_CODE
    shown = interface_language(chosen)
    with translation.override(shown):
        frame = account_mail.frame(shown)
        entries = _entries(notices, person, requests, chosen, frame["direction"])
        context = frame | {
            "heading": _heading(entries),
            "waiting": [entry for entry in entries if entry.waits][:MOST_PRACTICES],
            "others": [entry for entry in entries if not entry.waits][:MOST_PRACTICES],
            "more": sum(max(0, count - MOST_PRACTICES) for count in _counts(entries)),
        }
        return _mail(f"{settings.SITE_NAME}: {_subject(entries, frame['direction'])}", context, person)


def _mail(subject: str, context: dict, person) -> EmailMultiAlternatives:
    headers = {
        "Auto-Submitted": "auto-generated",
        "Content-Language": context["language"],
        "List-Unsubscribe": f"<{context['account_url']}>",
        "Message-ID": make_msgid(domain=host()),
    }
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),  # a title is anybody's text: no line of it may become a header
        re.sub(r"\n{3,}", "\n\n", render_to_string("emails/notices.txt", context)).strip() + "\n",
        to=[person.email],
        reply_to=[settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else None,
        headers=headers,
    )
    mail.attach_alternative(render_to_string("emails/notices.html", context), "text/html")
    return mail


def _counts(entries: list[Entry]) -> tuple[int, int]:
    waiting = sum(entry.waits for entry in entries)
    return waiting, len(entries) - waiting


def _heading(entries: list[Entry]) -> str:
    waiting, _others = _counts(entries)
    if waiting:
        return ngettext(
            "%(count)d practice waits for you", "%(count)d practices wait for you", waiting
        ) % {"count": waiting}  # fmt: skip
    return ngettext("News of %(count)d practice", "News of %(count)d practices", len(entries)) % {"count": len(entries)}


def _subject(entries: list[Entry], direction: str) -> str:
    """The heading; where it is one practice, which."""
    waiting, _others = _counts(entries)
    shown = [entry for entry in entries if entry.waits] or entries
    if len(shown) > 1:
        return _heading(entries)
    title = isolated(Truncator(shown[0].title).chars(LONGEST_TITLE_IN_SUBJECT), direction)
    return (_("This waits for you: %(title)s") if waiting else _("News of %(title)s")) % {"title": title}


def _entries(notices: list[Notice], person, requests, chosen: str, direction: str) -> list[Entry]:
    by_practice: dict[Practice, list[Notice]] = {}
    for notice in notices:
        by_practice.setdefault(notice.practice, []).append(notice)
    public = set(Listing.objects.filter(practice__in=by_practice).values_list("practice", flat=True))
    texts = PracticeText.objects.filter(practice__in=by_practice, language=chosen)
    titles = dict(texts.values_list("practice", "title"))
    teller = Teller(person, direction, requests)
    entries = []
    for practice, found in by_practice.items():
        title, language = titles.get(practice.pk), chosen
        if not title:
            title, language = str(practice), practice.original_language
        belongs_to_review = any(_belongs_to_review(notice) for notice in found)
        due = _due(practice, found, requests.get(practice.pk))
        link = addresses.of_practice(
            practice, person, chosen, is_public=practice.pk in public, belongs_to_review=belongs_to_review
        )  # fmt: skip
        entries.append(Entry(
            title=title, language=language, direction=Language(language).direction,
            plain_title=isolated(title, direction), link=link, due=date_format(due, "DATE_FORMAT") if due else "",
            waits=any(notice.is_waiting_for for notice in found),
            happenings=[teller.tell(notice) for notice in found[-MOST_HAPPENINGS:]],
            more=max(0, len(found) - MOST_HAPPENINGS),
        ))  # fmt: skip
    return entries


def _belongs_to_review(notice: Notice) -> bool:
    """Whether it leads to the review screen, where conversations stand, rather than to the form."""
    if notice.kind == NoticeKind.EVENT:
        return notice.event.name == "submit"
    return notice.kind in BELONG_TO_REVIEW


def _due(practice: Practice, notices: list[Notice], request: ReviewRequest | None) -> date | None:
    """Until when this person should have acted, if they are asked to act at all."""
    asking = [notice for notice in notices if notice.is_waiting_for]
    if not asking:
        return None
    if request and any(notice.kind in ASKS_REVIEW for notice in asking):
        is_theirs = practice.reviewer_id == request.reviewer_id
        return min(request.due, practice.due) if is_theirs and practice.due else request.due
    return practice.due
