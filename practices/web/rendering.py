"""How a page is written: content in the reader's language, our own words in the language they exist in."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control

from practices.document.words import interface_language


def page(request: HttpRequest, template: str, context: dict | None = None, status: int = 200) -> HttpResponse:
    """The page made of this template. Until a catalogue exists, an Arabic page has English words of ours around it."""
    chosen = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    with translation.override(interface_language(chosen)):
        response = render(request, template, context or {}, status=status)
    if status >= HTTPStatus.BAD_REQUEST:
        # Browsers keep a 404 or 410 by themselves, and go on showing it when the practice is back.
        patch_cache_control(response, no_cache=True)
    return response
