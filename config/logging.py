"""Structured logs without personal data: events and codes, never values, bodies, parameters or query strings."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from nlapi.toegangslog import LOGGER as TOEGANG

# Nine digits in a row could be a BSN, dotted or dashed: no log line needs them.
NEGEN_CIJFERS = re.compile(r"(?<![0-9a-fA-F-])\d(?:[.\- ]?\d){8}(?![0-9a-fA-F-])")


def mask_numbers(_logger: Any, _methode: str, gebeurtenis: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Last net: mask what looks like a BSN in any text of the event."""
    for sleutel, waarde in gebeurtenis.items():
        if isinstance(waarde, str):
            gebeurtenis[sleutel] = NEGEN_CIJFERS.sub("*********", waarde)
    return gebeurtenis


def drop_exception_values(
    _logger: Any, _methode: str, gebeurtenis: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep the class and the place of an exception; its message may hold values (PostgreSQL quotes them)."""
    fout = gebeurtenis.pop("exc_info", None)
    if isinstance(fout, tuple) and fout[1] is not None:
        plek, laatste = fout[2], None
        while plek is not None:
            laatste, plek = plek, plek.tb_next
        gebeurtenis["fout"] = type(fout[1]).__name__
        if laatste is not None:
            gebeurtenis["plek"] = f"{laatste.tb_frame.f_code.co_filename}:{laatste.tb_lineno}"
    return gebeurtenis


GEDEELD: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    drop_exception_values,
    mask_numbers,
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": GEDEELD,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
    },
}


def with_access_log(instelling: dict[str, Any], bestand: str) -> dict[str, Any]:
    """The same logging, with the access log in this file; without a file nothing of it is written. Whoever rotates may move the file away."""
    if not bestand:
        return instelling | {"loggers": instelling["loggers"] | {TOEGANG: {"level": "CRITICAL"}}}
    handler = {"class": "logging.handlers.WatchedFileHandler", "filename": bestand, "formatter": "kaal"}
    return instelling | {
        "formatters": instelling["formatters"] | {"kaal": {"format": "%(message)s"}},
        "handlers": instelling["handlers"] | {"toegang": handler},
        "loggers": instelling["loggers"] | {TOEGANG: {"handlers": ["toegang"], "level": "INFO", "propagate": False}},
    }


def configure_structlog() -> None:
    """Send structlog through the standard handlers above."""
    structlog.configure(
        processors=[*GEDEELD, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
