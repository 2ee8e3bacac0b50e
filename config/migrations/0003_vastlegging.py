"""Which employee has which role is sealed."""

from __future__ import annotations

from django.db import migrations

from processing.vastlegging import seal_table_sql


class Migration(migrations.Migration):
    """Has the roles of employees put down in the ledger of decisions."""

    dependencies = [("config", "0002_tweede_stap"), ("processing", "0006_vastlegging")]

    operations = [migrations.RunSQL(seal_table_sql("django.auth_user_groups", "id"))]
