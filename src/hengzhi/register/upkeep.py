"""What the database needs to stay quick."""

from django.db import connection


def count_anew() -> None:
    """Have the database look how its values are spread, by which it chooses its ways through the tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
