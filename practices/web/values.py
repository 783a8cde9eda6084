"""The values of a facet as check boxes. Written here and not in a template: a page has hundreds of them."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def items(values: list[dict], key: str, interface_language: str) -> SafeString:
    """List items for values (label, count, is_chosen, is_open, children), narrower ones within theirs."""
    return mark_safe("".join(_items(values, key, interface_language, escape(_("Narrower than")))))  # noqa: S308 - every part is escaped


def _items(values: list[dict], key: str, interface_language: str, narrower: str) -> list[str]:
    found = []
    for value in values:
        name, code = name_of(value, interface_language), escape(value["code"])
        checked = " checked" if value["is_chosen"] else ""
        found.append(
            f'<li><label><input type="checkbox" name="{key}" value="{code}"{checked}>{name}'
            f'<span class="number">{value["count"]}</span></label>'
        )
        if value["children"]:
            is_open = " open" if value["is_open"] else ""
            found.append(
                f'<details class="below" id="below-{key}-{code}"{is_open}><summary><span class="unseen">'
                f'{narrower} {name}</span></summary><ul class="values">'
            )
            found += _items(value["children"], key, interface_language, narrower)
            found.append("</ul></details>")
        found.append("</li>")
    return found


def name_of(label: dict, interface_language: str) -> str:
    """A label, kept apart from the text around it and marked with its language where that is not the interface's."""
    language = label.get("language")
    if not language or language == interface_language:
        return f"<bdi>{escape(label['label'])}</bdi>"
    return f'<bdi lang="{escape(language)}" dir="{escape(label["direction"])}">{escape(label["label"])}</bdi>'
