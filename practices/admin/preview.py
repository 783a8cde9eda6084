"""How a working copy would look to the public if it were published now."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone, translation

from practices import document, reference
from practices.document import reading
from practices.document.present import present
from practices.document.words import interface_language
from practices.models import Edition
from practices.vocabulary import Language


def view(request, practice):
    """The page of the record, made of the working copy, in a language of one's choice."""
    wanted = request.GET.get("language", "")
    language = wanted if wanted in Language.values else translation.get_language()
    language = language if language in Language.values else settings.LANGUAGE_CODE
    words = interface_language(language)
    with translation.override(words):
        context = {"practice": practice, **frame(language, words), **shown(practice, language)}
        response = render(request, "admin/practices/practice/preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def shown(practice, language: str) -> dict:
    """What the page of the record needs, as the public one makes it of an edition."""
    built, snapshot = document.build(practice), reference.current()
    record = present(built, language, reading.linked(built, language, snapshot), snapshot)
    record["text_language"] = record["text_language"] or language  # a draft may say nothing yet
    latest = practice.editions.order_by("-number").values_list("number", flat=True).first() or 0
    return {
        "record": record,
        "sections": [section for section in reading.sections(record) if section["id"] != "history"],
        "edition": Edition(practice=practice, number=latest + 1, published_at=timezone.now()),
        "live_files": {attachment["sha256"] for attachment in built["attachments"]},
    }


def frame(language: str, words: str) -> dict:
    """The frame of the site, whose other languages here are those of the preview."""
    languages = [
        {"code": one.value, "name": one.label, "direction": one.direction, "address": f"?language={one.value}"}
        for one in Language
    ]
    direction = Language(language).direction
    return {
        "page_language": language,
        "page_direction": direction,
        "interface_language": words,
        "languages": languages,
        "query": "",
    }
