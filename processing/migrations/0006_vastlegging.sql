-- What was decided is sealed as well: every version of an activity or autorisatie, every end of one, every change in who may come in.
-- A trigger on such a table writes the row as it became to a ledger; the ledger is a source of leaves, and the control compares the tables
-- with it: what was changed past the trigger no longer equals what was sealed.
SET ROLE bronhuis_log_schrijver;

CREATE TABLE processing.vastlegging (
    id uuid PRIMARY KEY, vorm smallint NOT NULL, xid xid8 NOT NULL, zout bytea NOT NULL, tijd timestamptz NOT NULL,
    tabel text NOT NULL, rij text NOT NULL,      -- which row, by its key
    inhoud text                                  -- the row in canonical form (RFC 8785); NULL where it was removed
);
CREATE UNIQUE INDEX ON processing.vastlegging (xid, id);
CREATE INDEX ON processing.vastlegging (tabel, rij, tijd);
REVOKE ALL ON processing.vastlegging FROM PUBLIC;
ALTER TABLE processing.vastlegging ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY schrijven ON processing.vastlegging FOR INSERT TO bronhuis_log_schrijver WITH CHECK (true);
CREATE POLICY lezen_eigenaar ON processing.vastlegging FOR SELECT TO bronhuis_log_schrijver USING (true);
CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.vastlegging
    FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging();

-- Canonical form of any JSON of text, whole numbers, booleans and nulls. Moments in it are written in UTC: hence the setting of its callers.
CREATE FUNCTION processing.canoniek(p_waarde jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE jsonb_typeof(p_waarde)
        WHEN 'object' THEN (SELECT '{' || coalesce(string_agg(to_json(naam)::text || ':' || processing.canoniek(waarde), ',' ORDER BY naam COLLATE "C"), '') || '}'
                            FROM jsonb_each(p_waarde) AS e(naam, waarde))
        WHEN 'array' THEN (SELECT '[' || coalesce(string_agg(processing.canoniek(waarde), ',' ORDER BY nr), '') || ']'
                           FROM jsonb_array_elements(p_waarde) WITH ORDINALITY AS e(waarde, nr))
        WHEN 'string' THEN to_json(p_waarde #>> '{}')::text
        ELSE p_waarde::text END;
END $$;

-- The trigger of a sealed table; its argument is the column that is the key.
CREATE FUNCTION processing.leg_vast() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    v_rij jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    INSERT INTO processing.vastlegging VALUES (
        gen_random_uuid(), 1, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), clock_timestamp(),
        TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, v_rij ->> TG_ARGV[0],
        CASE WHEN TG_OP <> 'DELETE' THEN processing.canoniek(v_rij) END);
    RETURN NULL;
END $$;

-- For the migration that seals a table: that it is sealed, and the rows that stand there already.
CREATE FUNCTION processing.leg_bestaande_vast(p_tabel regclass, p_sleutel text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    INSERT INTO processing.vastlegging VALUES (
        gen_random_uuid(), 1, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), clock_timestamp(),
        'processing.vastlegging', p_tabel::text, processing.canoniek(jsonb_build_object('sleutel', p_sleutel)));
    EXECUTE format('INSERT INTO processing.vastlegging
        SELECT gen_random_uuid(), 1, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), clock_timestamp(),
               %L, to_jsonb(t) ->> %L, processing.canoniek(to_jsonb(t)) FROM %s t', p_tabel::text, p_sleutel, p_tabel);
END $$;

CREATE FUNCTION processing.blad_van_vastlegging(v processing.vastlegging) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"id":' || processing.als_json(v.id)
        || ',"inhoud":' || coalesce(v.inhoud, 'null')
        || ',"rij":' || processing.als_json(v.rij)
        || ',"soort":"vastlegging"'
        || ',"tabel":' || processing.als_json(v.tabel)
        || ',"tijd":' || processing.als_json(v.tijd)
        || ',"vorm":' || v.vorm
        || ',"xid":"' || v.xid || '"}'
$$;

CREATE FUNCTION processing.vastleggingen(p_na_xid xid8, p_na_id uuid, p_tot xid8, p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, zout bytea, inhoud bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT v.xid, v.id, v.zout, convert_to(processing.blad_van_vastlegging(v), 'UTF8') FROM processing.vastlegging v
    WHERE (v.xid, v.id) > (p_na_xid, p_na_id) AND v.xid < p_tot ORDER BY v.xid, v.id LIMIT p_aantal
$$;

-- Rows of sealed tables that are not what was last put down about them: (leaf, or NULL where there never was one; table; row).
CREATE FUNCTION processing.anders_dan_vastgelegd() RETURNS TABLE (blad uuid, tabel text, rij text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    v_tabel text; v_sleutel text;
BEGIN
    -- Which tables are sealed stands in the ledger itself: a trigger can be dropped.
    FOR v_tabel, v_sleutel IN
        SELECT DISTINCT ON (v.rij) v.rij, v.inhoud::jsonb ->> 'sleutel' FROM processing.vastlegging v
        WHERE v.tabel = 'processing.vastlegging' ORDER BY v.rij, v.tijd DESC
    LOOP
        RETURN QUERY EXECUTE format('
            SELECT l.id, %1$L, coalesce(s.rij, l.rij)
            FROM (SELECT to_jsonb(t) ->> %2$L AS rij, processing.canoniek(to_jsonb(t)) AS inhoud FROM %3$s t) s
            FULL JOIN (SELECT DISTINCT ON (v.rij) v.id, v.rij, v.inhoud FROM processing.vastlegging v WHERE v.tabel = %1$L
                       ORDER BY v.rij, v.tijd DESC, v.xid DESC) l USING (rij)
            WHERE s.inhoud IS DISTINCT FROM l.inhoud', v_tabel, v_sleutel, v_tabel);
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION processing.canoniek(jsonb), processing.leg_vast(), processing.leg_bestaande_vast(regclass, text),
    processing.blad_van_vastlegging(processing.vastlegging), processing.vastleggingen(xid8, uuid, xid8, integer),
    processing.anders_dan_vastgelegd() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.leg_vast(), processing.leg_bestaande_vast(regclass, text) TO bronhuis_eigenaar;
GRANT EXECUTE ON FUNCTION processing.vastleggingen(xid8, uuid, xid8, integer), processing.anders_dan_vastgelegd() TO bronhuis_verzegelaar;
SET ROLE bronhuis_eigenaar;
