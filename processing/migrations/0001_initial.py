"""First shape of the app's schema: tables, rights, and the log with its functions."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

HIER = Path(__file__).parent


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL("CREATE SCHEMA processing; REVOKE ALL ON SCHEMA processing FROM PUBLIC"),
        migrations.CreateModel(
            name="Sleutelmerk",
            fields=[
                ("domein", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("merk", models.BinaryField()),
            ],
            options={"db_table": '"processing"."sleutelmerk"'},
        ),
        migrations.CreateModel(
            name="ToegangAfnemer",
            fields=[
                ("afnemer", models.UUIDField(primary_key=True, serialize=False)),
                ("actief", models.BooleanField()),
                ("sinds", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": '"processing"."toegang_afnemer"',
            },
        ),
        migrations.CreateModel(
            name="ToegangApplicatie",
            fields=[
                ("applicatie", models.UUIDField(primary_key=True, serialize=False)),
                ("actief", models.BooleanField()),
                ("sinds", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": '"processing"."toegang_applicatie"',
            },
        ),
        migrations.CreateModel(
            name="ToegangToken",
            fields=[
                ("jti", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("verloopt", models.DateTimeField()),
                ("ingetrokken_op", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": '"processing"."toegang_token"',
            },
        ),
        migrations.CreateModel(
            name="Verwerkingsactiviteit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("naam", models.SlugField(max_length=80, unique=True, verbose_name="naam")),
                ("huidige_versie", models.PositiveIntegerField(default=1, verbose_name="huidige versie")),
                ("ingetrokken_op", models.DateTimeField(blank=True, null=True, verbose_name="ingetrokken op")),
            ],
            options={
                "verbose_name": "verwerkingsactiviteit",
                "verbose_name_plural": "verwerkingsactiviteiten",
                "db_table": '"processing"."verwerkingsactiviteit"',
                "ordering": ("naam",),
            },
        ),
        migrations.CreateModel(
            name="Autorisatie",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("afnemer_id", models.UUIDField(verbose_name="afnemer")),
                ("huidige_versie", models.PositiveIntegerField(default=1, verbose_name="huidige versie")),
                ("ingetrokken_op", models.DateTimeField(blank=True, null=True, verbose_name="ingetrokken op")),
                ("ingetrokken_reden", models.TextField(blank=True, verbose_name="reden van intrekking")),
                (
                    "activiteit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="autorisaties",
                        to="processing.verwerkingsactiviteit",
                    ),
                ),
            ],
            options={
                "verbose_name": "autorisatie",
                "verbose_name_plural": "autorisaties",
                "db_table": '"processing"."autorisatie"',
            },
        ),
        migrations.CreateModel(
            name="Verwerkingsactiviteitversie",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("versie", models.PositiveIntegerField(verbose_name="versie")),
                ("titel", models.CharField(max_length=200, verbose_name="titel")),
                ("doel", models.TextField(help_text="Waarvoor de gegevens gebruikt worden.", verbose_name="doel")),
                (
                    "uitleg",
                    models.TextField(help_text="In eenvoudig Nederlands (B1).", verbose_name="uitleg voor inwoners"),
                ),
                ("uitleg_en", models.TextField(blank=True, verbose_name="uitleg voor inwoners (Engels)")),
                (
                    "verwerkingsverantwoordelijke",
                    models.CharField(max_length=200, verbose_name="verwerkingsverantwoordelijke"),
                ),
                (
                    "gezamenlijke_verantwoordelijken",
                    models.JSONField(blank=True, default=list, verbose_name="gezamenlijke verantwoordelijken"),
                ),
                ("verwerkers", models.JSONField(blank=True, default=list, verbose_name="verwerkers")),
                ("categorieen_betrokkenen", models.JSONField(default=list, verbose_name="categorieën betrokkenen")),
                ("categorieen_gegevens", models.JSONField(default=list, verbose_name="categorieën gegevens")),
                ("ontvangers", models.JSONField(blank=True, default=list, verbose_name="ontvangers")),
                ("doorgifte", models.TextField(blank=True, verbose_name="doorgifte buiten de EER")),
                ("maatregelen", models.TextField(verbose_name="beveiligingsmaatregelen")),
                ("dpia", models.CharField(blank=True, max_length=120, verbose_name="kenmerk DPIA")),
                (
                    "grondslag",
                    models.CharField(
                        choices=[
                            ("toestemming", "Toestemming (art. 6 lid 1 a AVG)"),
                            ("overeenkomst", "Overeenkomst (art. 6 lid 1 b AVG)"),
                            ("wettelijke-plicht", "Wettelijke plicht (art. 6 lid 1 c AVG)"),
                            ("vitaal-belang", "Vitaal belang (art. 6 lid 1 d AVG)"),
                            ("algemeen-belang", "Taak van algemeen belang of openbaar gezag (art. 6 lid 1 e AVG)"),
                            ("gerechtvaardigd-belang", "Gerechtvaardigd belang (art. 6 lid 1 f AVG)"),
                        ],
                        max_length=40,
                        verbose_name="grondslag",
                    ),
                ),
                (
                    "uitzondering_bijzonder",
                    models.CharField(
                        blank=True,
                        help_text="AVG art. 9 of 10, met het artikel dat de uitzondering geeft.",
                        max_length=200,
                        verbose_name="uitzondering bijzondere gegevens",
                    ),
                ),
                ("wettelijke_bron", models.CharField(max_length=300, verbose_name="wettelijke bron")),
                ("wettelijke_bron_url", models.URLField(max_length=500, verbose_name="link naar de wet")),
                ("bewaartermijn", models.CharField(max_length=200, verbose_name="bewaartermijn gegevens")),
                (
                    "bewaarklasse",
                    models.CharField(
                        choices=[("2jaar", "2 jaar"), ("5jaar", "5 jaar"), ("20jaar", "20 jaar")],
                        default="5jaar",
                        max_length=10,
                        verbose_name="bewaartermijn logregels",
                    ),
                ),
                ("vertrouwelijk", models.BooleanField(default=False, verbose_name="vertrouwelijk")),
                ("geldig_van", models.DateField(verbose_name="geldig vanaf")),
                ("geldig_tot", models.DateField(blank=True, null=True, verbose_name="geldig tot")),
                ("vastgelegd_op", models.DateTimeField(auto_now_add=True, verbose_name="vastgelegd op")),
                (
                    "activiteit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versies",
                        to="processing.verwerkingsactiviteit",
                    ),
                ),
            ],
            options={
                "verbose_name": "versie van een verwerkingsactiviteit",
                "verbose_name_plural": "versies van verwerkingsactiviteiten",
                "db_table": '"processing"."verwerkingsactiviteitversie"',
                "ordering": ("activiteit", "versie"),
            },
        ),
        migrations.CreateModel(
            name="Autorisatieversie",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("versie", models.PositiveIntegerField(verbose_name="versie")),
                (
                    "wijze",
                    models.CharField(
                        choices=[
                            ("autorisatiebesluit", "Autorisatiebesluit"),
                            ("reglement", "Reglement gegevensverstrekking"),
                            ("gegevensleveringsovereenkomst", "Gegevensleveringsovereenkomst"),
                            ("collegebesluit", "Collegebesluit"),
                        ],
                        max_length=40,
                        verbose_name="wijze",
                    ),
                ),
                (
                    "besluit",
                    models.JSONField(help_text="Kenmerk, datum en vindplaats van het besluit.", verbose_name="besluit"),
                ),
                (
                    "regels",
                    models.JSONField(
                        help_text="Per objecttype: acties, velden, zoeksleutels, rijregel en maximum.",
                        verbose_name="regels",
                    ),
                ),
                ("geldig_van", models.DateField(verbose_name="geldig vanaf")),
                ("geldig_tot", models.DateField(blank=True, null=True, verbose_name="geldig tot")),
                ("reden", models.TextField(blank=True, verbose_name="reden van deze versie")),
                ("vastgelegd_op", models.DateTimeField(auto_now_add=True, verbose_name="vastgelegd op")),
                (
                    "autorisatie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versies", to="processing.autorisatie"
                    ),
                ),
            ],
            options={
                "verbose_name": "versie van een autorisatie",
                "verbose_name_plural": "versies van autorisaties",
                "db_table": '"processing"."autorisatieversie"',
                "ordering": ("autorisatie", "versie"),
                "constraints": [
                    models.UniqueConstraint(fields=("autorisatie", "versie"), name="autorisatieversie_uniek")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="autorisatie",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ingetrokken_op", None)),
                fields=("activiteit", "afnemer_id"),
                name="autorisatie_een_per_activiteit_en_afnemer",
            ),
        ),
        migrations.AddConstraint(
            model_name="verwerkingsactiviteitversie",
            constraint=models.UniqueConstraint(fields=("activiteit", "versie"), name="activiteitversie_uniek"),
        ),
        migrations.RunSQL((HIER / "0001_rechten.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((HIER / "0001_log.sql").read_text(encoding="utf-8")),
    ]
