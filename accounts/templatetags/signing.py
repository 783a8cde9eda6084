"""What the account pages ask about the person who is signing in."""

from django import template
from django.utils.translation import gettext as _

from accounts import second_factor

register = template.Library()

# The first that stands in what a browser says of itself: most say they are several.
BROWSERS = {
    "Firefox": "Firefox",
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.simple_tag(takes_context=True)
def wanted_page(context: template.Context) -> str:
    """The page staff were kept from until they had a second factor, once they have one."""
    request = context["request"]
    return second_factor.wanted(request) if request.user.is_authenticated else ""


@register.filter
def browser(said: str) -> str:
    """A browser and its system by the names people know; what it says of itself where it is a rare one."""
    browser = next((name for mark, name in BROWSERS.items() if mark in said), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in said), "")
    if not browser or not system:
        return browser or said[:80]
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
