"""The database knows how its values are spread, also where nobody has loaded a demonstration."""

import pytest
from django.db import connection

from factories import make_complaint
from hengzhi.register.upkeep import count_anew

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks by itself")


def test_every_night_the_tables_are_counted_anew(packs):
    make_complaint()

    count_anew()

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'register_record'")
        assert cursor.fetchone()[0] > 0
