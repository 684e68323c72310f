"""All settings on one page. Each has a default that runs; a wrong value stops the start with a sentence."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from babel.numbers import list_currencies
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError

from betterpie.house.engine import prefer_bundled_sqlite
from betterpie.house.stamp import stamp

prefer_bundled_sqlite()

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
DEFAULT_SECRET = "only-for-this-machine-" + "0" * 50


def read(kind: str, name: str, default: Any) -> Any:
    """The setting `name` from the environment. Refuses, in a sentence, a value that is not a `kind`."""
    try:
        return getattr(env, kind)(name, default)
    except EnvError as trouble:
        raise ImproperlyConfigured(f"{name} is set to {os.environ.get(name)!r}, which is not a {kind}: {trouble}") from None


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """The setting `name`, which is one of `choices`; the first is the default."""
    value = str(read("str", name, choices[0]))
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is set to {value!r}. It can be: {', '.join(choices)}.")
    return value


# --- where and how it runs -------------------------------------------------------------------------------------------

MODE = one_of("BETTERPIE_MODE", ("local", "demo", "production"))
DEBUG = read("bool", "BETTERPIE_DEBUG", False)
SECRET_KEY = read("str", "BETTERPIE_SECRET", DEFAULT_SECRET)
BASE_URL = str(read("str", "BETTERPIE_URL", "http://localhost:8000")).rstrip("/")
DATA_DIR = Path(
    read("str", "BETTERPIE_HOME", str(CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").exists() else Path.home() / ".betterpie"))
)
IS_DEMO = MODE == "demo"

if urlsplit(BASE_URL).scheme not in {"http", "https"} or not urlsplit(BASE_URL).netloc:
    raise ImproperlyConfigured(f"BETTERPIE_URL is set to {BASE_URL!r}. It should look like https://pie.example.org")
ALLOWED_HOSTS = read("list", "BETTERPIE_HOSTS", ["localhost", "127.0.0.1", "[::1]", ".localhost", str(urlsplit(BASE_URL).hostname)])
if MODE == "production":
    if SECRET_KEY == DEFAULT_SECRET or len(SECRET_KEY) < 32:
        raise ImproperlyConfigured("In production BETTERPIE_SECRET must be your own secret of 32 characters or more.")
    if DEBUG:
        raise ImproperlyConfigured("In production BETTERPIE_DEBUG must be off.")
    if any("*" in host for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("In production BETTERPIE_HOSTS must name its hosts; '*' lets anybody pretend to be you.")

try:
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
except OSError as trouble:
    raise ImproperlyConfigured(f"BETTERPIE_HOME is {DATA_DIR}, where nothing can be written: {trouble}") from None

# --- the database ------------------------------------------------------------------------------------------------------

try:
    database: dict[str, Any] = dict(dj_database_url.parse(str(read("str", "DATABASE_URL", f"sqlite:///{DATA_DIR / 'betterpie.sqlite3'}"))))
except (ValueError, dj_database_url.ParseError) as trouble:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {trouble}") from None
if database["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgresql://")
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["ENGINE"] = "betterpie.rows.sqlite3"
    # Never mmap_size: it makes the WAL-reset bug of older engines worse. FULL keeps the last commit at a power cut.
    # secure_delete overwrites what is erased: else a customer's number would stay readable in the file.
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
    }
else:
    # The database plans a question once for each connection, not at each asking: planning cost more than the answer.
    database["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2}
database["CONN_MAX_AGE"] = None
database["CONN_HEALTH_CHECKS"] = database["ENGINE"] == "django.db.backends.postgresql"
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the rooms -----------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "betterpie.people",  # before allauth, whose pages it draws anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "csp",
    "betterpie.ui",
    "betterpie.journal",
    "betterpie.members",
    "betterpie.promises",
    "betterpie.referrals",
    "betterpie.trust",
    "betterpie.projects",
    "betterpie.value",
    "betterpie.notices",
    "betterpie.events",
    "betterpie.pacts",
    "betterpie.partners",
    "betterpie.week",
    "betterpie.house",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "betterpie.house.middleware.discreet",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "betterpie.house.middleware.now",
]

ROOT_URLCONF = "betterpie.house.urls"
WSGI_APPLICATION = "betterpie.house.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "betterpie.house.context.house",
            ],
        },
    }
]
FORM_RENDERER = "betterpie.ui.forms.Renderer"

# --- people ----------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["betterpie.people.sessions.Backend"]
SESSION_ENGINE = "betterpie.people.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "betterpie.people.adapters.Door"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
# Eight digits, three tries a code, twelve codes an hour for an address: a year of guessing at one address has a chance of 0.3 %.
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,12/h/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "request_login_code": "betterpie.people.forms.SignIn",
    "confirm_login_code": "betterpie.people.forms.SignInCode",
    "signup": "betterpie.people.forms.SignUp",
    "confirm_email_verification_code": "betterpie.people.forms.AddressCode",
    "add_email": "betterpie.people.forms.NewAddress",
}
MFA_ADAPTER = "betterpie.people.adapters.Keys"
MFA_FORMS = {
    "add_webauthn": "betterpie.people.forms.NewPasskey",
    "edit_webauthn": "betterpie.people.forms.PasskeyName",
    "login_webauthn": "betterpie.people.forms.PasskeySignIn",
    "reauthenticate_webauthn": "betterpie.people.forms.PasskeyAgain",
}
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_NAME = "betterpie"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "house_cache"}}

# --- mail ------------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = read("str", "BETTERPIE_MAIL_FROM", f"Betterpie <hello@{urlsplit(BASE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
mail = urlsplit(str(read("str", "BETTERPIE_MAIL", "console:")))
try:
    mail_port = mail.port
except ValueError as trouble:
    raise ImproperlyConfigured(f"BETTERPIE_MAIL names a port that there is not: {trouble}") from None
if mail.scheme == "console":
    EMAIL_BACKEND = "betterpie.house.console.EmailBackend"
elif mail.scheme == "folder" and mail.path.startswith("/"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = mail.path
elif mail.scheme in {"smtp", "smtp+tls", "smtps"} and mail.hostname:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = mail.hostname, mail_port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[mail.scheme]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail.scheme == "smtp+tls", mail.scheme == "smtps"
    EMAIL_TIMEOUT = 20
else:
    raise ImproperlyConfigured(
        "BETTERPIE_MAIL should be console:, folder:/path/to/folder, smtp://user:password@host:port, smtp+tls://... or smtps://..."
    )

# --- words, money, time ----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = one_of("BETTERPIE_LANGUAGE", ("en", "es"))
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "betterpie.house.formats"
USE_TZ = True
TIME_ZONE = read("str", "BETTERPIE_TIME_ZONE", "America/Los_Angeles")
try:
    ZoneInfo(TIME_ZONE)
except (OSError, ValueError, LookupError):
    raise ImproperlyConfigured(f"BETTERPIE_TIME_ZONE is set to {TIME_ZONE!r}. It should look like America/Los_Angeles") from None
CURRENCY = read("str", "BETTERPIE_CURRENCY", "USD")
if CURRENCY not in list_currencies():
    raise ImproperlyConfigured(f"BETTERPIE_CURRENCY is set to {CURRENCY!r}. It should be a currency's three letters, such as USD.")

# --- groups ------------------------------------------------------------------------------------------------------------------

# Mail addresses of those who may start groups here; none: anybody who signs in.
FOUNDERS = [str(address).strip().lower() for address in read("list", "BETTERPIE_FOUNDERS", []) if str(address).strip()]
if wrong := [address for address in FOUNDERS if not re.fullmatch(r"[^@\s]+@[^@\s]+", address)]:
    raise ImproperlyConfigured(f"BETTERPIE_FOUNDERS names {wrong[0]!r}. It should be mail addresses with commas, or empty for anybody.")
INVITATIONS_A_DAY = read("int", "BETTERPIE_INVITATIONS_A_DAY", 500)
if INVITATIONS_A_DAY < 1:
    raise ImproperlyConfigured("BETTERPIE_INVITATIONS_A_DAY should be 1 or more.")

# --- files and safety ------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/" if DEBUG else f"/static/{stamp(PACKAGE)}/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "betterpie.ui.files.Static"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
if not DEBUG:
    WHITENOISE_IMMUTABLE_FILE_TEST = "."  # every file: the stamp in its address changes with it
UPLOAD_LIMIT = read("int", "BETTERPIE_UPLOAD_LIMIT_MB", 200) * 1024 * 1024
if UPLOAD_LIMIT < 1024 * 1024:
    raise ImproperlyConfigured("BETTERPIE_UPLOAD_LIMIT_MB should be 1 or more.")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read("bool", "BETTERPIE_BEHIND_PROXY", False) else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0  # else all visitors share one address, and its rate limits
SECURE_HSTS_SECONDS = 31536000 if BASE_URL.startswith("https://") else 0
CSRF_TRUSTED_ORIGINS = [BASE_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "betterpie.house.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": one_of("BETTERPIE_LOG", ("WARNING", "INFO", "DEBUG", "ERROR"))},
}
