"""All settings. Two ways to run: embedded (no services; the default) and production (`DATABASE_URL` and `REDIS_URL` set)."""

from typing import Any

from csp.constants import NONE, SELF

from kb.background import SCHEDULE, transport
from kb.entrance.choices import *  # noqa: F403
from kb.env import (
    BASE,
    choice,
    database,
    days,
    email,
    env,
    flag,
    folder,
    hosts,
    networks,
    origins,
    redis,
    secret_key,
    time_zone,
    web_address,
    whole,
)  # fmt: skip

DATA = folder("CONCORD_DATA", BASE / "var")
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = redis()
IS_PRODUCTION = flag("CONCORD_PRODUCTION", default=bool(DATABASE_URL and REDIS_URL))
LOADS_DEMO = flag("CONCORD_DEMO", default=not IS_PRODUCTION)
DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret_key(DATA, is_production=IS_PRODUCTION)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # Former keys: what they signed or hashed stays good.
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "kb",
    "search",
    "policies",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "kb.watching.Watched",
    "kb.https.HttpsOnly",
    "kb.kept.edge.KeptResponses",
    "kb.api.middleware.ApiEdge",
    "corsheaders.middleware.CorsMiddleware",
    "kb.origin.FromPage",
    "kb.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kb.refusals.ErrorPages",
    "kb.entrance.required.FactorRequired",
]
ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["kb.templatetags.icon"],
        },
    },
]

# SQLite as measured: WAL, immediate transactions (no "database is locked" after reading), every commit on the disk.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "concord.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
    },
}
STATEMENT_SECONDS = whole("STATEMENT_SECONDS", 30, "a whole number of seconds", least=0)  # 0: never; as migrating wants it.
DATABASES = {"default": database(STATEMENT_SECONDS) or SQLITE}
DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)  # Each thread keeps its own, and tries it before use.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Whoever asks must not wait long for a Redis that hangs.
REDIS = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL,
    "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
}
CACHES: dict[str, dict[str, Any]] = {
    # Wrong passwords are counted in it: nobody may push them out by asking for many names.
    "default": REDIS
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    # Counted with every request, so never in the database.
    "rates": REDIS if REDIS_URL else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rates"},
}

# People. How they come in stands in `kb.entrance.choices`.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "find"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kb.entrance.own_words.OwnWords"},
]
EMAIL_CONFIG = email()
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="concord@localhost")
# Where people find the site: for the links in e-mails and chat rooms.
CONCORD_URL = web_address("CONCORD_URL", "http://127.0.0.1:8000")
# Hosts of one's own network that chat tools and webhooks may have, also by http; otherwise only public addresses, by https.
OUTGOING_HOSTS = env.list("OUTGOING_HOSTS", default=[])
WEBHOOK_LOG_DAYS = whole("WEBHOOK_LOG_DAYS", 30)

