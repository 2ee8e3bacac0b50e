-- What a time-stamp authority gave over a signed checkpoint, verified before it came here: the whole response, and the moment in it.
CREATE TABLE audit.tijdstempel (
    grootte bigint PRIMARY KEY REFERENCES audit.checkpoint,
    antwoord bytea NOT NULL CHECK (octet_length(antwoord) BETWEEN 1 AND 65536),
    tijd timestamptz NOT NULL,
    ontvangen timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- A try that gave none, with why: the page of the seal says it, and the sealer waits before it tries again.
CREATE TABLE audit.tijdstempel_gemist (
    tijd timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    geweigerd boolean NOT NULL,      -- something came, and it did not hold
    reden text NOT NULL
);

DO $$
DECLARE v_tabel text;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['tijdstempel', 'tijdstempel_gemist'] LOOP
        EXECUTE format('REVOKE ALL ON audit.%I FROM PUBLIC', v_tabel);
        EXECUTE format('GRANT SELECT ON audit.%I TO bronhuis_verzegelaar, bronhuis_app', v_tabel);
        EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I
            FOR EACH STATEMENT EXECUTE FUNCTION audit.weiger_wijziging()', v_tabel);
    END LOOP;
END $$;
-- When it was received is never the caller's to choose: the term between two stamps is counted from it.
GRANT INSERT (grootte, antwoord, tijd) ON audit.tijdstempel TO bronhuis_verzegelaar;
GRANT INSERT (geweigerd, reden) ON audit.tijdstempel_gemist TO bronhuis_verzegelaar;
