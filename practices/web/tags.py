"""What templates of the pages may call: addresses in the reader's language, names marked with the language they are in."""

from urllib.parse import urlencode

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from practices.search import Asked
from practices.web.addresses import file_address, in_language, of_export, of_search, query_of_search
from practices.web.values import items, name_of

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str, *args: object) -> str:
    """The address of a page in the reader's language. {% url %} would follow the language of our own words instead."""
    return in_language(context["page_language"], name, *args)


@register.simple_tag
def address_in(language: str, name: str, *args: object) -> str:
    """The address of a page in a language of one's choice."""
    return in_language(language, name, *args)


@register.simple_tag(takes_context=True)
def address_of_search(context: template.Context, asked: Asked) -> str:
    """The address of a search in the reader's language."""
    return of_search(context["page_language"], asked)


@register.simple_tag(takes_context=True)
def address_of_export(context: template.Context, asked: Asked, format: str = "") -> str:
    """The address of the file of a search; without a format, of the page where one chooses."""
    return of_export(context["page_language"], query_of_search(asked), format)


@register.simple_tag(takes_context=True)
def address_of_copies(context: template.Context, format: str, *names: str) -> str:
    """The address of the file of records ("k7m2-p9qr") and editions ("k7m2-p9qr.2"); without a format, of the choice."""
    pairs = [("edition" if "." in name else "code", name) for name in names]
    return of_export(context["page_language"], f"?{urlencode(pairs)}", format)


@register.simple_tag
def address_of_file(code: str, attachment: dict) -> str:
    """The address of an attached file."""
    return file_address(code, attachment)


@register.filter
def breakable(text: str) -> SafeString:
    """An address that may go on in the next line after each of its slashes."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in str(text).split("/")))


@register.simple_tag(takes_context=True)
def named(context: template.Context, label: dict | None) -> SafeString:
    """A label, kept apart from the text around it and marked with its language where that is not ours."""
    return mark_safe(name_of(label, context["interface_language"]) if label else "")  # noqa: S308 - escaped there


@register.simple_tag(takes_context=True)
def facet_values(context: template.Context, values: list[dict], key: str) -> SafeString:
    """The values of a facet as list items with check boxes."""
    return items(values, key, context["interface_language"])


@register.simple_tag(takes_context=True)
def written_in(context: template.Context, text: dict | None) -> SafeString:
    """Attributes that say in which language a text is: ` lang="ar" dir="rtl"`."""
    if not text:
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', text["language"], text["direction"])


@register.simple_tag
def marked(text: dict) -> SafeString:
    """A text with the words found in it marked, where anything was looked for."""
    if "pieces" not in text:
        return escape(text["text"])
    pieces = text["pieces"]
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if found else piece,) for piece, found in pieces)
    )
