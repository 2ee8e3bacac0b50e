"""/healthz: whether this web process can do its work. Says nothing about data."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse

from nlapi.routes import routesoort


@routesoort("openbaar")
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers as the application's role, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return HttpResponse(
            b"database niet bereikbaar\n",
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "5"},
        )
    return HttpResponse(b"ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
