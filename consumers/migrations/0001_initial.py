"""First shape of the app's schema: tables and rights."""

import uuid
from pathlib import Path

import django.db.models.deletion
import oauth2_provider.generators
import oauth2_provider.models
from django.conf import settings
from django.db import migrations, models

HIER = Path(__file__).parent


class Migration(migrations.Migration):
    initial = True
    # The toolkit's own tables refer to our Applicatie.
    run_before = [("oauth2_provider", "0001_initial")]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SCHEMA consumers; REVOKE ALL ON SCHEMA consumers FROM PUBLIC"),
        migrations.CreateModel(
            name="Leverancier",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("naam", models.CharField(max_length=200, unique=True, verbose_name="naam")),
                ("oin", models.CharField(blank=True, max_length=20, verbose_name="OIN")),
            ],
            options={
                "verbose_name": "leverancier",
                "verbose_name_plural": "leveranciers",
                "db_table": '"consumers"."leverancier"',
            },
        ),
        migrations.CreateModel(
            name="Afnemer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("naam", models.CharField(max_length=200, unique=True, verbose_name="naam")),
                (
                    "soort",
                    models.CharField(
                        choices=[("organisatie", "Organisatie"), ("team", "Team of afdeling"), ("derde", "Derde")],
                        max_length=20,
                        verbose_name="soort",
                    ),
                ),
                ("oin", models.CharField(max_length=20, verbose_name="OIN")),
                ("actief", models.BooleanField(default=True, verbose_name="actief")),
                (
                    "bovenliggend",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="consumers.afnemer",
                        verbose_name="onderdeel van",
                    ),
                ),
            ],
            options={
                "verbose_name": "afnemer",
                "verbose_name_plural": "afnemers",
                "db_table": '"consumers"."afnemer"',
            },
        ),
        migrations.CreateModel(
            name="Applicatie",
            fields=[
                (
                    "client_id",
                    models.CharField(
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_id,
                        max_length=255,
                        unique=True,
                        verbose_name="client ID",
                    ),
                ),
                (
                    "redirect_uris",
                    models.TextField(
                        blank=True, help_text="Allowed URIs list, space separated", verbose_name="redirect URIs"
                    ),
                ),
                (
                    "post_logout_redirect_uris",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed Post Logout URIs list, space separated",
                        verbose_name="post logout redirect URIs",
                    ),
                ),
                (
                    "client_type",
                    models.CharField(
                        choices=[("confidential", "Confidential"), ("public", "Public")],
                        max_length=32,
                        verbose_name="client type",
                    ),
                ),
                (
                    "authorization_grant_type",
                    models.CharField(
                        choices=[
                            ("authorization-code", "Authorization code"),
                            ("urn:ietf:params:oauth:grant-type:device_code", "Device Code"),
                            ("implicit", "Implicit"),
                            ("password", "Resource owner password-based"),
                            ("client-credentials", "Client credentials"),
                            ("openid-hybrid", "OpenID connect hybrid"),
                        ],
                        max_length=44,
                        verbose_name="authorization grant type",
                    ),
                ),
                (
                    "client_secret",
                    oauth2_provider.models.ClientSecretField(
                        blank=True,
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_secret,
                        help_text="Client secret for authentication",
                        max_length=255,
                        verbose_name="client secret",
                    ),
                ),
                ("hash_client_secret", models.BooleanField(default=True, verbose_name="hash client secret")),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="name")),
                ("skip_authorization", models.BooleanField(default=False, verbose_name="skip authorization")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "algorithm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No OIDC support"),
                            ("RS256", "RSA with SHA-2 256"),
                            ("HS256", "HMAC with SHA-2 256"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="algorithm",
                    ),
                ),
                (
                    "allowed_origins",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed origins list to enable CORS, space separated",
                        verbose_name="allowed origins",
                    ),
                ),
                (
                    "registration_source",
                    models.CharField(
                        choices=[
                            ("manual", "Manual"),
                            ("dcr", "Dynamic Client Registration"),
                            ("cimd", "Client ID Metadata Document"),
                        ],
                        default="manual",
                        help_text="How this application was registered (manual, DCR per RFC 7591, or CIMD)",
                        max_length=32,
                        verbose_name="registration source",
                    ),
                ),
                (
                    "cimd_expires_at",
                    models.DateTimeField(
                        blank=True,
                        default=None,
                        help_text="When the cached Client ID Metadata Document should be re-fetched",
                        null=True,
                        verbose_name="CIMD expires at",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("client_jwks", models.JSONField(default=dict, verbose_name="publieke sleutels (JWKS)")),
                ("actief", models.BooleanField(default=True, verbose_name="actief")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "leverancier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applicaties",
                        to="consumers.leverancier",
                        verbose_name="leverancier",
                    ),
                ),
            ],
            options={
                "verbose_name": "applicatie",
                "verbose_name_plural": "applicaties",
                "db_table": '"consumers"."applicatie"',
            },
        ),
        migrations.CreateModel(
            name="Vertegenwoordiging",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("afnemer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consumers.afnemer")),
                (
                    "applicatie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL
                    ),
                ),
            ],
            options={
                "db_table": '"consumers"."vertegenwoordiging"',
            },
        ),
        migrations.AddField(
            model_name="applicatie",
            name="afnemers",
            field=models.ManyToManyField(
                related_name="applicaties", through="consumers.Vertegenwoordiging", to="consumers.afnemer"
            ),
        ),
        migrations.CreateModel(
            name="Assertie",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("jti", models.CharField(max_length=200)),
                ("verloopt", models.DateTimeField(db_index=True)),
                (
                    "applicatie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL
                    ),
                ),
            ],
            options={
                "db_table": '"consumers"."assertie"',
                "constraints": [models.UniqueConstraint(fields=("applicatie", "jti"), name="assertie_eenmalig")],
            },
        ),
        migrations.AddConstraint(
            model_name="vertegenwoordiging",
            constraint=models.UniqueConstraint(fields=("applicatie", "afnemer"), name="vertegenwoordiging_uniek"),
        ),
        migrations.AddConstraint(
            model_name="applicatie",
            constraint=models.UniqueConstraint(fields=("name",), name="applicatie_naam_uniek"),
        ),
        migrations.RunSQL((HIER / "0001_rechten.sql").read_text(encoding="utf-8")),
    ]
