"""The product's routes, with a record that no longer waits for the disk once its lines are written."""

from __future__ import annotations

from typing import Any

from django.db import connection

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from processing import gebruik

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

_record = gebruik._record


def record_and_not_wait(*wat: Any) -> gebruik.Ontvangstbewijs:
    """Record, and let the COMMIT return before the disk has it."""
    bewijs = _record(*wat)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    return bewijs


vars(gebruik)["_record"] = record_and_not_wait
