-- The tree over the log: which leaf has which number, full tiles of 256 hashes, signed checkpoints, what witnesses said, what did not fit.
-- Only hashes stand here; whoever reads this learns nothing about a person. Nothing is ever changed.
CREATE SCHEMA audit;
REVOKE ALL ON SCHEMA audit FROM PUBLIC;

CREATE TABLE audit.blad (
    nummer bigint PRIMARY KEY CHECK (nummer >= 0),
    bron text NOT NULL,
    xid xid8 NOT NULL,
    id uuid NOT NULL,
    inzet bytea NOT NULL CHECK (octet_length(inzet) = 32),      -- SHA-256 over salt and canonical bytes
    UNIQUE (bron, id)
);
CREATE TABLE audit.tegel (
    niveau smallint NOT NULL CHECK (niveau >= 0),
    nummer bigint NOT NULL CHECK (nummer >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    wortel bytea NOT NULL CHECK (octet_length(wortel) = 32),    -- of these 256, which is one hash of the next tile level
    PRIMARY KEY (niveau, nummer)
);
-- For which size a signature was asked. One that was given and lost on the way is asked again, for that size: the signer goes on from there.
CREATE TABLE audit.aanvraag (
    grootte bigint PRIMARY KEY CHECK (grootte >= 0),
    tijd timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE audit.checkpoint (
    grootte bigint PRIMARY KEY CHECK (grootte >= 0),
    wortel bytea NOT NULL CHECK (octet_length(wortel) = 32),
    notitie text NOT NULL,
    getekend timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE audit.getuigenis (
    grootte bigint NOT NULL REFERENCES audit.checkpoint,
    getuige text NOT NULL,
    gezien timestamptz NOT NULL,
    regel text NOT NULL,
    PRIMARY KEY (grootte, getuige)
);
-- A round of the control over all leaves, and what it found.
CREATE TABLE audit.ronde (
    begin timestamptz NOT NULL,
    eind timestamptz NOT NULL DEFAULT clock_timestamp(),
    bladen bigint NOT NULL,
    bevindingen bigint NOT NULL,
    PRIMARY KEY (begin)
);
CREATE TABLE audit.bevinding (
    soort text NOT NULL,
    bron text NOT NULL,
    blad uuid NOT NULL,
    nummer bigint,
    uitleg text NOT NULL,
    tijd timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (soort, bron, blad)
);

CREATE FUNCTION audit.weiger_wijziging() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'de boom is alleen aan te vullen' USING ERRCODE = 'insufficient_privilege';
END $$;
REVOKE ALL ON FUNCTION audit.weiger_wijziging() FROM PUBLIC;

DO $$
DECLARE v_tabel text;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['blad', 'tegel', 'aanvraag', 'checkpoint', 'getuigenis', 'ronde', 'bevinding'] LOOP
        EXECUTE format('REVOKE ALL ON audit.%I FROM PUBLIC', v_tabel);
        EXECUTE format('GRANT SELECT, INSERT ON audit.%I TO bronhuis_verzegelaar', v_tabel);
        EXECUTE format('GRANT SELECT ON audit.%I TO bronhuis_app', v_tabel);
        EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I
            FOR EACH STATEMENT EXECUTE FUNCTION audit.weiger_wijziging()', v_tabel);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA audit TO bronhuis_app, bronhuis_verzegelaar;
