"""What every test stands on: a home folder of its own, a fresh memory, the packs where a test asks for them."""

import base64
import os
import tempfile

os.environ["DJANGO_SETTINGS_MODULE"] = "hengzhi.settings"
os.environ["HENGZHI_HOME"] = tempfile.mkdtemp(prefix="hengzhi-test-")
os.environ["HENGZHI_SECRET_KEY"] = "only for tests"
os.environ["HENGZHI_VAULT_KEY"] = base64.urlsafe_b64encode(b"k" * 32).decode()

import django
import pytest

django.setup()

from django.db import connection

if connection.vendor == "sqlite":
    # A file, not memory: threads and the live server then meet as they do in service.
    connection.settings_dict["TEST"]["NAME"] = os.path.join(os.environ["HENGZHI_HOME"], "test.sqlite3")


@pytest.fixture(autouse=True)
def _fresh_memory():
    """Forget what the process keeps of the database, which every test starts anew."""
    from hengzhi.core import reference

    reference.forget()
    yield
    reference.forget()


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    """Give every test a home folder of its own."""
    settings.HENGZHI_HOME = tmp_path / "home"
    settings.HENGZHI_HOME.mkdir()
    return settings.HENGZHI_HOME


@pytest.fixture(autouse=True)
def _site_language():
    """Speak the site's language again: a request in another leaves its own behind in the thread."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Hash passwords quickly: the tests make many users."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the demonstration district's packs, without any records, once for all tests; their trail may be emptied."""
    from hengzhi.register.append_only import let_be_emptied

    with django_db_blocker.unblock():
        _load()
        let_be_emptied()


def _load():
    from hengzhi.core.packs import load_packs

    return load_packs(["hongkou-2012"])


@pytest.fixture
def packs(db):
    """Have the demonstration district's packs in the database."""


@pytest.fixture
def committed(transactional_db):
    """Have the packs in a database whose changes other threads and processes see."""
    _load()
