-- The same leaves, byte for byte, in less time. An action has many lines: its part of a leaf, with the digest in it, is made once for all of
-- them. Four megabytes do not hold a batch, and what does not fit was sorted on disk; a plan for any batch is none for a small one.
-- Sorting a batch by action to join it, and translating the plan to machine code, took a quarter of the time.
SET ROLE bronhuis_log_schrijver;

-- Of actions only those without lines are leaves: an index of those alone spares every other use an entry, and its reader a walk past them all.
DROP INDEX processing.handeling_xid_id_idx;
CREATE INDEX ON processing.handeling (xid, id) WHERE aantal = 0;
-- Who judges uses goes on from a moment: rows lie in that order, so an entry for many pages at a time is enough.
CREATE INDEX ON processing.handeling USING brin (tijd) WITH (autosummarize = on);

CREATE FUNCTION processing.blad_van_regel(r processing.regel, p_zout bytea, p_handeling text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"afdruk":' || processing.als_json(r.afdruk)
        || ',"betrokkene":' || processing.als_json(r.betrokkene)
        || ',"betrokkenheid":' || processing.als_json(r.betrokkenheid)
        || ',"bevinding":' || processing.als_json(r.soort)
        || ',"bewaarklasse":' || processing.als_json(r.bewaarklasse)
        || ',"handeling":' || p_handeling
        || ',"id":' || processing.als_json(r.id)
        || ',"intern":' || processing.als_json(sha256(p_zout || convert_to(processing.intern_van_regel(r), 'UTF8')))
        || ',"objecttype":' || processing.als_json(r.objecttype)
        || ',"register":' || processing.als_json(r.register)
        || ',"soort":"regel"'
        || ',"tijd":' || processing.als_json(r.tijd)
        || ',"velden":' || processing.als_json(r.velden)
        || ',"vorm":' || r.vorm
        || ',"xid":"' || r.xid || '"}'
$$;
CREATE OR REPLACE FUNCTION processing.blad_van_regel(r processing.regel, h processing.handeling, t processing.toelichting) RETURNS text
LANGUAGE sql STABLE AS
$$ SELECT processing.blad_van_regel(r, h.zout, processing.handeling_in_blad(h, t)) $$;

-- Without kept rows, and with the places of destroyed leaves, as before.
-- Leaves after (p_na_xid, p_na_id), of transactions before p_tot, at most p_aantal, in order. Rows are carried along as they were found: looking
-- for them again by their id reads whole partitions. OFFSET 0 keeps the look for an action a look by its key, whatever the statistics say.
CREATE OR REPLACE FUNCTION processing.bladen(p_na_xid xid8, p_na_id uuid, p_tot xid8, p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, zout bytea, inhoud bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB' SET plan_cache_mode = force_custom_plan
SET jit = off SET enable_mergejoin = off AS $$
    WITH gekozen AS MATERIALIZED (
        SELECT * FROM (
            (SELECT r.xid, r.id, r.zout, r.handeling, r.tijd, r.bewaarklasse, 'r' AS bron, r AS regel,
                    NULL::processing.handeling AS leeg, NULL::processing.weigering AS weigering, NULL::uuid AS verklaring FROM processing.regel r
             WHERE (r.xid, r.id) > (p_na_xid, p_na_id) AND r.xid < p_tot AND r.bewaarklasse <> 'bewaard' ORDER BY r.xid, r.id LIMIT p_aantal)
            UNION ALL
            (SELECT h.xid, h.id, h.zout, h.id, h.tijd, h.bewaarklasse, 'h', NULL, h, NULL, NULL FROM processing.handeling h
             WHERE (h.xid, h.id) > (p_na_xid, p_na_id) AND h.xid < p_tot AND h.aantal = 0 AND h.bewaarklasse <> 'bewaard'
             ORDER BY h.xid, h.id LIMIT p_aantal)
            UNION ALL
            (SELECT w.xid, w.id, w.zout, NULL, NULL, NULL, 'w', NULL, NULL, w, NULL FROM processing.weigering w
             WHERE (w.xid, w.id) > (p_na_xid, p_na_id) AND w.xid < p_tot AND w.bewaarklasse <> 'bewaard' ORDER BY w.xid, w.id LIMIT p_aantal)
            UNION ALL
            (SELECT v.xid, v.id, NULL, NULL, NULL, NULL, 'v', NULL, NULL, NULL, v.verklaring FROM processing.vernietigd_blad v
             WHERE v.bron = 'verwerkingslog' AND (v.xid, v.id) > (p_na_xid, p_na_id) AND v.xid < p_tot ORDER BY v.xid, v.id LIMIT p_aantal)) alle
        ORDER BY xid, id LIMIT p_aantal),
    -- MATERIALIZED, or its text would be made for each line after all.
    actie AS MATERIALIZED (
        SELECT d.handeling, d.tijd, d.bewaarklasse, (h.rij).zout, processing.handeling_in_blad(h.rij, t) AS tekst
        FROM (SELECT DISTINCT handeling, tijd, bewaarklasse FROM gekozen WHERE bron IN ('r', 'h')) d
        CROSS JOIN LATERAL (SELECT h AS rij FROM processing.handeling h
                            WHERE h.id = d.handeling AND h.tijd = d.tijd AND h.bewaarklasse = d.bewaarklasse OFFSET 0) h
        LEFT JOIN processing.toelichting t ON t.handeling = d.handeling)
    SELECT k.xid, k.id, k.zout, CASE WHEN k.bron = 'v' THEN uuid_send(k.verklaring) ELSE convert_to(CASE k.bron
            WHEN 'r' THEN processing.blad_van_regel(k.regel, a.zout, a.tekst)
            WHEN 'h' THEN processing.blad_van_handeling(k.leeg, t)
            ELSE processing.blad_van_weigering(k.weigering) END, 'UTF8') END
    FROM gekozen k
    LEFT JOIN actie a ON k.bron = 'r' AND a.handeling = k.handeling AND a.tijd = k.tijd AND a.bewaarklasse = k.bewaarklasse
    LEFT JOIN processing.toelichting t ON k.bron = 'h' AND t.handeling = k.handeling
    ORDER BY k.xid, k.id
$$;
REVOKE ALL ON FUNCTION processing.blad_van_regel(processing.regel, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.blad_van_regel(processing.regel, bytea, text) TO bronhuis_app;
SET ROLE bronhuis_eigenaar;
