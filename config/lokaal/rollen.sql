-- The database roles of Bronhuis. Safe to run again. No passwords here: give those with \password or ALTER ROLE.
-- Run it once per PostgreSQL server, as a superuser; then database.sql in each database.

-- Three roles own things and can never log in; the others log in and own nothing.
DO $$
DECLARE
    rol text;
BEGIN
    FOREACH rol IN ARRAY ARRAY[
        'bronhuis_eigenaar',       -- owns the tables and functions
        'bronhuis_log_schrijver',  -- owns the functions that write the processing log
        'bronhuis_kluis',          -- owns the vault: which surrogate is which person
        'bronhuis_migratie',       -- changes the schema; may become the three above
        'bronhuis_app',            -- the web server and the worker
        'bronhuis_verzegelaar',    -- seals the lines of the log
        'bronhuis_bewaarder',      -- keeps the partitions and the terms
        'bronhuis_lezer'           -- reads figures that hold no personal data
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = rol) THEN
            EXECUTE format('CREATE ROLE %I', rol);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE bronhuis_eigenaar      NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_log_schrijver NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_kluis         NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_migratie      LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_app           LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_verzegelaar   LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_bewaarder     LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;
ALTER ROLE bronhuis_lezer         LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT;

-- A migration takes the owner's role on purpose (SET ROLE); it inherits nothing by itself.
GRANT bronhuis_eigenaar      TO bronhuis_migratie WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;
GRANT bronhuis_log_schrijver TO bronhuis_migratie WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;
GRANT bronhuis_kluis         TO bronhuis_migratie WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;

-- No use of data lasts longer than this: older moments are reproducible.
ALTER ROLE bronhuis_app SET transaction_timeout = '30s';
ALTER ROLE bronhuis_app SET idle_in_transaction_session_timeout = '30s';

ALTER ROLE bronhuis_migratie    SET search_path = django, extensies;
ALTER ROLE bronhuis_app         SET search_path = django, extensies;
ALTER ROLE bronhuis_verzegelaar SET search_path = django, extensies;
ALTER ROLE bronhuis_bewaarder   SET search_path = django, extensies;
ALTER ROLE bronhuis_lezer       SET search_path = django, extensies;
