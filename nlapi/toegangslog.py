"""An access log of our own, to lay beside the processing log: one line of JSON per request, without address, query, body or person."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

LOGGER = "bronhuis.toegang"
# What a caller may write in the place of a method is not for a log.
METHODEN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
log = logging.getLogger(LOGGER)


def record(request: HttpRequest, response: HttpResponseBase, soort: str | None) -> None:
    """Write what left: the request id, the name of the route and what it gives, the status. Nothing where no file is configured."""
    if not log.isEnabledFor(logging.INFO):
        return
    treffer = request.resolver_match
    regel = {
        "verzoek": str(getattr(request, "verzoek_id", "")),
        "moment": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "methode": request.method if request.method in METHODEN else "anders",
        "route": treffer.url_name if treffer is not None else None,
        "soort": soort,
        "status": response.status_code,
    }
    log.info(json.dumps(regel))
