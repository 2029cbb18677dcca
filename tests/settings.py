"""Settings for tests: the embedded mode in a folder of its own per process, or PostgreSQL when `tests.postgres` says where."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# The environment decides before the settings are read. Playwright's loop runs in the tests' thread, which Django would refuse.
DATA_FOLDER = Path(tempfile.mkdtemp(prefix="concord-test-"))
atexit.register(shutil.rmtree, DATA_FOLDER, ignore_errors=True)  # Also in programs that a test starts.
SAID_ELSEWHERE = (
    "REDIS_URL SEARCH_INDEX CONCORD_PRODUCTION DEBUG SECRET_KEY EMAIL_URL TIME_ZONE ALLOWED_HOSTS CONCORD_URL OUTGOING_HOSTS "
    "SECOND_FACTOR_REQUIRED OIDC_ISSUER PASSWORD_LOGIN PASSWORD_WORDS LOGIN_ATTEMPTS LOGIN_LOCKED_MINUTES SESSION_HOURS "
    "SESSION_IDLE_MINUTES "
    "SEARCH_ENGINE METRICS_TOKEN METRICS_NETWORKS LOG_FORMAT LOG_LEVEL STATIC_ROOT BEHIND_PROXY"
)
for name in SAID_ELSEWHERE.split():
    os.environ.pop(name, None)
os.environ.update(
    CONCORD_DATA=str(DATA_FOLDER),
    DATABASE_URL=os.environ.get("CONCORD_TEST_DATABASE_URL", ""),
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)

from kb.settings import *  # noqa: E402, F403
from kb.settings import DATABASES, SQLITE, STORAGES  # noqa: E402

TEST_SERVER = os.environ["DATABASE_URL"]
IS_SQLITE = DATABASES["default"] is SQLITE
if IS_SQLITE:
    # A file and not memory: the live server and other processes open it too. What a power loss would take is no test's concern.
    SQLITE["TEST"] = {"NAME": str(DATA_FOLDER / "test.sqlite3")}
    SQLITE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
DATABASES["default"]["CONN_MAX_AGE"] = 0

INSTALLED_APPS = [*INSTALLED_APPS, "tests"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WRITES_SOON = False  # A thread would write beside the test's transaction.
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
for folder_made_by_run in ("static", "queue", "queue-done", "queue-control"):
    (DATA_FOLDER / folder_made_by_run).mkdir()
