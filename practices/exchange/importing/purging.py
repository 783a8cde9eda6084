"""Old imports: forgotten with their rows and files, so that nothing personal is kept for longer than it is of use."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from practices.exchange.importing import progress, store
from practices.models import Import


def purge() -> int:
    """Periodic: forget imports older than IMPORT_KEEP_DAYS, with their files; how many. Files that no import knows go, too."""
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = [one for one in Import.objects.filter(created_at__lt=before) if not progress.is_under_way(one)]
    for one in old:
        one.delete()
        store.drop(one)
    store.drop_orphans()
    return len(old)
