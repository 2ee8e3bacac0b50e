"""What the application may do with the tables of Django itself; the OAuth toolkit's own tables stay closed, since we do not use them."""

from __future__ import annotations

from django.db import migrations

RECHTEN = """
REVOKE ALL ON ALL TABLES IN SCHEMA django FROM PUBLIC;
GRANT SELECT ON django.django_migrations, django.django_content_type, django.auth_permission TO bronhuis_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON django.django_session, django.auth_user, django.auth_group, django.auth_user_groups,
    django.auth_group_permissions, django.auth_user_user_permissions TO bronhuis_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA django TO bronhuis_app;
"""


class Migration(migrations.Migration):
    """Runs after every table of the framework is there."""

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("oauth2_provider", "0022_refreshtoken_token_family_index"),
    ]

    operations = [migrations.RunSQL(RECHTEN)]
