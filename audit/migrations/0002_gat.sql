-- A gap: the log was put back smaller than it was signed, and two people said so. The statement is a leaf of the tree that goes on after it.
CREATE TABLE audit.gat (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    zout bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) CHECK (octet_length(zout) = 32),
    tijd timestamptz NOT NULL DEFAULT clock_timestamp(),
    kenmerk text NOT NULL UNIQUE CHECK (kenmerk ~ '^[0-9a-f]{64}$'),   -- SHA-256 of the statement without its signatures
    verklaring text NOT NULL,                                          -- with the signatures of two people
    notitie text NOT NULL,                                             -- the first checkpoint after the gap, with its line
    UNIQUE (xid, id)
);
-- The signer refused: kept while no newer checkpoint stands, so that the page of the seal can say so.
CREATE TABLE audit.geweigerd (
    tijd timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    reden text NOT NULL
);

-- The leaf in its canonical form (RFC 8785; form 1). Runs with the rights of the sealer.
CREATE FUNCTION audit.bladen_van_gaten(p_na_xid xid8, p_na_id uuid, p_tot xid8, p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, zout bytea, inhoud bytea)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.xid, g.id, g.zout, convert_to(
        '{"id":"' || g.id::text
        || '","kenmerk":"' || g.kenmerk
        || '","notitie":' || to_json(g.notitie)::text
        || ',"soort":"gat","tijd":"' || to_char(g.tijd AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","verklaring":' || to_json(g.verklaring)::text
        || ',"vorm":1,"xid":"' || g.xid::text || '"}', 'UTF8')
    FROM audit.gat g
    WHERE (g.xid, g.id) > (p_na_xid, p_na_id) AND g.xid < p_tot
    ORDER BY g.xid, g.id LIMIT p_aantal
$$;
REVOKE ALL ON FUNCTION audit.bladen_van_gaten(xid8, uuid, xid8, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.bladen_van_gaten(xid8, uuid, xid8, integer) TO bronhuis_verzegelaar;

DO $$
DECLARE v_tabel text;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['gat', 'geweigerd'] LOOP
        EXECUTE format('REVOKE ALL ON audit.%I FROM PUBLIC', v_tabel);
        EXECUTE format('GRANT SELECT ON audit.%I TO bronhuis_verzegelaar, bronhuis_app', v_tabel);
        EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I
            FOR EACH STATEMENT EXECUTE FUNCTION audit.weiger_wijziging()', v_tabel);
    END LOOP;
END $$;
-- Transaction, salt and time are never the caller's to choose.
GRANT INSERT (kenmerk, verklaring, notitie) ON audit.gat TO bronhuis_verzegelaar;
GRANT INSERT (reden) ON audit.geweigerd TO bronhuis_verzegelaar;
