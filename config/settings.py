"""Settings, read from the environment by typed readers. What is missing or unsafe stops the start with a sentence.

docs/running.md lists every variable. One installation serves one partnership.
"""

import secrets
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.content_policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY  # noqa: PLC0414 - read by csp
from config.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def demonstration_secret() -> str:
    """A secret of this machine's own, so that a demonstration asks nothing and still signs with something private."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (demonstration_secret() if DEMO else "")
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("Set SECRET_KEY to at least 40 random characters.")

# --- Addresses ---
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000" if DEMO else "").rstrip("/")
if not PUBLIC_URL:
    raise ImproperlyConfigured("Set PUBLIC_URL to the address people type, for example https://learn.example.gov.uk")
PUBLIC_HOST = PUBLIC_URL.split("://", 1)[-1]
SECURE = PUBLIC_URL.startswith("https://")
if not (SECURE or DEBUG or DEMO or PUBLIC_HOST.split(":")[0] in {"localhost", "127.0.0.1"}):
    raise ImproperlyConfigured("PUBLIC_URL must start with https:// outside this machine.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PUBLIC_HOST.split(":")[0], "localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- Apps: the layers, from the top (docs/architecture.md), then what they stand on ---
INSTALLED_APPS = [
    *(["demo"] if DEMO else []),
    "starter",
    "assurance",
    "workshops",
    "classrooms",
    "governing_boards",
    "learning",
    "accounts.apps.AccountsConfig",
    "distribution",
    "cms",
    "imports",
    "people",
    "core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.StaffConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.RouteHeaders",
    "core.input_checks.CheckInput",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.CompressPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AccessMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.middleware.MovedPages",
    "cms.middleware.SayWhyNotPublished",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.look", "core.templatetags.layouts"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.site",
            ],
        },
    }
]

# --- Data --------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'common-ground.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE makes a claim exclusive (SQLite has no SKIP LOCKED); FULL keeps a commit through a power cut.
        "transaction_mode": "IMMEDIATE",
        # Longer than any write may take on a busy machine: who waits is late, who gives up has lost something.
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query that runs for a tenth of a second costs another tenth.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

REDIS_URL = env.str("REDIS_URL", default="")
if not REDIS_URL:
    raise ImproperlyConfigured(
        "Set REDIS_URL, for example redis://127.0.0.1:6379/0. `make run` starts a server of its own and sets it."
    )
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
    # Wagtail looks up the sizes of a picture here first; a row costs one query and is never out of date.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"  # never served as such: every file goes through a view that checks who may have it
# nginx sends the files once a view has said yes: the internal address under which it finds MEDIA_ROOT.
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")
# On the same disk as the store, so that a film of 2 GB is moved there and not copied.
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "built"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor posts one field for every block value

# --- Words and clock ---
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"

# --- Ways in (docs/decisions/0006) ---
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["accounts.backends.StandingPeople"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "my_briefings"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.SignInForm",
    "confirm_login_code": "accounts.forms.CodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # OWASP ASVS 5, 6.5.5
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
# A whole governing board may sit behind one address of the school; one person asks for a few codes at most.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "120/m/ip,10/300s/key",
    "request_login_code": "200/m/ip,5/5m/key",
    "reauthenticate": "20/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.SecondStepAgainForm",
}
MFA_TOTP_ISSUER = "Common Ground"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SECOND_FACTOR_FRESH_SECONDS = 10 * 60

# --- The mail queue ---
MAIL_RELAY = env.str("MAIL_RELAY", default="mailbox" if DEMO else "smtp")
if DEMO and MAIL_RELAY != "mailbox":
    raise ImproperlyConfigured("The demonstration keeps its mail in its own mailbox: unset MAIL_RELAY or unset DEMO.")
if MAIL_RELAY not in {"mailbox", "smtp"}:
    raise ImproperlyConfigured('MAIL_RELAY is "smtp" or "mailbox".')
SMTP_URL = env.str("SMTP_URL", default="")
if MAIL_RELAY == "smtp" and not SMTP_URL:
    raise ImproperlyConfigured("Set SMTP_URL, for example smtp+tls://user:password@mail.example.gov.uk:587")
MAIL_FROM = env.str("MAIL_FROM", default=f"briefings@{'common-ground.example' if DEMO else PUBLIC_HOST.split(':')[0]}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
MAIL_PER_MINUTE = env.int("MAIL_PER_MINUTE", default=0)  # 0: as fast as the relay takes it
DELIVERY_LEASE_SECONDS = env.int("DELIVERY_LEASE_SECONDS", default=300)
DELIVERY_MAX_ATTEMPTS = env.int("DELIVERY_MAX_ATTEMPTS", default=6)
DELIVERY_RETRY_SECONDS = env.int("DELIVERY_RETRY_SECONDS", default=30)
# Whatever still asks Django itself to send mail (Wagtail's workflow notices) goes through the same rows.
EMAIL_BACKEND = "distribution.backends.MailQueueBackend"

# --- Celery ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 240
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}  # above the time limit
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "bulk"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Wagtail ---
WAGTAIL_SITE_NAME = "Common Ground"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_LOGIN_URL = "/start/"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # an hour that an officer types is the hour on the council's clocks
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "txt"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can carry scripts
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.PictureForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "config.search"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"tokens": {"()": "core.log_filters.HideTokens"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}
