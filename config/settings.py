"""Settings: wiring only. What differs per installation comes from the environment (docs/operations/omgeving.md)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab

from config.logging import LOGGING as GEWOON_LOGGING
from config.logging import configure_structlog, with_access_log
from config.lokaal.redis import broker_url
from config.omgevingsvariabelen import read_database, read_modus, read_sleutels
from consumers.oauth.instellingen import OAUTH2_PROVIDER

BASE_DIR = Path(__file__).resolve().parent.parent
VERSIE = "0.1.0"

MODUS = read_modus()
SLEUTELS = read_sleutels()
SECRET_KEY = SLEUTELS["django_secret"]
DEBUG = False
BASIS_URL = os.environ.get("BRONHUIS_BASIS_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [h for h in os.environ.get("BRONHUIS_HOSTS", "127.0.0.1,localhost").split(",") if h]
HTTPS = BASIS_URL.startswith("https://")

INSTALLED_APPS = [
    "nlapi",
    "audit",
    "processing",
    "consumers",
    "registry",
    "portal",
    "config",
    "oauth2_provider",
    "rest_framework",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "processing.poort.Poort",
    "nlapi.koppen.KoppenMiddleware",
    "nlapi.cors.CorsMiddleware",
    "nlapi.paginalaag.Paginalaag",
]
# Around pages only: an API path has no session, no form and one language.
PAGINALAAG = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

if os.environ.get("BRONHUIS_ROL") == "eigenaar":
    DATABASES = {"default": read_database("DATABASE_OWNER_URL")}
    DATABASES["default"]["OPTIONS"]["options"] = "-c role=bronhuis_eigenaar"
else:
    DATABASES = {"default": read_database("DATABASE_URL")}
    # A web process waits shortly: threads that wait for the database answer nothing else either. A lost connection is tried again once, and
    # then anew by whoever asks: a pool that goes on by itself waits longer each time, long after the database is back. No max_waiting: the pool
    # goes on counting those that gave up, so that after an outage it would refuse for ever.
    POOL = int(os.environ.get("BRONHUIS_POOL", "8"))
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": min(4, POOL),
        "max_size": POOL,
        "timeout": float(os.environ.get("BRONHUIS_POOL_WACHT", "10")),
        "reconnect_timeout": 1,
    }
    # The server keeps the plan of what is asked again, and gets values apart from the text.
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 1}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "logdelen": {"task": "processing.tasks.houd_logdelen_vooruit", "schedule": timedelta(days=1)},
    "vernietiging": {"task": "processing.tasks.vernietig_logdelen", "schedule": timedelta(days=1)},
    "zegel": {"task": "audit.tasks.bewaak_zegel", "schedule": timedelta(minutes=1)},
    "canarie": {"task": "processing.tasks.laat_canarie_vliegen", "schedule": timedelta(hours=1)},
    "afstemming": {"task": "processing.tasks.stem_af", "schedule": crontab(hour="3", minute="30")},
    "signalen": {"task": "processing.tasks.beoordeel_log", "schedule": timedelta(minutes=1)},
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Five wrong passwords for one name, and that name rests a quarter of an hour, wherever they came from.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
# A name counts by its digest, and nothing that was typed is kept: people type a password, or a BSN, in the wrong box.
AXES_USERNAME_CALLABLE = "portal.beheer.aanmelden.digest_of_name"
AXES_PASSWORD_FORM_FIELD = "wachtwoord"  # noqa: S105 - the name of a field
AXES_SENSITIVE_PARAMETERS = ["naam", "username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# What axes warns of is meant: the refusal is a page of ours (no middleware), and a name rests whatever address asks (no ip_address).
# Django's three look for their middleware in MIDDLEWARE only; it stands in PAGINALAAG.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W006", "security.W001", "security.W002", "security.W003"]
OTP_TOTP_ISSUER = "Bronhuis"
OTP_TOTP_THROTTLE_FACTOR = 1

AUTH_USER_MODEL = "auth.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
OAUTH2_PROVIDER_APPLICATION_MODEL = "consumers.Applicatie"
TOKEN_ALG = os.environ.get("BRONHUIS_TOKEN_ALG", "PS256")

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "nlapi.afhandeling.handel_af",
    "DEFAULT_AUTHENTICATION_CLASSES": ["consumers.authentication.TokenAuthentication"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 15 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.fouten.csrf"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not no-referrer: browsers then send "Origin: null" with our own forms, and the CSRF check must refuse that.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CORS_TOEGESTAAN = frozenset(o for o in os.environ.get("BRONHUIS_CORS", "").split(",") if o)

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".bronhuis" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []

# The name on every page, and a CSS file with the municipality's own design tokens in place of ours.
GEMEENTE = os.environ.get("BRONHUIS_GEMEENTE", "Gemeente Bronstede" if MODUS in {"demo", "test"} else "")
HUISSTIJL = os.environ.get("BRONHUIS_HUISSTIJL_CSS", "")
# A folder with code lists of the municipality beside those that come with Bronhuis (docs/informatiemodel.md).
CODELIJSTEN = os.environ.get("BRONHUIS_CODELIJSTEN", "")

# The sealed log: its public key, the name in it by which outsiders know the log, and the socket of the process that signs.
LOGSLEUTEL = os.environ.get("BRONHUIS_LOGSLEUTEL", "").strip()
LOGOORSPRONG = LOGSLEUTEL.partition("+")[0]
ONDERTEKENAAR = os.environ.get("BRONHUIS_ONDERTEKENAAR", "")
GETUIGEN = os.environ.get("BRONHUIS_GETUIGEN", "")
# A time-stamp authority (RFC 3161) and the file with the certificates that are trusted for it; the page of the seal says when it is late.
TIJDSTEMPEL = os.environ.get("BRONHUIS_TIJDSTEMPEL", "").strip()
TIJDSTEMPEL_CERTIFICATEN = os.environ.get("BRONHUIS_TIJDSTEMPEL_CERTIFICATEN", "").strip()

# When a use deserves a second look: thresholds per purpose, working hours in Dutch time, and days on which nobody works.
SIGNAALDREMPELS = os.environ.get("BRONHUIS_SIGNAALDREMPELS", "")
WERKTIJDEN = os.environ.get("BRONHUIS_WERKTIJDEN", "ma-vr 07:00-19:00")
VRIJE_DAGEN = os.environ.get("BRONHUIS_VRIJE_DAGEN", "")

OPENAPI_CONTACT = {
    "name": os.environ.get("BRONHUIS_CONTACT_NAAM", "Team Bronhuis"),
    "email": os.environ.get("BRONHUIS_CONTACT_MAIL", "bronhuis@gemeente.example"),
    "url": os.environ.get("BRONHUIS_CONTACT_URL", "https://gemeente.example/bronhuis"),
}
# Who publishes the APIs (a URI), and where and how a hole is reported (/.well-known/security.txt).
ORGANISATIE_URI = os.environ.get(
    "BRONHUIS_ORGANISATIE_URI", "https://gemeente.example" if MODUS in {"demo", "test"} else ""
)
VEILIGHEIDSMELDING = {
    "contact": os.environ.get("BRONHUIS_VEILIGHEID_CONTACT", "") or OPENAPI_CONTACT["email"],
    "beleid": os.environ.get("BRONHUIS_VEILIGHEID_BELEID", "") or OPENAPI_CONTACT["url"],
}

# A file for our own access log, which the worker lays beside the processing log each night.
TOEGANGSLOG = os.environ.get("BRONHUIS_TOEGANGSLOG", "")

configure_structlog()
LOGGING = with_access_log(GEWOON_LOGGING, TOEGANGSLOG)
LOGGING_CONFIG = "logging.config.dictConfig"
__all__ = ["OAUTH2_PROVIDER"]
