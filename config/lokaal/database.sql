-- What a database of Bronhuis needs before the first migration. Safe to run again.
-- Run it as a superuser in the database itself, which bronhuis_eigenaar owns (CREATE DATABASE … OWNER bronhuis_eigenaar).

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO bronhuis_migratie, bronhuis_app, bronhuis_verzegelaar, bronhuis_bewaarder, '
        'bronhuis_lezer', current_database());
    -- The schemas are made by the migrations, each by the role that owns it.
    EXECUTE format(
        'GRANT CREATE ON DATABASE %I TO bronhuis_eigenaar, bronhuis_log_schrijver, bronhuis_kluis', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Nothing that these roles make is open to PUBLIC by default: every right is given by name.
ALTER DEFAULT PRIVILEGES FOR ROLE bronhuis_eigenaar      REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE bronhuis_log_schrijver REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE bronhuis_kluis         REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS django AUTHORIZATION bronhuis_eigenaar;
GRANT USAGE ON SCHEMA django TO bronhuis_app;

CREATE SCHEMA IF NOT EXISTS extensies;
GRANT USAGE ON SCHEMA extensies TO
    bronhuis_eigenaar, bronhuis_log_schrijver, bronhuis_kluis, bronhuis_migratie, bronhuis_app, bronhuis_verzegelaar,
    bronhuis_bewaarder, bronhuis_lezer;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA extensies;
CREATE EXTENSION IF NOT EXISTS pg_trgm    WITH SCHEMA extensies;
CREATE EXTENSION IF NOT EXISTS unaccent   WITH SCHEMA extensies;
