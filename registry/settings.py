"""Settings, read from the environment. A clone starts with none set; a senseless value stops it with a sentence."""

import re
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from registry import embedded_postgres

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"  # what `make run` keeps for itself: secret key, files of the embedded database

env = environ.Env()
env.escape_proxy = True  # a value that starts with $ is meant literally when written \$


def _flag(name: str, default: bool) -> bool:
    value = env.str(name, default="").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def _whole_number(name: str, default: int, least: int = 0) -> int:
    value = env.str(name, default=str(default)).strip()
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def _local_secret_key() -> str:
    """The key of this clone, made once. Never used by a service, which must bring its own."""
    path = LOCAL_DIR / "secret_key"
    try:
        return path.read_text().strip() or _write_key(path)
    except FileNotFoundError:
        return _write_key(path)
    except PermissionError:
        raise ImproperlyConfigured(
            f"{path.parent.name}/ of this checkout belongs to another account: use that account, or set SECRET_KEY."
        ) from None


def _write_key(path: Path) -> str:
    key = secrets.token_urlsafe(50)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(key)
        path.chmod(0o600)
    except OSError:
        pass  # a read-only checkout: sessions then end with the process
    return key


DEBUG = _flag("DEBUG", default=False)
# Local: one machine, loopback, plain HTTP, the embedded database. `make` and manage.py without a SECRET_KEY set it.
LOCAL = _flag("REGISTRY_LOCAL", default=DEBUG)

SECRET_KEY = env.str("SECRET_KEY", default="") or (_local_secret_key() if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text (or REGISTRY_LOCAL=1 to try it on this machine).")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names of this site, separated by commas.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Database ------------------------------------------------------------------------------------------------------
if env.str("DATABASE_URL", default=""):
    try:
        DATABASES = {"default": env.db("DATABASE_URL")}
    except Exception as error:
        raise ImproperlyConfigured(
            "DATABASE_URL must read postgresql://user:password@host:port/name, with special characters percent-encoded."
        ) from error
    if "postgresql" not in DATABASES["default"]["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: the registry runs on no other.")
elif LOCAL:
    DATABASES = {"default": embedded_postgres.connection_settings()}
else:
    raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL database, as in postgresql://user:password@host/name.")
DATABASES["default"] |= {
    "CONN_MAX_AGE": _whole_number("DATABASE_CONNECTION_SECONDS", 60),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
    # A page that waits longer than this has failed already (limits of the project's quality rules).
    "options": "-c statement_timeout={} -c lock_timeout={}".format(
        _whole_number("DATABASE_STATEMENT_MILLISECONDS", 5000), _whole_number("DATABASE_LOCK_MILLISECONDS", 3000)
    ),
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Applications --------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "accounts",
    "practices",
    "registry.apps.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "registry",
]
AUTH_USER_MODEL = "accounts.User"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "registry.middleware.ContentPolicy",
    "registry.middleware.RefuseNulBytes",  # its refusals carry the headers of the two above
    "corsheaders.middleware.CorsMiddleware",
    "registry.middleware.CompressPages",  # a page of results is 160 kB, 18 compressed; Django's hides lengths from BREACH
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.Authentication",  # Django's, and a session that stood open too long ends
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PersonalPages",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactor",
]
ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry.context.site",
            ],
            "libraries": {"pages": "practices.web.tags"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Languages -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("pt", "Português"), ("ar", "العربية")]
