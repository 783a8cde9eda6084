"""Which files of installed apps are served."""

from collections.abc import Iterable, Iterator

from django.contrib.staticfiles.finders import AppDirectoriesFinder

UNUSED = ["redoc"]  # 5 MB that come along with Swagger UI and are on none of our pages


class UsedFilesFinder(AppDirectoriesFinder):
    """The stock finder, which passes over what no page uses when files are collected."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple]:
        """(path, storage) of all files."""
        return super().list([*(ignore_patterns or ()), *UNUSED])
