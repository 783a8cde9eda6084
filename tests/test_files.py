"""practices.files: typed by content, kept once, images without what the camera added."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from practices import files

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, kind, **options)
    return out.getvalue()


def test_a_file_is_kept_once_under_its_digest():
    first = files.keep(SimpleUploadedFile("report.pdf", PDF))
    again = files.keep(SimpleUploadedFile("other name.pdf", PDF))
    assert first["sha256"] == again["sha256"]
    assert (first["name"], first["media_type"], first["size"]) == ("report.pdf", "application/pdf", len(PDF))
    assert files.open_kept(first["sha256"]).read() == PDF


def test_the_type_is_that_of_the_content_not_of_the_name():
    kept = files.keep(SimpleUploadedFile("photo.pdf", picture("PNG")))
    assert (kept["name"], kept["media_type"]) == ("photo.png", "image/png")
    for content in (b"<script>alert(1)</script>", b"MZ", b"", picture()[:50]):
        with pytest.raises(ValidationError):
            files.keep(SimpleUploadedFile("report.pdf", content))


def test_names_are_clean_text():
    kept = files.keep(SimpleUploadedFile("re\u0301sume\u0301.pdf", PDF))
    assert kept["name"] == "résumé.pdf"


def test_camera_metadata_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "A made-up camera"
    kept = files.keep(SimpleUploadedFile("photo.jpg", picture(exif=exif)))
    with Image.open(files.open_kept(kept["sha256"])) as image:
        assert not dict(image.getexif())


def test_limits(settings):
    settings.ATTACHMENT_MAX_BYTES = 100
    with pytest.raises(ValidationError):
        files.keep(SimpleUploadedFile("report.pdf", PDF + b" " * 200))
    settings.ATTACHMENT_MAX_BYTES, settings.IMAGE_MAX_PIXELS = 10**7, 10
    with pytest.raises(ValidationError):
        files.keep(SimpleUploadedFile("photo.jpg", picture()))
