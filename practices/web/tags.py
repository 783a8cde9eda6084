"""What templates of the pages may call: addresses in the reader's language, names marked with the language they are in."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from practices.web.addresses import file_address, in_language

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str, *args: object) -> str:
    """The address of a page in the reader's language. {% url %} would follow the language of our own words instead."""
    return in_language(context["page_language"], name, *args)


@register.simple_tag
def address_in(language: str, name: str, *args: object) -> str:
    """The address of a page in a language of one's choice."""
    return in_language(language, name, *args)


@register.simple_tag
def address_of_file(code: str, attachment: dict) -> str:
    """The address of an attached file."""
    return file_address(code, attachment)


@register.simple_tag(takes_context=True)
def named(context: template.Context, label: dict | None) -> SafeString:
    """A label, kept apart from the text around it and marked with its language where that is not ours."""
    if not label:
        return mark_safe("")
    language = label.get("language")
    if not language or language == context["interface_language"]:
        return format_html("<bdi>{}</bdi>", label["label"])
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, label["direction"], label["label"])


@register.simple_tag(takes_context=True)
def written_in(context: template.Context, text: dict | None) -> SafeString:
    """Attributes that say in which language a text is: ` lang="ar" dir="rtl"`."""
    if not text:
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', text["language"], text["direction"])
