"""Who asks: `Authorization: Bearer prk_…`, a key made on the account page. No cookie opens anything here."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from accounts import api_keys
from accounts.models import ApiKey, ApiScope
from practices.api import limits
from practices.api.problems import Problem

SCHEME = "Bearer"


class KeyAuthentication(BaseAuthentication):
    """Django REST framework's way in for keys."""

    def authenticate(self, request) -> tuple[object, ApiKey] | None:
        """The owner and the key; None where none was sent. Raises AuthenticationFailed."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _space, text = header.partition(" ")
        try:
            if scheme.lower() != SCHEME.lower() or not text.strip():
                raise AuthenticationFailed(_("Send the key as “Authorization: Bearer prk_…”."))
            key = api_keys.read(text.strip())
        except (api_keys.BadKey, AuthenticationFailed) as error:
            limits.refuse_over(request._request)
            raise AuthenticationFailed(getattr(error, "reason", None) or str(error)) from None
        api_keys.note_use(key)
        return key.owner, key

    def authenticate_header(self, request) -> str:
        """What a 401 asks for."""
        return f'{SCHEME} realm="API"'


class MayUse(BasePermission):
    """What the view's `scope` asks of the key. Reading what is public asks for none."""

    def has_permission(self, request, view) -> bool:
        """Raises Problem, so that the answer says what is missing."""
        scope = view.scope
        if scope is None:
            return True
        if request.auth is None:
            detail = _("This needs a key. Make one on your account page and send it as “Authorization: Bearer …”.")
            raise Problem("unauthenticated", detail, headers={"WWW-Authenticate": f'{SCHEME} realm="API"'})
        if scope not in request.auth.scopes:
            message = _("Your key does not open this: it lacks “%(scope)s”.") % {"scope": ApiScope(scope).value}
            raise Problem("forbidden", message)
        return True
