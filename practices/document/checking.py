"""Whether a working copy that a form has written makes a document that could be loaded again."""

from pydantic import ValidationError

from practices.document.errors import faults_of
from practices.document.inconsistencies import inconsistencies
from practices.document.resolving import missing_files, resolved
from practices.document.shape import Document
from practices.reference import current


def faults(document: dict) -> list[tuple[str, str]]:
    """(path, message) of everything for which loading this built document would be refused."""
    found = []
    try:
        Document.model_validate(document)
    except ValidationError as refusal:
        found = [(fault["path"], fault["message"]) for fault in faults_of(0, refusal)]
    _document, unknown = resolved(document, current())
    return [*found, *unknown, *missing_files(document), *inconsistencies(document)]