LANGUAGES_BIDI = ["ar"]
LOCALE_PATHS = [BASE_DIR / "registry" / "locale"]
FORMAT_MODULE_PATH = ["registry.formats"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# The site ------------------------------------------------------------------------------------------------------
SITE_NAME = env.str("SITE_NAME", default="") or _("Registry of good practices")
SITE_URL = (env.str("SITE_URL", default="").strip() or ("http://localhost:8000" if LOCAL else "")).rstrip("/")
if not re.fullmatch(r"https?://(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(:\d{1,5})?(/[^\s?#]*)?", SITE_URL):
    # Names of linked data, records and mails are made of it: without it they would be nobody's.
    raise ImproperlyConfigured(
        f"Set SITE_URL to the address of the site, as in https://practices.example.org, not {SITE_URL!r}."
        if SITE_URL
        else "Set SITE_URL to the address of the site, as in https://practices.example.org."
    )
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
DATA_LICENCE = env.str("DATA_LICENCE", default="").strip()  # only the operators can give one

# Mail ----------------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    try:
        vars().update(env.email_url("EMAIL_URL"))
    except Exception as error:
        raise ImproperlyConfigured(
            "EMAIL_URL must read smtp+tls://user:password@host:port, with special characters percent-encoded."
        ) from error
elif LOCAL:
    EMAIL_BACKEND = "registry.mail.ReadableBackend"
EMAIL_TIMEOUT = 10  # a mail server that hangs must not hold a page
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or CONTACT_EMAIL or "registry@localhost.localdomain"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Moderation: days until a review, or an author's answer, counts as overdue; days between two reminders -----------
REVIEW_DAYS = _whole_number("REVIEW_DAYS", 14, least=1)
ANSWER_DAYS = _whole_number("ANSWER_DAYS", 30, least=1)
REMIND_EVERY_DAYS = _whole_number("REMIND_EVERY_DAYS", 7, least=1)
NOTICE_DELAY_MINUTES = _whole_number("NOTICE_DELAY_MINUTES", 5)  # what happens within it makes one mail
NOTICE_KEEP_DAYS = _whole_number("NOTICE_KEEP_DAYS", 365, least=1)
UNSAVED_DAYS = _whole_number("UNSAVED_DAYS", 30, least=1)  # what was typed into a form and never saved is kept so long

# Files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Locally files are served from where they lie; a folder that is not there yet would only be warned of.
STATIC_ROOT = env.str("STATIC_ROOT", default="" if LOCAL else str(BASE_DIR / "static")) or None
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "registry.static_files.UsedFilesFinder"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(LOCAL_DIR / "media" if LOCAL else BASE_DIR / "media")))
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Uploads are for the process alone; the style sheet may be collected by one user and served by another.
        "OPTIONS": {"file_permissions_mode": 0o644},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # 2.5 MiB of form, files apart
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a full record in the admin has some 1,500
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
IMAGE_MAX_BYTES = 5 * 1024 * 1024
IMAGE_MAX_PIXELS = 40_000_000

# Exports -------------------------------------------------------------------------------------------------------
EXPORT_ROWS_IN_REQUEST = _whole_number("EXPORT_ROWS_IN_REQUEST", 5000)  # practices; a larger workbook is a job
EXPORT_STATEMENT_MILLISECONDS = _whole_number("EXPORT_STATEMENT_MILLISECONDS", 60_000)
EXPORT_STREAMS = _whole_number("EXPORT_STREAMS", 2, least=1)  # at a time in a process; its other threads serve pages
EXPORT_STREAM_SECONDS = _whole_number("EXPORT_STREAM_SECONDS", 900, least=1)  # a download that takes longer breaks off
EXPORT_KEEP_HOURS = _whole_number("EXPORT_KEEP_HOURS", 48, least=1)
EXPORT_MOST_WAITING = _whole_number("EXPORT_MOST_WAITING", 20, least=1)  # of everybody; a person may have three
EXPORT_MAX_MIB = _whole_number("EXPORT_MAX_MIB", 500, least=1)
# django-import-export asks for these permissions of the model: practices.export_practice, practices.import_practice.
IMPORT_EXPORT_EXPORT_PERMISSION_CODE, IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "export", "import"
IMPORT_EXPORT_USE_TRANSACTIONS = True

