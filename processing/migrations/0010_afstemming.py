"""Comparing an access log with the processing log."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Two functions that tell of request ids only, and what each comparison counted."""

    dependencies = [("processing", "0009_achterstand")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
