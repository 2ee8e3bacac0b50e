"""Background work of the app: watching the sealer, which cannot say itself that it stands still."""

from __future__ import annotations

from celery import shared_task

from audit.achterstand import backlog, call_out
from audit.bronnen import sources
from audit.verbinding import ask


@shared_task  # type: ignore[untyped-decorator]
def bewaak_zegel() -> None:
    """Call out when lines wait longer than a minute for their seal."""
    call_out(backlog(ask, sources()))
