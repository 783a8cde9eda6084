"""The language of an answer: `lang` in the address, else the first of Accept-Language that we have, else English."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

PARAMETER = "lang"
KNOWN = tuple(code for code, _name in settings.LANGUAGES)


def of(request: HttpRequest) -> str:
    """The language for this request. One that `lang` names and we lack is told by the check of parameters."""
    asked = request.GET.get(PARAMETER, "")
    if asked in KNOWN:
        return asked
    for code, weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if not weight:  # not wanted at all
            continue
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return KNOWN[0]
