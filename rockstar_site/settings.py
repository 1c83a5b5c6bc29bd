"""Django's settings. What an operator may change comes from `config.Config` alone."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.csp import CSP

from rockmatch.photos import limits
from rockmatch.vision.networks.engines import available_cores
from rockstar_site.config import BASE_DIR, Config, celery_broker, mailer, redis_database
from rockstar_site.rates import RATES
from rockstar_site.schedule import SCHEDULE

CONFIG = Config()

DEBUG = CONFIG.debug
SECRET_KEY = CONFIG.secret()
ALLOWED_HOSTS = CONFIG.hosts
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url] if CONFIG.https else []
PUBLIC_URL = CONFIG.public_url
VAR_DIR = CONFIG.var_dir
WEB_PROCESSES = CONFIG.web_shape(available_cores())

INSTALLED_APPS = [
    "rockstar_site",
    "feed",
    "studio",
    "lab",
    "profiles",
    "rockmatch",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework.authtoken",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rockstar_site.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "profiles.account.middleware.PreferencesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "rockstar_site.urls"
ASGI_APPLICATION = "rockstar_site.asgi.application"
APPEND_SLASH = True

# Django warns of two libraries of one name: ours stands for its own, on purpose (i18n_tags).
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "profiles.context_processors.appearance",
            ],
            "libraries": {"i18n": "rockstar_site.i18n_tags"},
        },
    }
]

# Data -----------------------------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    """Turn a PostgreSQL URL into Django's form; `?host=` names the folder of a Unix socket."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    # A filtered nearest-neighbour query goes on through the HNSW graph until it has enough rows.
    guc = "-c hnsw.iterative_scan=strict_order -c hnsw.ef_search=400"
    # How much of a name's spelling has to fit: as for rocks (`rockmatch.queries.search.ALIKE`).
    guc += " -c pg_trgm.word_similarity_threshold=0.4"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,  # seconds; `threads` and `rockmatch.worker` keep what holds them
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "options": guc},
    }


DATABASES = {"default": _database(CONFIG.database())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One Redis, three rooms: Celery's messages, the cache, and the pictures that wait to be read.
CELERY_BROKER_URL = celery_broker(CONFIG.redis(), 0)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_database(CONFIG.redis(), 1),
    }
}
SELFIE_REDIS_URL = redis_database(CONFIG.redis(), 2)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# The worker -------------------------------------------------------------------------------------

