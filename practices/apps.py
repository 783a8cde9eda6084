"""The domain: practices, their editions, and the vocabularies that describe them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Good practices in South-South and triangular cooperation on migration."""

    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from accounts import deletion, personal_data
        from practices import people

        personal_data.register("practices", people.personal_data)
        deletion.on_deletion(people.leave)
        deletion.on_loss_of_rights(people.hand_over)
