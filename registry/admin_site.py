"""The admin site: stock Django, our words."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class RegistryAdminSite(AdminSite):
    """The curators' workplace."""

    site_title = _("Registry of good practices")
    site_header = _("Registry of good practices")
    index_title = _("Curators' workplace")
    site_url = "/"
