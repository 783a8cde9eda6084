"""What every template may use."""

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.encoding import escape_uri_path, iri_to_uri

from accounts.languages import direction
from practices import licence
from practices.document.words import interface_language
from practices.opendata import addresses


def site(request) -> dict:
    """The site's name, the languages to choose from, and the language the interface is really in."""
    chosen = page_language(request)
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "data_licence": licence.given(),
        "page_language": chosen,
        "page_direction": direction(chosen),
        "interface_language": interface_language(chosen),
        "languages": [language(request, chosen, code, name) for code, name in settings.LANGUAGES],
        "query": query_of(request) if request.path_info.startswith(f"/{chosen}/") else "",
    }


def page_language(request) -> str:
    """The reader's language: asked of the request, because our own words may be rendered in another."""
    return getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)


def language(request, chosen: str, code: str, name: str) -> dict:
    """One of our languages, with the address of this page in it."""
    return {"code": code, "name": name, "direction": direction(code), "address": same_page(request, chosen, code)}


def same_page(request, chosen: str, other: str) -> str:
    """The address of this page in another language, without its query; the home page where it has no language."""
    if request.path_info.startswith(("/account/", addresses.VOCABULARIES)):
        # The same address in every language, which is asked for in the query.
        query = request.GET.copy()
        query["language"] = other
        return f"{request.path}?{query.urlencode()}"
    prefix = f"/{chosen}/"
    rest = request.path_info[len(prefix) :] if request.path_info.startswith(prefix) else ""
    return f"{get_script_prefix()}{other}/{escape_uri_path(rest)}"


def query_of(request) -> str:
    """The query of the address with its question mark, so that page 3 in French is page 3 in Arabic."""
    query = iri_to_uri(request.META.get("QUERY_STRING", ""))
    return f"?{query}" if query else ""
