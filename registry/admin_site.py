"""The admin site: stock Django, our words, and the one way to sign in."""

from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache


class RegistryAdminSite(AdminSite):
    """The curators' workplace."""

    site_title = _("Registry of good practices")
    site_header = _("Registry of good practices")
    index_title = _("Curators' workplace")
    site_url = "/"

    def register(self, model_or_iterable, admin_class=None, **options):
        """All but allauth's own lists, which show the keys of authenticator apps: people keep those on their pages."""
        if admin_class is None or not admin_class.__module__.startswith("allauth."):
            super().register(model_or_iterable, admin_class, **options)

    def password_change(self, request, extra_context=None):
        """On the account pages, too."""
        return redirect("account_change_password")

    def login(self, request, extra_context=None):
        """Only through the account pages, with their limits and second factors. Nothing that is sent here is read."""
        return _elsewhere(request)

    def index(self, request, extra_context=None):
        """What waits for the person first, then the lists."""
        from practices.admin import dashboard  # which needs this site to exist

        return super().index(request, {**dashboard.context(request), **(extra_context or {})})


@never_cache
def _elsewhere(request):
    """Who is in goes to the first page; anybody else to the login page, and from there to where they wanted to go."""
    if not request.user.is_authenticated:
        wanted = get_next_redirect_url(request) or resolve_url("admin:index")
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': wanted})}")
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect("admin:index")
