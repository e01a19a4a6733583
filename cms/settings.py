"""One settings file: safe defaults, and whatever machines differ in from the environment (.env.example)."""

from pathlib import Path

import django
import environ

from cms.logs import logging_config
from cms.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- what a machine decides -------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# DEMO says on every page that its people are invented, and lets throw-away keys stand in for real ones.
DEMO = env.bool("DEMO", default=False)
BASE_URL = env("BASE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = BASE_URL.startswith("https://")
SECRET_KEY = secret_key(env("SECRET_KEY", default=""), VAR, may_make=DEBUG or DEMO)

# --- the house --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "home.apps.HomeConfig",
    "register.apps.RegisterConfig",
    "portfolio.apps.PortfolioConfig",
    "reviews.apps.ReviewsConfig",
    "forms.apps.FormsConfig",
    "modules.apps.ModulesConfig",
    "people.apps.PeopleConfig",
    "cms.apps.CmsConfig",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "people.apps.WagtailUsersConfig",  # wagtail.users with one name instead of first and last
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "formtools",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_structlog",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # django.forms is not installed: its label collides with our own `forms` (see FORM_RENDERER below).
]

MIDDLEWARE = [
    "cms.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "cms.middleware.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.busy.BusyDatabase",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Django's own form templates come after ours, because django.forms cannot be installed as an app.
        "DIRS": [BASE_DIR / "templates", Path(django.__file__).parent / "forms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.site",
            ],
            "builtins": ["cms.templatetags.weltec"],
        },
    },
]

# --- data -------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: eight writers at once lost 704 of 800 transactions without it, none with it (security.md F4).
    # synchronous=FULL: an approval must survive a power cut (F5).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
    }
# Connections stay open: opening one anew for each request cost a third of a form step's time.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://shared_cache")}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

STATIC_URL = "/static/"
STATICFILES_DIRS = [d for d in [BASE_DIR / "build" / "assets"] if d.exists()]
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR / "media")))  # pictures and documents of the CMS, public
MEDIA_URL = "/media/"
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR / "private")))  # people's files, never under a URL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(PRIVATE_ROOT),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
CLAMD_URL = env("CLAMD_URL", default="")

# --- background work and mail -----------------------------------------------------------------------------
Q_CLUSTER = {
    "name": "weltec",
    "orm": "default",
    "workers": env.int("WORKERS", default=1),
    "timeout": 90,
    # A killed worker's task is handed out again after `retry` seconds; it must be longer than `timeout`.
    "retry": env.int("TASK_RETRY_SECONDS", default=120),
    "max_attempts": 5,
    "ack_failures": False,
    "poll": 0.5,
    "catch_up": False,
    "save_limit": 1000,
    "bulk": 1,
}
if env.bool("TASKS_SYNC", default=False):
    Q_CLUSTER["sync"] = True
EMAIL_BACKEND = "people.backend.OutboxBackend"
# smtp://host:port sends, consolemail:// prints, filemail:////folder keeps each message as a file.
EMAIL_CONFIG = env.email("EMAIL_URL", default=f"filemail:///{VAR / 'mail'}" if DEMO else "consolemail://")
MAIL_TRANSPORT_BACKEND = EMAIL_CONFIG.pop("EMAIL_BACKEND")
globals().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env(
    "FROM_EMAIL", default="WELTEC mentor certification <mentors@weltec.example>"
)

# --- people and doors -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_FORMS = {  # allauth's forms in our words and with our labels
    "login": "cms.signin.SignInForm",
    "reset_password": "cms.signin.ForgottenPasswordForm",
    "reset_password_from_key": "cms.signin.NewPasswordForm",
    "change_password": "cms.signin.ChangePasswordForm",
    "set_password": "cms.signin.FirstPasswordForm",
    "reauthenticate": "cms.signin.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are added by an administrator, who knows their work address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_DISPLAY = "people.adapter.display"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key"}
# Who signs a record is asked for password or passkey if the last time was longer ago: cms/stepup.py asks,
# templates/account/again.html says the number of minutes.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Passkeys stand in for the password where it is asked again; signing in still begins with the password.
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # finger, face or PIN: having the device alone proves nothing
MFA_ADAPTER = "cms.signin.PasskeyAdapter"
MFA_FORMS = {
    "add_webauthn": "cms.signin.AddPasskeyForm",
    "edit_webauthn": "cms.signin.RenamePasskeyForm",
    "reauthenticate_webauthn": "cms.signin.PasskeyAgainForm",
}
# Behind a proxy its address would be everybody's: say how many stand in front (security.md F11).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
SECURE_SSL_REDIRECT = False  # the proxy in front does that
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview frames our pages; CSP's frame-ancestors says the rest
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W019"]  # SSL_REDIRECT and SAMEORIGIN: see above
PERMISSIONS_POLICY = {feature: [] for feature in ("camera", "microphone", "geolocation", "payment", "usb")}
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": [
        "/admin/"
    ],  # Wagtail's admin has inline scripts; cms.middleware gives it its own
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}

# --- certificates -----------------------------------------------------------------------------------------
CERTIFICATE_ASSETS = VAR / "certificate"
SIGNING_PKCS12 = env("SIGNING_PKCS12", default="")
SIGNING_PASSPHRASE = env("SIGNING_PASSPHRASE", default="")
SIGNING_TIMESTAMP_URL = env("SIGNING_TIMESTAMP_URL", default="")
SIGNING_TIMESTAMP_ROOTS = env("SIGNING_TIMESTAMP_ROOTS", default="")
SIGNING_FORMER_CERTIFICATES = env("SIGNING_FORMER_CERTIFICATES", default="")
SIGNING_DEMO_AUTHORITY = VAR / "demo-authority.p12"

# --- the CMS ----------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "WELTEC mentor certification"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
TAGGIT_CASE_INSENSITIVE = True

LANGUAGE_CODE = "en-gb"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_I18N = USE_TZ = True
DATE_FORMAT = "j F Y"

LOGGING = logging_config(debug=DEBUG)
HEALTH_TOKEN = env("HEALTH_TOKEN", default="")
