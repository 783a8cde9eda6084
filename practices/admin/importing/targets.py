"""What a column of a sheet may be taken for, as a list to choose from."""

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from practices.admin.importing.rows import column_in_words
from practices.exchange.columns import PARTS
from practices.exchange.matching.targets import LONGEST_HEADING, PARTICULAR, TARGETS, target_of
from practices.exchange.matching.targets import targets as by_group

SURE, LIKELY = 90, 70
NO_COLUMN = PARTICULAR  # for what has no column of its own


def is_known(key: str) -> bool:
    """Whether there is such a meaning."""
    return key in PARTS or target_of(key) is not None


def in_list(key: str) -> str:
    """The key as the list has it: a particular is chosen without the heading it is kept under."""
    return PARTICULAR if key.startswith(PARTICULAR) else key


def with_heading(key: str, heading: str) -> str:
    """The key as it is kept: that of a particular with its heading."""
    return f"{key}{heading[:LONGEST_HEADING]}" if key == PARTICULAR else key


def label(key: str) -> str:
    """What it is called."""
    return _capital(column_in_words(key) if key in PARTS else TARGETS[in_list(key)].label)


def choices(proposal, staff: bool) -> list[tuple[str, str]]:
    """What a column may be: left out, anything of the list, and what only sheets of ours have."""
    own = [(proposal.key, proposal.key)] if proposal.key in PARTS else []
    return [("", ""), *own, *((target.key, target.key) for _group, found in by_group(staff=staff) for target in found)]


def may_be_several(key: str) -> bool:
    """Whether more than one column may say it, each adding to the others."""
    found = target_of(key)
    return found is not None and found.is_added


def names_a_practice(key: str) -> bool:
    """Whether a row with this alone says which practice it is."""
    return key in ("code", "title") or key.startswith("title_")


def sureness(proposal) -> str:
    """How sure a proposal is, in words."""
    if not proposal.key:
        return ""
    if proposal.score >= SURE:
        return _("Sure")
    return _("Likely") if proposal.score >= LIKELY else _("A guess")


def as_options(staff: bool) -> SafeString:
    """All of them by groups. Made once a page, however many columns choose from it."""
    return format_html_join(
        "\n", '<optgroup label="{}">{}</optgroup>',
        (
            (group, format_html_join("", '<option value="{}">{}</option>',
                                     ((target.key, _capital(target.label)) for target in found)))
            for group, found in by_group(staff=staff)
        ),
    )  # fmt: skip


def _capital(words) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]
