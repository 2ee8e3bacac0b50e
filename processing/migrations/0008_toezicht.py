"""Signals about the use of data, what a toezichthouder found of them, and persons who get extra attention."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Tables beside the log that end with it, and the functions that fill them."""

    dependencies = [("processing", "0007_bewaren")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
