"""Django's settings: what the environment decides is read in `environment.py`, the rest stands here."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from gainshare.web.config.environment import read_environment

FOUND = read_environment()
WEB = Path(__file__).resolve().parents[1]

SECRET_KEY = FOUND.secret_key
DEBUG = FOUND.debug
ALLOWED_HOSTS = list(FOUND.hosts)
ROOT_URLCONF = "gainshare.web.config.urls"
WSGI_APPLICATION = "gainshare.web.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": dict(FOUND.database)}
GAINSHARE = FOUND
EVIDENCE_FOLDER = FOUND.data / "evidence"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    "gainshare.web.shared.apps.Shared",
    "gainshare.web.audit.apps.Audit",
    "gainshare.web.accounts.apps.Accounts",
    "gainshare.web.alliances.apps.Alliances",
    "gainshare.web.agreements.apps.Agreements",
    "gainshare.web.periods.apps.Periods",
    "gainshare.web.measures.apps.Measures",
    "gainshare.web.costs.apps.Costs",
    "gainshare.web.registers.apps.Registers",
    "gainshare.web.governance.apps.Governance",
    "gainshare.web.proceedings.apps.Proceedings",
    "gainshare.web.settlements.apps.Settlements",
    "gainshare.web.packages.apps.Packages",
    "gainshare.web.modelling.apps.Modelling",
    "gainshare.web.exchange.apps.Exchange",
    "gainshare.web.desk.apps.Desk",
    "gainshare.web.operations.apps.Operations",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gainshare.web.shared.middleware.PrivatePages",
    "gainshare.web.shared.limits.UploadLimit",
    "gainshare.web.shared.middleware.Busy",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "gainshare.web.shared.pages.environment"},
    },
    {
        # Allauth's own mails and the few pages of it that we do not write ourselves are in Django's template language.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# -- people and sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_ADAPTER = "gainshare.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "5/m/ip,3/h/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "gainshare.web.accounts.sign_in_forms.Login",
    "reauthenticate": "gainshare.web.accounts.sign_in_forms.Again",
    "change_password": "gainshare.web.accounts.sign_in_forms.ChangePassword",
    "set_password": "gainshare.web.accounts.sign_in_forms.FirstPassword",
    "reset_password": "gainshare.web.accounts.sign_in_forms.ForgottenPassword",
    "reset_password_from_key": "gainshare.web.accounts.sign_in_forms.NewPassword",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if FOUND.is_https else 0  # the proxy with the certificate says who asks
# What limits guessing is counted here, in each process; so many counts that nobody pushes others out by guessing widely.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
SOCIALACCOUNT_ADAPTER = "gainshare.web.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": FOUND.sign_on.name,
                    "client_id": FOUND.sign_on.client_id,
                    "secret": FOUND.sign_on.secret,
                    "settings": {"server_url": FOUND.sign_on.server},
                }
            ]
        }
    }
    if FOUND.sign_on
    else {}
)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "gainshare"
MFA_FORMS = {
    "authenticate": "gainshare.web.accounts.sign_in_forms.SecondStep",
    "reauthenticate": "gainshare.web.accounts.sign_in_forms.SecondStepAgain",
    "activate_totp": "gainshare.web.accounts.sign_in_forms.TurnOn",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "account_login"

# -- sessions: they end after half an hour without a click, and after twelve hours in any case
IDLE_MINUTES = 30
SESSION_KEPT_SECONDS = 60  # how long a click waits to be written down, so that not every page is a write as well
SESSION_COOKIE_AGE = IDLE_MINUTES * 60 + SESSION_KEPT_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they name people, so they stay out of cookies
LONGEST_SESSION_HOURS = 12

# -- browsers
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = FOUND.is_https
SESSION_COOKIE_NAME = "__Host-gainshare" if FOUND.is_https else "gainshare"
CSRF_COOKIE_NAME = "__Host-csrf" if FOUND.is_https else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if FOUND.is_https else None
SECURE_HSTS_SECONDS = 31_536_000 if FOUND.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = FOUND.is_https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SIGN_ON_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(FOUND.sign_on.server))] if FOUND.sign_on else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *SIGN_ON_ORIGINS],  # browsers check where a sign-in form is sent on to
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# -- uploads
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
UPLOADS_A_MINUTE = 30  # forms with files of one person; more are answered 429

# -- time and words
USE_TZ = True
TIME_ZONE = "Europe/London"
USE_I18N = False
LANGUAGE_CODE = "en-gb"

# -- files
STATIC_URL = "static/"
STATIC_ROOT = FOUND.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(FOUND.data / "files")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# -- mail
EMAIL_BACKEND = str(FOUND.email["EMAIL_BACKEND"])
globals().update(FOUND.email)

# -- logs: times, addresses, statuses; never a figure or a name
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "gainshare.web.shared.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gainshare": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
HAS_POSTGRESQL = find_spec("psycopg") is not None
