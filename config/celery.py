"""Celery wiring of the worker. Tasks carry ids, never a BSN; results are not kept."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("bronhuis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["processing", "audit"])


@worker_ready.connect  # type: ignore[untyped-decorator]
def keep_log_ahead(**_: Any) -> None:
    """Do the keeper's daily task at every start too: a server that sleeps at night must not run out of partitions."""
    app.send_task("processing.tasks.houd_logdelen_vooruit")