# API -----------------------------------------------------------------------------------------------------------
API_ANONYMOUS_PER_MINUTE = _whole_number("API_ANONYMOUS_PER_MINUTE", 60, least=1)
API_ACCOUNT_PER_MINUTE = _whole_number("API_ACCOUNT_PER_MINUTE", 600, least=1)
API_FILES_PER_MINUTE = _whole_number("API_FILES_PER_MINUTE", 10, least=1)
OAI_PER_MINUTE = _whole_number("OAI_PER_MINUTE", 120, least=1)  # requests of one harvester
API_BODY_MAX_BYTES = 1024 * 1024
API_BULK_MOST = 100  # documents in one request
API_ANSWERS_KEEP_HOURS = _whole_number("API_ANSWERS_KEEP_HOURS", 24, least=1)  # for repeated requests
REST_FRAMEWORK = {
    # Keys alone: the framework's own list has Basic, which knows neither second factors nor limits.
    "DEFAULT_AUTHENTICATION_CLASSES": ["practices.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["practices.api.authentication.MayUse"],
    "DEFAULT_THROTTLE_CLASSES": ["practices.api.limits.PerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["practices.api.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "practices.api.describing.schema.Description",
    "EXCEPTION_HANDLER": "practices.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,  # `format` in the query would be one more parameter that means something
    "NUM_PROXIES": int(_flag("BEHIND_PROXY", default=False)),
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "PREPROCESSING_HOOKS": ["practices.api.describing.hooks.plain_addresses"],
    "POSTPROCESSING_HOOKS": ["practices.api.describing.hooks.framed"],
}
# Pages of other sites may read what is public; no cookie and no key of a visitor goes with it.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/((api/v1|oai|data|vocabularies|schema)/|vocabularies\.|practices/[^/]+(/editions/\d+)?$)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "if-none-match", "if-modified-since", "x-request-id"]
CORS_EXPOSE_HEADERS = [
    "ETag", "Last-Modified", "Link", "Content-Disposition", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
    "Repr-Digest", "Retry-After", "X-Request-ID",
]  # fmt: skip

# Spreadsheets --------------------------------------------------------------------------------------------------
# What a file may ask for that somebody brings; the reading process is held to it by the system.
IMPORT_MAX_BYTES = _whole_number("IMPORT_MAX_MIB", 10, least=1) * 1024 * 1024
IMPORT_UNPACKED_MAX_BYTES = _whole_number("IMPORT_UNPACKED_MAX_MIB", 100, least=1) * 1024 * 1024
IMPORT_MAX_ROWS = _whole_number("IMPORT_MAX_ROWS", 5_000, least=1)
IMPORT_MAX_COLUMNS = _whole_number("IMPORT_MAX_COLUMNS", 250, least=1)  # our own full export has more than 100
IMPORT_SECONDS = _whole_number("IMPORT_SECONDS", 60, least=1)
IMPORT_MEMORY_MB = _whole_number("IMPORT_MEMORY_MB", 512, least=128)
IMPORT_KEEP_DAYS = _whole_number("IMPORT_KEEP_DAYS", 90, least=1)  # so long a load can be undone

# Passwords and sessions ----------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "account"
SESSION_COOKIE_AGE = _whole_number("SESSION_HOURS", 12, least=1) * 3600
SESSION_IDLE_SECONDS = _whole_number("SESSION_IDLE_HOURS", 3, least=1) * 3600  # staff only
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "registry.errors.csrf_failure"

# Accounts (django-allauth) ---------------------------------------------------------------------------------------
OPEN_SIGNUP = _flag("OPEN_SIGNUP", default=True)
REQUIRE_SECOND_FACTOR = _flag("REQUIRE_SECOND_FACTOR", default=not LOCAL)  # of staff, before the admin opens
INVITATION_DAYS = _whole_number("INVITATION_DAYS", 14, least=1)
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.signup.AboutThePerson"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.ChangeAddressForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address each; a new one takes over once its code was typed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_HOURS, not longer
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"invitation": "20/m/ip", "export": "30/m/ip", "export_job": "10/h/ip", "api_key": "20/h/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(_flag("BEHIND_PROXY", default=False))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.second_factor_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor_forms.AuthenticateForm",
    "reauthenticate": "accounts.second_factor_forms.ReauthenticateForm",
    "activate_totp": "accounts.second_factor_forms.ActivateAppForm",
    "authenticate_webauthn": "accounts.second_factor_forms.AuthenticateKeyForm",
    "login_webauthn": "accounts.second_factor_forms.LoginKeyForm",
    "reauthenticate_webauthn": "accounts.second_factor_forms.ReauthenticateKeyForm",
    "add_webauthn": "accounts.second_factor_forms.AddKeyForm",
    "edit_webauthn": "accounts.second_factor_forms.RenameKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = env.str("SITE_NAME", default="") or "Registry of good practices"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off

# Transport -----------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_SSL_REDIRECT = _flag("HTTPS_REDIRECT", default=not LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes come straight to the process, without TLS
SECURE_HSTS_SECONDS = 0 if LOCAL else _whole_number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _flag("BEHIND_PROXY", default=False):
    # Only when the proxy in front sets this header itself and strips it from what comes in.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Logging: one line an event, to standard error; the server in front keeps the files -------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "registry.logging.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO").upper()},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