CELERY_WORKER_CONCURRENCY, WORKER_THREADS = CONFIG.worker_shape(available_cores())
CELERY_TASK_ROUTES = {
    "rockmatch.render_bespoke": {"queue": "workshop"},
    "feed.develop_photo": {"queue": "darkroom"},
    "feed.hang_photo": {"queue": "darkroom"},
    "lab.paint_sitting": {"queue": "darkroom"},  # as slow as a photo, and selfies come first
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A job whose worker was killed outright comes back after this many seconds. It must exceed the
# longest task, and kombu looks only every interval x throttle seconds (10 x 10 by default).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 45
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_max": 0.5}
# A worker process loads its networks before it reports; Celery's 4 s would be a crash loop.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 180
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE

# Selfies ----------------------------------------------------------------------------------------

FACENET_WEIGHTS = CONFIG.facenet_weights or VAR_DIR / "weights" / "facenet_keras.h5"
VISION_ENGINE = CONFIG.vision_engine
VISION_PRECISION = CONFIG.vision_precision
SELFIE_MAX_BYTES = 12 * 1024 * 1024
SELFIE_TTL = 600  # seconds that a picture may wait in Redis
SELFIES_PER_HOUR = CONFIG.selfies_per_hour

# Humans for pairing -----------------------------------------------------------------------------

HUMAN_TTL = 600  # seconds that a photograph of one may wait in Redis
# The booth of an exhibition
BOOTH = CONFIG.booth
BOOTH_KEY = CONFIG.booth_key
BOOTH_TTL = 120  # seconds that a picture may wait, and that what came of it is known
BOOTH_MAILS = bool(CONFIG.email_url)  # without a server mails are files, and an address would stay

# Painted faces
PAINTING_TTL = 600  # seconds that a picture may wait, and that a painting exists

# Photos -----------------------------------------------------------------------------------------

PHOTO_TTL = 1200  # seconds that an original may wait in Redis
PHOTOS_PER_HOUR = CONFIG.photos_per_hour
DRAFT_HOURS = 24  # that a post may wait for its photos

# Uploads stay in memory: Django would spool what is larger than this to a file on disk, both
# when it reads the body of an ASGI request and in its upload handlers. `body_limit` refuses more.
_FORM_BYTES = 256 * 1024
SELFIE_BODY_BYTES = SELFIE_MAX_BYTES + _FORM_BYTES
PHOTO_BODY_BYTES = limits.MAX_BYTES + _FORM_BYTES
MAX_BODY_BYTES = 4 * limits.MAX_BYTES + _FORM_BYTES  # a post with all its photos
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES + 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# Mail -------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.email_from
MAILERS = {"default": mailer(CONFIG.email_url, files=VAR_DIR / "mail")}

# People -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.Member"
AUTHENTICATION_BACKENDS = ["feed.backend.MemberBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_ADAPTER = "profiles.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Others stay as allauth has them.
ACCOUNT_RATE_LIMITS = {"login": f"{CONFIG.logins_per_minute}/m/ip"}
ACCOUNT_SIGNUP_REDIRECT_URL = "selfie"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[RockStar] "
ACCOUNT_FORMS = {
    "signup": "profiles.account.signup_form.SignupForm",
    "reset_password": "profiles.account.reset_form.ResetPasswordForm",
}
ACCOUNT_CHANGE_EMAIL = True  # one address each: the new one replaces it once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when a password, an address or a key changes
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "profiles.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "profiles.account.passkey_forms.AddForm",
    "authenticate_webauthn": "profiles.account.passkey_forms.AuthenticateForm",
    "login_webauthn": "profiles.account.passkey_forms.LoginForm",
    "reauthenticate_webauthn": "profiles.account.passkey_forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "RockStar"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a telephone's clock may be off
REGISTRATION = CONFIG.registration
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.behind_proxy else 0

PAIRING_AGREEMENT = CONFIG.pairing_agreement
# What a member may have, and for how long
EXPORTS_PER_DAY = 3
EXPORT_DAYS = 7  # that a copy lies ready
GRACE_DAYS = 30  # in which one who leaves may come back
NOTIFICATION_DAYS = 90  # that a notification is kept once it was read
UNREAD_NOTIFICATION_DAYS = 365  # and at all
DIGEST_HOUR = 8  # from which on, by a member's own clock, the mail of a day may come
INVITATION_DAYS = 14
EVIDENCE_DAYS = 180  # that what was reported is kept, from the decision on
OPEN_INVITATIONS = 5  # of a member who is not staff, at a time

# The API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rockmatch.pagination.KeysetPagination",
    "PAGE_SIZE": 20,
    "DEFAULT_SCHEMA_CLASS": "rockstar_site.api_schema.HouseSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        **RATES,
        "accounts": f"{CONFIG.accounts_per_hour}/hour",
        "booth": f"{CONFIG.booth_visits_per_hour}/hour",
        "booth_mails": f"{CONFIG.booth_mails_per_hour}/hour",
    },
    "NUM_PROXIES": 1 if CONFIG.behind_proxy else 0,
    "EXCEPTION_HANDLER": "rockstar_site.api_errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RockStar",
    "DESCRIPTION": "A social network in which nobody shows their face.",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "MoodEnum": "rockmatch.models.Rock.Mood",
        "ReasonEnum": "feed.models.Report.Reason",
        "ActionEnum": "feed.models.Action",
        "PhotoStatusEnum": "feed.models.Photo.Status",
        "SubjectEnum": "feed.models.Case.Subject",
        "NotificationSourceEnum": "feed.models.NotificationSettings.Source",
        "HouseNotificationEnum": "feed.models.NotificationSettings.OfTheHouse",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "rockstar_site.api_schema.describe_errors",
    ],
}

# Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Files that have no address: copies of members' data, photos whose faces are filled, without rocks,
# and crops of the humans that curators pair with rocks
PRIVATE_STORAGES = ("exports", "grounds", "humans", "stones")
_FOLDER = "django.core.files.storage.FileSystemStorage"
STORAGES = {
    "default": {"BACKEND": _FOLDER},
    **{
        name: {"BACKEND": _FOLDER, "OPTIONS": {"location": VAR_DIR / name}}
        for name in PRIVATE_STORAGES
    },
    "staticfiles": {"BACKEND": "rockstar_site.static_files.StaticFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG

# Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
_CATALOGUES = [("de", "German")]  # each is offered once its catalogue is there
LANGUAGES = [("en", "English")] + [
    (code, name)
    for code, name in _CATALOGUES
    if (BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.mo").exists()
]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# Walls ------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    # blob: is the member's own picture, shown to themself in the browser that holds it
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
CSRF_FAILURE_VIEW = "rockstar_site.refusals.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
SECURE_SSL_REDIRECT = CONFIG.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIG.https
if CONFIG.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "mtcnn": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},
    },
}