# Languages of the interface; the content's languages are whatever the cards are written in.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pt-br", "Português (Brasil)"), ("ru", "Русский")]
CONTENT_LANGUAGES = {"en": "English", "pt-BR": "Português (Brasil)", "ru": "Русский"}
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# Pages
STATIC_URL = "static/"
STATIC_ROOT = folder("STATIC_ROOT", DATA / "static")  # Elsewhere where it is prepared with the image, as in deploy/.
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # The editor of a card with 200 rules has 4,000.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kb.faults.form_expired"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION  # For http://localhost, which browsers take for secure.
HOST_COOKIE = "__Host-" if IS_PRODUCTION else ""  # Browsers take such a name over HTTPS only.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_COOKIE}sessionid", f"{HOST_COOKIE}csrftoken"
LANGUAGE_COOKIE_NAME = f"{HOST_COOKIE}django_language"
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=IS_PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 63_072_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "kb.api.authentication.BearerAuthentication",
        "kb.api.authentication.PersonAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["kb.api.authentication.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["kb.api.throttles.CallerRate"],
    "DEFAULT_RENDERER_CLASSES": ["kb.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kb.api.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "kb.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "kb.api.openapi.calls.CallSchema",
    "DEFAULT_METADATA_CLASS": "kb.api.allowed.Allowed",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 1 if SECURE_PROXY_SSL_HEADER else 0,
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Concord",
    "VERSION": "1",
    "DESCRIPTION": "One verified answer, on every channel. How to begin, caching, errors and what may change: `docs/api.md`.",
    "PREPROCESSING_HOOKS": ["kb.api.openapi.calls.one_by_one"],
    "POSTPROCESSING_HOOKS": ["kb.api.openapi.completing.complete"],
    "SORT_OPERATION_PARAMETERS": False,
}
# Scripts of other sites: for the API only, and only where the key's channel lists the site. See `kb.api.origins`.
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ("GET", "POST", "PUT")
CORS_ALLOW_HEADERS = (
    "accept", "accept-language", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match",
)  # fmt: skip
CORS_EXPOSE_HEADERS = (
    "Concord-Revision", "Content-Language", "Deprecation", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "Sunset",
)  # fmt: skip
CORS_PREFLIGHT_MAX_AGE = 600  # Seconds for which browsers keep that an origin may ask.
API_REQUESTS_PER_MINUTE = whole("API_REQUESTS_PER_MINUTE", 1200)
VISITOR_REQUESTS_PER_MINUTE = whole("VISITOR_REQUESTS_PER_MINUTE", 120)
VISITOR_ESCALATIONS = whole("VISITOR_ESCALATIONS", 10)  # In ten minutes.

# Background work. The database is the queue's truth; Celery only nudges, so the embedded broker may be a folder.
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # Lines of workers look like all others.
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = transport(DATA, REDIS_URL)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat")
CELERY_BEAT_SCHEDULE = SCHEDULE
CONSISTENCY_MOST = whole("CONSISTENCY_MOST", 1000)  # Answers compared every night, over all channels.

# `manage.py serve`: where it listens, and how much at once. Each thread has a database connection of its own.
WEB_HOST = env.str("WEB_HOST", default="127.0.0.1")
WEB_PROCESSES, WEB_THREADS = whole("WEB_PROCESSES", 2), whole("WEB_THREADS", 4)

SEARCH_INDEX = folder("SEARCH_INDEX", DATA / "index")
# Files on each host; or PostgreSQL's full text search, one index for all hosts (docs/search.md).
SEARCH_ENGINE = choice("SEARCH_ENGINE", ("files", "postgres"))
ANSWER_ENCODER = choice("ANSWER_ENCODER", ("use", "none"))  # For questions; none: the index decides alone.
QUESTION_MAX_LENGTH = 1000

# What happened next. For how many days what customers wrote is kept, and by which hash they are known; see docs/privacy.md.
KEEP_DAYS = {
    "questions": days("KEEP_QUESTIONS_DAYS", default=180),
    "escalations": days("KEEP_ESCALATIONS_DAYS", default=180),
    "comments": days("KEEP_COMMENTS_DAYS", default=365),
    "customers": days("KEEP_CUSTOMERS_DAYS", default=400),
}
WRITES_SOON = flag("WRITES_SOON", default=True)  # Write within a second what is asked and answered; tests do it by hand.

# Who may read /metrics: who knows the token; without one, who asks directly (not through a proxy) from these networks.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_NETWORKS = networks("METRICS_NETWORKS", ["127.0.0.0/8", "::1/128"])
LOG_FORMAT = choice("LOG_FORMAT", ("json", "line") if IS_PRODUCTION else ("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"chosen": {"()": "kb.logs_as_json.form" if LOG_FORMAT == "json" else "kb.logs.Line"}},
    "filters": {"reference": {"()": "kb.references.WithReference"}, "masked": {"()": "kb.logs.Masked"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["reference", "masked"]}},
    "loggers": {"django.request": {"level": "ERROR"}},  # A wrong address is the caller's news, not ours.
    "root": {"handlers": ["console"], "level": choice("LOG_LEVEL", ("WARNING", "DEBUG", "INFO", "ERROR", "CRITICAL"))},
}
