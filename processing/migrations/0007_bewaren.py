"""Terms of the log, and its destruction by two people."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from processing.vastlegging import seal_table_sql

VERZEGELD = ("bewaartermijn", "vernietigingsstop", "vernietiging", "vernietigingsverklaring")


class Migration(migrations.Migration):
    """Four tables, and the functions that look ahead, destroy, and give what is left its leaves."""

    dependencies = [
        ("processing", "0006_vastlegging"),
    ]

    operations = [
        migrations.CreateModel(
            name="Vernietiging",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kwartaal", models.DateField()),
                ("klasse", models.CharField(max_length=10)),
                ("regels", models.PositiveBigIntegerField()),
                ("handelingen", models.PositiveBigIntegerField()),
                ("weigeringen", models.PositiveBigIntegerField()),
                ("door_stop", models.PositiveBigIntegerField()),
                ("door_termijn", models.PositiveBigIntegerField()),
                ("voorgesteld_door", models.UUIDField()),
                ("voorgesteld_op", models.DateTimeField(auto_now_add=True)),
                ("bevestigd_door", models.UUIDField(blank=True, null=True)),
                ("bevestigd_op", models.DateTimeField(blank=True, null=True)),
                ("ingetrokken_door", models.UUIDField(blank=True, null=True)),
                ("ingetrokken_op", models.DateTimeField(blank=True, null=True)),
                ("uitgevoerd_op", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": '"processing"."vernietiging"',
                "ordering": ("-voorgesteld_op",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bevestigd_door", None),
                            models.Q(("bevestigd_door", models.F("voorgesteld_door")), _negated=True),
                            _connector="OR",
                        ),
                        name="vernietiging_twee_mensen",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ingetrokken_op", None), ("uitgevoerd_op", None)),
                        fields=("kwartaal", "klasse"),
                        name="vernietiging_een_open_per_deel",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vernietigingsstop",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("register", models.SlugField(blank=True, max_length=80)),
                ("afnemer", models.UUIDField(blank=True, null=True)),
                ("betrokkene", models.UUIDField(blank=True, null=True)),
                ("over_persoon", models.BooleanField(default=False)),
                ("reden", models.CharField(max_length=300)),
                ("kenmerk", models.CharField(max_length=120)),
                ("ingesteld_door", models.UUIDField()),
                ("ingesteld_op", models.DateTimeField(auto_now_add=True)),
                ("opgeheven_door", models.UUIDField(blank=True, null=True)),
                ("opgeheven_op", models.DateTimeField(blank=True, null=True)),
                (
                    "activiteit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="processing.verwerkingsactiviteit",
                    ),
                ),
            ],
            options={
                "db_table": '"processing"."vernietigingsstop"',
                "ordering": ("-ingesteld_op",),
            },
        ),
        migrations.CreateModel(
            name="Vernietigingsverklaring",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kwartaal", models.DateField()),
                ("klasse", models.CharField(max_length=10)),
                ("regels", models.PositiveBigIntegerField()),
                ("handelingen", models.PositiveBigIntegerField()),
                ("weigeringen", models.PositiveBigIntegerField()),
                ("gebleven", models.PositiveBigIntegerField()),
                ("bladen", models.PositiveBigIntegerField()),
                ("bladen_sha256", models.CharField(max_length=64)),
                ("tijd", models.DateTimeField()),
                (
                    "vernietiging",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verklaring",
                        to="processing.vernietiging",
                    ),
                ),
            ],
            options={
                "db_table": '"processing"."vernietigingsverklaring"',
                "ordering": ("-tijd",),
            },
        ),
        migrations.CreateModel(
            name="Bewaartermijn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("register", models.SlugField(blank=True, max_length=80, verbose_name="register")),
                ("minimum_jaren", models.PositiveSmallIntegerField(default=0, verbose_name="ten minste (jaren)")),
                (
                    "maximum_jaren",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="ten hoogste (jaren)"),
                ),
                ("wettelijke_bron", models.CharField(max_length=300, verbose_name="wettelijke bron")),
                ("wettelijke_bron_url", models.URLField(blank=True, max_length=500, verbose_name="link naar de wet")),
                ("vastgelegd_op", models.DateTimeField(auto_now_add=True)),
                ("vervallen_op", models.DateTimeField(blank=True, null=True)),
                (
                    "activiteit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="processing.verwerkingsactiviteit",
                    ),
                ),
            ],
            options={
                "verbose_name": "bewaartermijn",
                "verbose_name_plural": "bewaartermijnen",
                "db_table": '"processing"."bewaartermijn"',
                "ordering": ("register", "vastgelegd_op"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("register", ""), _negated=True), ("activiteit", None)),
                            models.Q(("register", ""), ("activiteit__isnull", False)),
                            _connector="OR",
                        ),
                        name="bewaartermijn_van_register_of_activiteit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("maximum_jaren", None), ("maximum_jaren__gte", models.F("minimum_jaren")), _connector="OR"
                        ),
                        name="bewaartermijn_maximum_na_minimum",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("vervallen_op", None), models.Q(("register", ""), _negated=True)),
                        fields=("register",),
                        name="bewaartermijn_een_per_register",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("register", ""), ("vervallen_op", None)),
                        fields=("activiteit",),
                        name="bewaartermijn_een_per_activiteit",
                    ),
                ],
            },
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
        *(migrations.RunSQL(seal_table_sql(f"processing.{tabel}", "id")) for tabel in VERZEGELD),
    ]
