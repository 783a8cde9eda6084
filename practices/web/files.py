"""Attached files: given out only while the live edition of a public practice names them."""

from django.http import FileResponse, Http404, HttpRequest

from practices import files
from practices.document import upgrade
from practices.models import Listing
from practices.web.addresses import file_name
from practices.web.finding import of_public_practice

# Anything else is plain bytes to the browser, whatever the document says.
KNOWN_TYPES = {files.PDF, *files.IMAGES.values()}


@of_public_practice
def attachment(request: HttpRequest, listing: Listing, sha256: str, name: str) -> FileResponse:
    """A file to save, never to open inside the site."""
    named = next(
        (
            entry
            for entry in upgrade(listing.edition.document)["attachments"]
            if entry["sha256"] == sha256 and file_name(entry) == name
        ),
        None,
    )
    if named is None:
        raise Http404
    try:
        content = files.open_kept(sha256)
    except FileNotFoundError:
        raise Http404 from None
    media_type = named["media_type"] if named["media_type"] in KNOWN_TYPES else "application/octet-stream"
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=media_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"},
    )
