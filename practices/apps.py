"""The domain: practices, their editions, and the vocabularies that describe them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Good practices in South-South and triangular cooperation on migration."""

    name = "practices"
    verbose_name = _("Practices")
