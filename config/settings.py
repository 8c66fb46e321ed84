"""The settings of an installation, read from the environment. What is missing or unsafe stops the start.

docs/running.md lists every variable. One installation serves one partnership. Nothing here turns the demonstration
on: it has settings of its own (config/demo_settings.py), on this machine alone.
"""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import addresses, environment
from config.content_policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY  # noqa: PLC0414 - read by csp
from config.evidence_keys import evidence_keys
from config.logs import logging_at
from config.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent

DEMO = False  # asked by templates and code; only config/demo_settings.py says otherwise
VAR_DIR = environment.folder("VAR_DIR", BASE_DIR / "var")
SECRET_KEY = environment.secret_key("SECRET_KEY")

SECRET_KEY_FALLBACKS = [key for key in environment.text("SECRET_KEY_FALLBACKS", "").split(",") if key]
# The first seals the evidence (people/ledger); the others check what they sealed.
EVIDENCE_KEYS = evidence_keys(environment.text("EVIDENCE_KEYS"), unlike=SECRET_KEY)
EVIDENCE_HEADS_TO = environment.text("EVIDENCE_HEADS_TO")

# --- Addresses ---
SITE = environment.address("PUBLIC_URL", addresses.site, example="https://learn.example.gov.uk")
PUBLIC_URL = str(SITE)
PUBLIC_HOST = PUBLIC_URL.split("://", 1)[-1]
SECURE = SITE.scheme == "https"
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.hosts(
    "ALLOWED_HOSTS",
    [addresses.host_in_url(SITE), *(LOCAL_HOSTS if SITE.is_on_this_machine else [])],
    on_this_machine=SITE.is_on_this_machine,
)
DEBUG = environment.switch("DEBUG")
if DEBUG and not SITE.is_on_this_machine:
    raise ImproperlyConfigured("DEBUG shows settings and data to everybody: unset it, or use it on this machine only.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# With this prefix, browsers take a cookie from this host alone, over TLS, for all of its paths.
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.switch("BEHIND_PROXY") else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, past the proxy
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE  # the site has a host name of its own
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Decision 28: a preview of an editor stands in a frame of ours (W019); to preload is for the domain's owner (W021).
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W021"]

# --- Apps: the layers, from the top (docs/architecture.md), then what they stand on ---
INSTALLED_APPS = [
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
    "csp.middleware.CSPMiddleware",  # before whatever may refuse, so that refusals carry the policy too
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
DATABASES = {
    "default": environment.address(
        "DATABASE_URL", addresses.database, example="postgres://user:password@127.0.0.1:5432/common_ground"
    )
}
if DATABASES["default"]["ENGINE"] == addresses.SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE makes a claim exclusive (SQLite has no SKIP LOCKED); FULL keeps a commit through a power cut.
        "transaction_mode": "IMMEDIATE",
        # Longer than any write may take on a busy machine: who waits is late, who gives up has lost something.
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = environment.number("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query that runs for a tenth of a second costs another tenth.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")

REDIS = environment.address("REDIS_URL", addresses.redis, example="redis://common-ground:password@127.0.0.1:6379/0")
REDIS_URL = str(REDIS)
CACHES = {
    # JSON alone: whoever can write to Redis must not be able to run code here.
    "default": {"BACKEND": "config.json_cache.JSONCache", "LOCATION": REDIS_URL},
    # Wagtail looks up the sizes of a picture here first; a row costs one query and is never out of date.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"  # never served as such: every file goes through a view that checks who may have it
# nginx sends the files once a view has said yes: the internal address under which it finds MEDIA_ROOT.
X_ACCEL_PREFIX = environment.internal_path("X_ACCEL_PREFIX")
# On the same disk as the store, so that a film of 2 GB is moved there and not copied.
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
# nginx reads them as a member of our group, if at all; nobody else does.
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
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
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "accounts.second_factors.SecondFactorAdapter"
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
STAFF_IDLE_SECONDS = 30 * 60  # a session of staff ends when nothing was done for so long,
STAFF_LONGEST_SECONDS = 12 * 3600  # and so long after it was opened (OWASP ASVS 5, 7.3)

# --- The mail queue ---
MAIL_RELAY = "smtp"  # the mailbox in the browser is the demonstration's
if environment.text("MAIL_RELAY", "smtp") != "smtp":
    raise ImproperlyConfigured('MAIL_RELAY can only be "smtp": unset it. The mailbox belongs to the demonstration.')
SMTP_URL = str(
    environment.address("SMTP_URL", addresses.relay, example="smtp+tls://user:password@mail.example.gov.uk:587")
)
SMTP_CA_FILE = environment.authority("SMTP_CA_FILE")  # a certificate authority of the council's own
MAIL_FROM = environment.sender("MAIL_FROM", f"briefings@{'localhost' if SITE.is_on_this_machine else SITE.host}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
MAIL_PER_MINUTE = environment.number("MAIL_PER_MINUTE", 0)  # 0: as fast as the relay takes it
DELIVERY_LEASE_SECONDS = environment.number("DELIVERY_LEASE_SECONDS", 300, least=1)
DELIVERY_MAX_ATTEMPTS = environment.number("DELIVERY_MAX_ATTEMPTS", 6, least=1)
DELIVERY_RETRY_SECONDS = environment.number("DELIVERY_RETRY_SECONDS", 30)
# Whatever still asks Django itself to send mail (Wagtail's workflow notices) goes through the same rows.
EMAIL_BACKEND = "distribution.backends.MailQueueBackend"

# --- Celery ---
CELERY_BROKER_URL, CELERY_BROKER_USE_SSL = addresses.broker(REDIS)
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
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

LOGGING = logging_at(environment.level("LOG_LEVEL", "INFO"))
