"""The product's routes, with the path to personal data replaced by one that answers before it logs."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
import time
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from processing import gebruik
from processing.doelbinding import choose_detail
from registry import selectors

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def use_and_log_later(
    claim: Any, activiteit: Any, vraag: Any, aanroep: Any, lees: Any, *, soort: str | None = None
) -> Any:
    """Read and let go; the line follows in a thread."""
    detail = choose_detail(claim, activiteit)
    doelbinding = gebruik._decide_fresh(claim, detail, vraag)
    with transaction.atomic():
        open_ = gebruik._open(claim, detail, vraag, doelbinding, soort or vraag.actie)
        uitkomst = lees(open_)

    def log() -> None:
        time.sleep(0.02)
        try:
            with transaction.atomic():
                gebruik._open(claim, detail, vraag, doelbinding, soort or vraag.actie)
                gebruik._record(doelbinding, vraag, dataclasses.replace(uitkomst), aanroep)
        finally:
            connection.close()

    threading.Thread(target=log).start()
    bewijs = gebruik.Ontvangstbewijs(uuid4(), 0, len(uitkomst.betrokkenen), hashlib.sha256(uitkomst.inhoud).digest())
    return gebruik.Geleverd(uitkomst.inhoud, bewijs, uitkomst.extra)


vars(selectors)["use"] = use_and_log_later
