-- What is sealed: every line with its action, every action without lines, every refusal, in one canonical form (RFC 8785; form 1).
-- The sealer reads it here and nowhere else, in order of (xid, id), below a horizon under which no transaction is still under way.
SET ROLE bronhuis_log_schrijver;

CREATE INDEX ON processing.regel (xid, id);
CREATE INDEX ON processing.handeling (xid, id);
CREATE INDEX ON processing.weigering (xid, id);

-- Values in their canonical form. These, and the parts below, run with the rights of their caller: the app sees what its gebruik shows.
CREATE FUNCTION processing.als_json(p_tekst text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(to_json(p_tekst)::text, 'null') $$;
CREATE FUNCTION processing.als_json(p_namen text[]) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT array_to_json(p_namen)::text $$;
CREATE FUNCTION processing.als_json(p_ids uuid[]) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT array_to_json(p_ids)::text $$;
CREATE FUNCTION processing.als_json(p_id uuid) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce('"' || p_id::text || '"', 'null') $$;
CREATE FUNCTION processing.als_json(p_bytes bytea) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT '"' || encode(p_bytes, 'hex') || '"' $$;
CREATE FUNCTION processing.als_json(p_moment timestamptz) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce('"' || to_char(p_moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"', 'null') $$;
CREATE FUNCTION processing.als_json(p_dag date) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce('"' || to_char(p_dag, 'YYYY-MM-DD') || '"', 'null') $$;

-- What of an action helps nobody but the municipality (how many persons, the token, why an employee looked): sealed by a salted digest,
-- so that who may see one line of it need not see this.
CREATE FUNCTION processing.intern_van_handeling(h processing.handeling, t processing.toelichting) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"aantal":' || h.aantal
        || ',"eindgebruiker":' || processing.als_json(h.eindgebruiker)
        || ',"inhoudSha256":' || processing.als_json(h.inhoud_sha256)
        || ',"kenmerk":' || processing.als_json(t.kenmerk)
        || ',"reden":' || processing.als_json(t.reden)
        || ',"spanId":' || processing.als_json(h.span_id)
        || ',"token":' || processing.als_json(h.token)
        || ',"traceId":' || processing.als_json(h.trace_id)
        || ',"velden":' || processing.als_json(h.velden)
        || ',"zoeksleutels":' || processing.als_json(h.zoeksleutels) || '}'
$$;

CREATE FUNCTION processing.handeling_in_blad(h processing.handeling, t processing.toelichting) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"activiteit":' || processing.als_json(h.activiteit)
        || ',"activiteitVersie":' || h.activiteit_versie
        || ',"afnemer":' || processing.als_json(h.afnemer)
        || ',"applicatie":' || processing.als_json(h.applicatie)
        || ',"autorisatie":' || processing.als_json(h.autorisatie)
        || ',"autorisatieVersie":' || h.autorisatie_versie
        || ',"id":' || processing.als_json(h.id)
        || ',"intern":' || processing.als_json(sha256(h.zout || convert_to(processing.intern_van_handeling(h, t), 'UTF8')))
        || ',"soort":' || processing.als_json(h.soort)
        || ',"vertrouwelijk":' || CASE WHEN h.vertrouwelijk THEN 'true' ELSE 'false' END
        || ',"verzoek":' || processing.als_json(h.verzoek) || '}'
$$;

-- Of a line: whose object it was, which voorkomens, of which day, and its place among others. Somebody who stands in another's list as
-- family may take the line away, and learns nothing of that list by it.
CREATE FUNCTION processing.intern_van_regel(r processing.regel) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"beschikbaarOp":' || processing.als_json(r.beschikbaar_op)
        || ',"geldigOp":' || processing.als_json(r.geldig_op)
        || ',"id":' || processing.als_json(r.id)
        || ',"nummer":' || r.nummer
        || ',"object":' || processing.als_json(r.object)
        || ',"voorkomens":' || processing.als_json(r.voorkomens) || '}'
$$;

CREATE FUNCTION processing.blad_van_regel(r processing.regel, h processing.handeling, t processing.toelichting) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"afdruk":' || processing.als_json(r.afdruk)
        || ',"betrokkene":' || processing.als_json(r.betrokkene)
        || ',"betrokkenheid":' || processing.als_json(r.betrokkenheid)
        || ',"bevinding":' || processing.als_json(r.soort)
        || ',"bewaarklasse":' || processing.als_json(r.bewaarklasse)
        || ',"handeling":' || processing.handeling_in_blad(h, t)
        || ',"id":' || processing.als_json(r.id)
        || ',"intern":' || processing.als_json(sha256(h.zout || convert_to(processing.intern_van_regel(r), 'UTF8')))
        || ',"objecttype":' || processing.als_json(r.objecttype)
        || ',"register":' || processing.als_json(r.register)
        || ',"soort":"regel"'
        || ',"tijd":' || processing.als_json(r.tijd)
        || ',"velden":' || processing.als_json(r.velden)
        || ',"vorm":' || r.vorm
        || ',"xid":"' || r.xid || '"}'
$$;

CREATE FUNCTION processing.blad_van_handeling(h processing.handeling, t processing.toelichting) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"beschikbaarOp":' || processing.als_json(h.beschikbaar_op)
        || ',"bewaarklasse":' || processing.als_json(h.bewaarklasse)
        || ',"geldigOp":' || processing.als_json(h.geldig_op)
        || ',"handeling":' || processing.handeling_in_blad(h, t)
        || ',"id":' || processing.als_json(h.id)
        || ',"objecttype":' || processing.als_json(h.objecttype)
        || ',"register":' || processing.als_json(h.register)
        || ',"soort":"handeling"'
        || ',"tijd":' || processing.als_json(h.tijd)
        || ',"vorm":' || h.vorm
        || ',"xid":"' || h.xid || '"}'
$$;

CREATE FUNCTION processing.blad_van_weigering(w processing.weigering) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"activiteit":' || processing.als_json(w.activiteit)
        || ',"afnemer":' || processing.als_json(w.afnemer)
        || ',"applicatie":' || processing.als_json(w.applicatie)
        || ',"autorisatie":' || processing.als_json(w.autorisatie)
        || ',"bewaarklasse":' || processing.als_json(w.bewaarklasse)
        || ',"code":' || processing.als_json(w.code)
        || ',"id":' || processing.als_json(w.id)
        || ',"methode":' || processing.als_json(w.methode)
        || ',"route":' || processing.als_json(w.route)
        || ',"soort":"weigering"'
        || ',"spanId":' || processing.als_json(w.span_id)
        || ',"status":' || w.status
        || ',"tijd":' || processing.als_json(w.tijd)
        || ',"traceId":' || processing.als_json(w.trace_id)
        || ',"velden":' || processing.als_json(w.velden)
        || ',"verzoek":' || processing.als_json(w.verzoek)
        || ',"vorm":' || w.vorm
        || ',"xid":"' || w.xid || '"}'
$$;

-- Leaves after (p_na_xid, p_na_id), of transactions before p_tot, at most p_aantal, in order.
CREATE FUNCTION processing.bladen(p_na_xid xid8, p_na_id uuid, p_tot xid8, p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, zout bytea, inhoud bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gekozen AS MATERIALIZED (
        SELECT * FROM (
            (SELECT r.xid, r.id, r.tijd, 'r' AS bron FROM processing.regel r
             WHERE (r.xid, r.id) > (p_na_xid, p_na_id) AND r.xid < p_tot ORDER BY r.xid, r.id LIMIT p_aantal)
            UNION ALL
            (SELECT h.xid, h.id, h.tijd, 'h' FROM processing.handeling h
             WHERE (h.xid, h.id) > (p_na_xid, p_na_id) AND h.xid < p_tot AND h.aantal = 0 ORDER BY h.xid, h.id LIMIT p_aantal)
            UNION ALL
            (SELECT w.xid, w.id, w.tijd, 'w' FROM processing.weigering w
             WHERE (w.xid, w.id) > (p_na_xid, p_na_id) AND w.xid < p_tot ORDER BY w.xid, w.id LIMIT p_aantal)) alle
        ORDER BY xid, id LIMIT p_aantal)
    SELECT k.xid, k.id, coalesce(r.zout, ho.zout, w.zout), convert_to(CASE k.bron
            WHEN 'r' THEN processing.blad_van_regel(r, h, t)
            WHEN 'h' THEN processing.blad_van_handeling(ho, t)
            ELSE processing.blad_van_weigering(w) END, 'UTF8')
    FROM gekozen k
    LEFT JOIN processing.regel r ON k.bron = 'r' AND r.id = k.id AND r.tijd = k.tijd
    LEFT JOIN processing.handeling h ON h.id = r.handeling AND h.tijd = r.tijd AND h.bewaarklasse = r.bewaarklasse
    LEFT JOIN processing.handeling ho ON k.bron = 'h' AND ho.id = k.id AND ho.tijd = k.tijd
    LEFT JOIN processing.toelichting t ON t.handeling = coalesce(h.id, ho.id)
    LEFT JOIN processing.weigering w ON k.bron = 'w' AND w.id = k.id AND w.tijd = k.tijd
    ORDER BY k.xid, k.id
$$;
REVOKE ALL ON FUNCTION processing.als_json(text), processing.als_json(text[]), processing.als_json(uuid[]), processing.als_json(uuid),
    processing.als_json(bytea), processing.als_json(timestamptz), processing.als_json(date),
    processing.intern_van_handeling(processing.handeling, processing.toelichting), processing.intern_van_regel(processing.regel),
    processing.handeling_in_blad(processing.handeling, processing.toelichting),
    processing.blad_van_regel(processing.regel, processing.handeling, processing.toelichting),
    processing.blad_van_handeling(processing.handeling, processing.toelichting),
    processing.blad_van_weigering(processing.weigering), processing.bladen(xid8, uuid, xid8, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.bladen(xid8, uuid, xid8, integer) TO bronhuis_verzegelaar;
GRANT EXECUTE ON FUNCTION processing.als_json(text), processing.als_json(text[]), processing.als_json(uuid[]), processing.als_json(uuid),
    processing.als_json(bytea), processing.als_json(timestamptz), processing.als_json(date),
    processing.intern_van_handeling(processing.handeling, processing.toelichting), processing.intern_van_regel(processing.regel),
    processing.handeling_in_blad(processing.handeling, processing.toelichting),
    processing.blad_van_regel(processing.regel, processing.handeling, processing.toelichting) TO bronhuis_app;
SET ROLE bronhuis_eigenaar;
GRANT USAGE ON SCHEMA processing TO bronhuis_verzegelaar;
