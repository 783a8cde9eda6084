"""Where a web server enters. A service is meant: nothing here makes it local."""

import os
import sys
import warnings

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from registry.headers import readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")


def _application():
    try:
        from django.conf import settings

        if settings.DEBUG and os.environ.get("REGISTRY_LOCAL", "") in ("", "0"):
            raise ImproperlyConfigured("DEBUG shows visitors the inside of the site: unset it to serve.")
        if settings.LOCAL:
            # Style sheets come straight from the sources, so the folder of collected files is rightly missing.
            warnings.filterwarnings("ignore", message="No directory at")
        return get_wsgi_application()
    except ImproperlyConfigured as error:
        # gunicorn would answer with a page of traceback, and start the next process into the same wall.
        sys.stderr.write(f"{error}\n")
        sys.exit(4)


application = readable(_application())
