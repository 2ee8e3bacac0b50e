"""Refusal lines: every 4xx on a route leaves one, in a transaction of its own, after the read's transaction is gone."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest

from nlapi.probleem import Probleem
from nlapi.routes import soort_van
from processing.doelbinding import Doelbindingsclaim


def record_weigering_van(request: HttpRequest, probleem: Probleem) -> None:
    """Write the line of this refusal; raises DatabaseError, on which the answer becomes 503.

    Only routes to personal data and a caller's own data: a mistyped address is no attempt to use data.
    """
    if soort_van(request) not in {"persoonsgegevens", "eigen"}:
        return
    claim = getattr(request, "doelbindingsclaim", None)
    if not isinstance(claim, Doelbindingsclaim):
        claim = None
    route = request.resolver_match.route if request.resolver_match else ""
    activiteit: UUID | None = getattr(probleem, "activiteit", None)
    autorisatie: UUID | None = getattr(probleem, "autorisatie", None)
    velden: tuple[str, ...] = getattr(probleem, "velden", ())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT processing.record_weigering(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
            [
                probleem.status,
                probleem.code,
                request.method,
                route,
                activiteit,
                autorisatie,
                claim.afnemer if claim else None,
                claim.applicatie if claim else None,
                list(velden),
                request.verzoek_id,  # type: ignore[attr-defined]
                request.spoor.trace_id,  # type: ignore[attr-defined]
                request.spoor.span_id,  # type: ignore[attr-defined]
            ],
        )
