"""Settings: one file for every installation; what differs comes from the environment (see `.env.example`)."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hengzhi.environment import Environment

env = Environment()
HERE = Path(__file__).parent

HENGZHI_HOME = env.path("HENGZHI_HOME", Path("hengzhi-home"))
HENGZHI_PACKS = env.path("HENGZHI_PACKS", HERE / "packs")
HENGZHI_SITE_URL = env.text("HENGZHI_SITE_URL", "http://127.0.0.1:8000")
HENGZHI_VAULT_KEY = env.text("HENGZHI_VAULT_KEY")


def _secret(variable: str, file: str) -> str:
    """Return a secret from the environment or from a file in HENGZHI_HOME; there is no default."""
    path = HENGZHI_HOME / file
    if value := env.text(variable):
        return value
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    raise ImproperlyConfigured(f"{variable} is not set and {path} does not exist; run “hengzhi init” or set it.")


SECRET_KEY = _secret("HENGZHI_SECRET_KEY", "secret.key")
DEBUG = env.bool("HENGZHI_DEBUG", False)
ALLOWED_HOSTS = env.list("HENGZHI_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env.list("HENGZHI_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "hengzhi.core",
    "hengzhi.documents",
    "hengzhi.organisations",
    "hengzhi.accounts",
    "hengzhi.jobs",
    "hengzhi.register",
    "hengzhi.workdays",
    "hengzhi.comments",
    "hengzhi.notices",
    "hengzhi.evidence",
    "hengzhi.exchange",
    "hengzhi.staff",
    "hengzhi.records",
    "hengzhi.programme",
    "hengzhi.leading_group",
    "hengzhi.returns",
    "hengzhi.stations",
    "hengzhi.complaints",
    "hengzhi.alarms",
    "hengzhi.advisories",
    "hengzhi.snapshots",
    "hengzhi.indicators",
    "hengzhi.assessments",
    "hengzhi.reports",
    "hengzhi.desk",
    "hengzhi.portal",
    "hengzhi.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hengzhi.core.middleware.content_security_policy",
    "hengzhi.core.middleware.fresh_reference",
    "hengzhi.core.middleware.PlainErrors",
    "hengzhi.accounts.middleware.SessionLimits",
    "hengzhi.accounts.middleware.DenyByDefault",
]

ROOT_URLCONF = "hengzhi.urls"
WSGI_APPLICATION = "hengzhi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials", "hengzhi.core.templatetags.hengzhi"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hengzhi.core.shell.context",
                "hengzhi.notices.shell.context",
            ],
        },
    }
]

DATABASES = {"default": env.database("HENGZHI_DATABASE", HENGZHI_HOME / "hengzhi.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hengzhi.accounts.breached.CommonStem"},
    {"NAME": "hengzhi.accounts.breached.Breached"},
]
PASSWORD_HASHERS = [
    "hengzhi.accounts.hashing.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
HENGZHI_BREACHED = env.text("HENGZHI_BREACHED")
HENGZHI_OIDC = env.text("HENGZHI_OIDC")
HENGZHI_OIDC_CLIENT = env.text("HENGZHI_OIDC_CLIENT")
HENGZHI_OIDC_SECRET = env.text("HENGZHI_OIDC_SECRET")
HENGZHI_OIDC_CLAIM = env.text("HENGZHI_OIDC_CLAIM", "preferred_username")
HENGZHI_OIDC_NAME = env.text("HENGZHI_OIDC_NAME", "统一身份认证")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": env.files("HENGZHI_FILES_S3", "hengzhi.evidence.storage.LocalFiles"),
}
HENGZHI_CLAMD = env.listener("HENGZHI_CLAMD")
HENGZHI_UPLOAD_MB = env.int("HENGZHI_UPLOAD_MB", 50)
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "hengzhi.evidence.upload.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

HENGZHI_JOBS = env.choice("HENGZHI_JOBS", "inside", "apart")
HENGZHI_JOBS_QUEUE = env.text("HENGZHI_JOBS_QUEUE", "hengzhi.jobs.queue.DatabaseQueue")

HENGZHI_WEBHOOK_NETWORKS = env.networks("HENGZHI_WEBHOOK_NETWORKS")
HENGZHI_MAIL = env.mail("HENGZHI_MAIL")
if HENGZHI_MAIL:
    EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if HENGZHI_MAIL.host else 'console'}.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = HENGZHI_MAIL.host, HENGZHI_MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = HENGZHI_MAIL.user, HENGZHI_MAIL.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = HENGZHI_MAIL.tls == "ssl", HENGZHI_MAIL.tls == "starttls"
    EMAIL_TIMEOUT = 20
    DEFAULT_FROM_EMAIL = HENGZHI_MAIL.sender

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = env.bool("HENGZHI_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True
HENGZHI_PROXIES = env.int("HENGZHI_PROXIES", 0)
HENGZHI_SESSION_HOURS = env.int("HENGZHI_SESSION_HOURS", 10)
HENGZHI_SESSION_IDLE_MINUTES = env.int("HENGZHI_SESSION_IDLE_MINUTES", 60)
HENGZHI_SESSIONS = env.int("HENGZHI_SESSIONS", 5)
SESSION_COOKIE_AGE = HENGZHI_SESSION_HOURS * 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("HENGZHI_LOG_LEVEL", "WARNING")},
}
