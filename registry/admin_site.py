"""The admin site: stock Django, our words, and the one way to sign in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.shortcuts import redirect
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
        """Through the account pages, whose limits and second factors hold here as well."""
        return never_cache(secure_admin_login(super().login))(request, extra_context)

    def index(self, request, extra_context=None):
        """What waits for the person first, then the lists."""
        from practices.admin import dashboard  # which needs this site to exist

        return super().index(request, {**dashboard.context(request), **(extra_context or {})})
