"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from registry import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("api/v1/", include("practices.api.urls")),
    path("oai/", include("practices.api.oai.urls")),
    path("", include("practices.web.unlocalised")),
    *i18n_patterns(path("", include("practices.web.urls"))),
]

handler400 = "registry.errors.bad_request"
handler403 = "registry.errors.permission_denied"
handler429 = "accounts.views.too_many_requests"  # allauth's
handler404 = "registry.errors.not_found"
handler500 = "registry.errors.server_error"
