"""What the application may do with the tables of the second factor and of refused sign-ins."""

from __future__ import annotations

from django.db import migrations

RECHTEN = """
REVOKE ALL ON django.otp_totp_totpdevice, django.axes_accessattempt, django.axes_accesslog, django.axes_accessfailurelog,
    django.axes_accessattemptexpiration FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON django.otp_totp_totpdevice, django.axes_accessattempt, django.axes_accessattemptexpiration
    TO bronhuis_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA django TO bronhuis_app;
"""


class Migration(migrations.Migration):
    """Runs after those tables are there."""

    dependencies = [
        ("config", "0001_rechten"),
        ("otp_totp", "0003_add_timestamps"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [migrations.RunSQL(RECHTEN)]
