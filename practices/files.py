"""Attached files: kept once under their SHA-256, outside the web root, typed by their content."""

import hashlib
import struct
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from practices.text import clean

PDF = "application/pdf"
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def kept_at(sha256: str) -> str:
    """Name of a file in the store."""
    return f"attachments/{sha256[:2]}/{sha256}"


def is_kept(sha256: str) -> bool:
    """Whether the store holds these bytes."""
    return default_storage.exists(kept_at(sha256))


def open_kept(sha256: str):
    """The bytes, as an open file. Raises FileNotFoundError."""
    return default_storage.open(kept_at(sha256), "rb")


def keep(upload) -> dict:
    """Check and store an uploaded file; returns its sha256, name, media_type and size in bytes.

    Raises ValidationError with a sentence for people. Images are written anew, which drops camera metadata.
    """
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(_("The file is larger than 10 MiB."))
    content = upload.read()
    if content.startswith(b"%PDF-"):
        media_type = PDF
    else:
        content, media_type = _image_written_anew(content)
    sha256 = hashlib.sha256(content).hexdigest()
    if not is_kept(sha256):
        default_storage.save(kept_at(sha256), ContentFile(content))
    name = (clean(Path(upload.name).stem)[:150] or "file") + {PDF: ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}[
        media_type
    ]
    return {"sha256": sha256, "name": name, "media_type": media_type, "size": len(content)}


def _image_written_anew(content: bytes) -> tuple[bytes, str]:
    if len(content) > settings.IMAGE_MAX_BYTES:
        raise ValidationError(_("Attach a PDF of up to 10 MiB, or a JPEG or PNG image of up to 5 MiB."))
    try:
        with Image.open(BytesIO(content), formats=tuple(IMAGES)) as image:
            if image.width * image.height > settings.IMAGE_MAX_PIXELS:
                raise ValidationError(_("The image has more than 40 million pixels."))
            kind = image.format
            upright = ImageOps.exif_transpose(image)
            upright = upright.convert("RGBA") if upright.mode == "P" else upright
            plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        EOFError,
        struct.error,
    ):
        raise ValidationError(_("Attach a PDF, or a JPEG or PNG image; this file is neither.")) from None
    out = BytesIO()
    plain.save(out, kind)
    return out.getvalue(), IMAGES[kind]
