"""What stands for a practice that is not there: 410 with date and reason where it was archived, 404 for all else."""

from typing import NoReturn

from django.utils import timezone

from practices.api.problems import Problem
from practices.models import Standing


def refuse(code: str | None, words: str) -> NoReturn:
    """Raise Problem. Everybody may know that a practice was archived, and why; hidden and unknown ones are alike."""
    standing = Standing.objects.archived(code)
    if standing is None:
        raise Problem("not-found", words)
    more = {"archived": timezone.localtime(standing.archived_at).isoformat(), "reason": standing.archive_reason}
    raise Problem("gone", standing.archive_reason, more=more)
