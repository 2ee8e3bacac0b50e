-- How long the log stays, and how a part of it is destroyed: proposed by one employee, confirmed by another, carried out by the bewaarder,
-- and put down in a declaration that is sealed. Lines that must stay longer move to a part of their own with a leaf of their own. Of every leaf
-- that went, its number and commitment stay in the tree; its salt does not, so the commitment says nothing about anybody.
GRANT SELECT, INSERT ON processing.bewaartermijn, processing.vernietiging TO bronhuis_app;
-- Whom a stop is about is written and never read.
GRANT INSERT, SELECT (id, register, activiteit_id, afnemer, over_persoon, reden, kenmerk, ingesteld_door, ingesteld_op, opgeheven_door, opgeheven_op)
    ON processing.vernietigingsstop TO bronhuis_app;
GRANT UPDATE (vervallen_op) ON processing.bewaartermijn TO bronhuis_app;
GRANT UPDATE (opgeheven_op, opgeheven_door) ON processing.vernietigingsstop TO bronhuis_app;
GRANT UPDATE (bevestigd_op, bevestigd_door, ingetrokken_op, ingetrokken_door) ON processing.vernietiging TO bronhuis_app;
GRANT SELECT ON processing.bewaartermijn, processing.vernietigingsstop, processing.vernietiging, processing.vernietigingsverklaring
    TO bronhuis_log_schrijver;
GRANT UPDATE (uitgevoerd_op) ON processing.vernietiging TO bronhuis_log_schrijver;
GRANT INSERT ON processing.vernietigingsverklaring TO bronhuis_log_schrijver;
GRANT SELECT ON processing.vernietigingsverklaring TO bronhuis_app;
GRANT SELECT ON processing.vernietiging TO bronhuis_bewaarder;

SET ROLE bronhuis_log_schrijver;

-- A leaf that was lawfully destroyed: its place, and the declaration that says so.
CREATE TABLE processing.vernietigd_blad (
    bron text NOT NULL, xid xid8 NOT NULL, id uuid NOT NULL, verklaring uuid NOT NULL, PRIMARY KEY (bron, xid, id)
);
CREATE INDEX ON processing.vernietigd_blad (verklaring);

-- A row of the log that stays longer than its part: which, why, until when (NULL: until the stop is lifted). A leaf of its own.
CREATE TABLE processing.bewaring (
    id uuid PRIMARY KEY, vorm smallint NOT NULL, xid xid8 NOT NULL, zout bytea NOT NULL, tijd timestamptz NOT NULL,
    soort text NOT NULL, rij uuid NOT NULL, rij_tijd timestamptz NOT NULL, verklaring uuid NOT NULL, reden text NOT NULL, tot date
);
CREATE UNIQUE INDEX ON processing.bewaring (xid, id);
CREATE INDEX ON processing.bewaring (rij);

DO $$
DECLARE v_tabel text;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['vernietigd_blad', 'bewaring'] LOOP
        EXECUTE format('REVOKE ALL ON processing.%I FROM PUBLIC', v_tabel);
        EXECUTE format('ALTER TABLE processing.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_tabel);
        EXECUTE format('CREATE POLICY alles ON processing.%I TO bronhuis_log_schrijver USING (true) WITH CHECK (true)', v_tabel);
        EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.%I
            FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()', v_tabel);
    END LOOP;
END $$;

-- The parts of the log: quarter x retention class, from when they may go (NULL: kept rows, each with an end of its own).
CREATE FUNCTION processing.delen_van_log() RETURNS TABLE (kwartaal date, klasse text, vervalt date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.kwartaal, d.klasse, CASE WHEN d.klasse <> 'bewaard'
        THEN (d.kwartaal + interval '3 months' + make_interval(years => replace(d.klasse, 'jaar', '')::integer))::date END
    FROM (SELECT make_date(substr(c.relname, 7, 4)::integer, substr(c.relname, 12, 1)::integer * 3 - 2, 1) AS kwartaal, substr(c.relname, 14) AS klasse
          FROM pg_class c WHERE c.relnamespace = 'processing'::regnamespace AND c.relispartition AND c.relname ~ '^regel_[0-9]{4}k[1-4]_([0-9]+jaar|bewaard)$') d
    ORDER BY 1, 2
$$;

-- Rows of one part that have to stay, with the reason that holds longest. A stop on a person holds that person's lines only.
CREATE FUNCTION processing.moet_blijven(p_kwartaal date, p_klasse text) RETURNS TABLE (soort text, id uuid, tijd timestamptz, reden text, tot date)
LANGUAGE sql STABLE AS $$
    WITH grens AS (SELECT p_kwartaal::timestamp AT TIME ZONE 'UTC' AS van, (p_kwartaal + interval '3 months') AT TIME ZONE 'UTC' AS tot),
    rij AS (
        SELECT 'regel' AS soort, r.id, r.tijd, r.register, h.activiteit, h.afnemer, r.betrokkene
        FROM grens g, processing.regel r JOIN processing.handeling h ON h.id = r.handeling AND h.tijd = r.tijd AND h.bewaarklasse = r.bewaarklasse
        WHERE r.tijd >= g.van AND r.tijd < g.tot AND r.bewaarklasse = p_klasse
        UNION ALL
        SELECT 'handeling', h.id, h.tijd, h.register, h.activiteit, h.afnemer, NULL FROM grens g, processing.handeling h
        WHERE h.tijd >= g.van AND h.tijd < g.tot AND h.bewaarklasse = p_klasse AND h.aantal = 0
        UNION ALL
        SELECT 'weigering', w.id, w.tijd, NULL, w.activiteit, w.afnemer, NULL FROM grens g, processing.weigering w
        WHERE w.tijd >= g.van AND w.tijd < g.tot AND w.bewaarklasse = p_klasse),
    termijn AS (
        SELECT y.soort, y.id, y.tijd, max(y.tijd + make_interval(years => t.minimum_jaren))::date AS tot
        FROM rij y JOIN processing.bewaartermijn t ON t.vervallen_op IS NULL AND y.soort <> 'weigering'
            AND (t.register = y.register OR t.activiteit_id = y.activiteit)
        GROUP BY 1, 2, 3)
    SELECT y.soort, y.id, y.tijd, CASE WHEN s.id IS NOT NULL THEN 'vernietigingsstop' ELSE 'minimumtermijn' END,
           CASE WHEN s.id IS NULL THEN t.tot END
    FROM rij y
    LEFT JOIN termijn t ON t.soort = y.soort AND t.id = y.id AND t.tijd = y.tijd AND t.tot > current_date
    LEFT JOIN LATERAL (
        SELECT v.id FROM processing.vernietigingsstop v
        WHERE v.opgeheven_op IS NULL AND (v.activiteit_id IS NULL OR v.activiteit_id = y.activiteit) AND (v.afnemer IS NULL OR v.afnemer = y.afnemer)
          AND (v.register = '' OR v.register = y.register) AND (v.betrokkene IS NULL OR v.betrokkene = y.betrokkene) LIMIT 1) s ON true
    WHERE s.id IS NOT NULL OR t.tot IS NOT NULL
$$;

-- What destroying a part would do: numbers only.
CREATE FUNCTION processing.voorbeeld_vernietiging(p_kwartaal date, p_klasse text)
RETURNS TABLE (regels bigint, handelingen bigint, weigeringen bigint, door_stop bigint, door_termijn bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH grens AS (SELECT p_kwartaal::timestamp AT TIME ZONE 'UTC' AS van, (p_kwartaal + interval '3 months') AT TIME ZONE 'UTC' AS tot),
    blijft AS (SELECT reden FROM processing.moet_blijven(p_kwartaal, p_klasse))
    SELECT (SELECT count(*) FROM grens g, processing.regel r WHERE r.tijd >= g.van AND r.tijd < g.tot AND r.bewaarklasse = p_klasse),
           (SELECT count(*) FROM grens g, processing.handeling h WHERE h.tijd >= g.van AND h.tijd < g.tot AND h.bewaarklasse = p_klasse),
           (SELECT count(*) FROM grens g, processing.weigering w WHERE w.tijd >= g.van AND w.tijd < g.tot AND w.bewaarklasse = p_klasse),
           (SELECT count(*) FROM blijft WHERE reden = 'vernietigingsstop'), (SELECT count(*) FROM blijft WHERE reden = 'minimumtermijn')
$$;

-- The leaves of a declaration in one digest, in order of (xid, id): each step is SHA-256(digest so far, xid in 8 bytes, id in 16 bytes).
CREATE FUNCTION processing.schakel(p_keten bytea, p_xid xid8, p_id uuid) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$ SELECT sha256(p_keten || int8send(p_xid::text::bigint) || uuid_send(p_id)) $$;
CREATE AGGREGATE processing.keten(xid8, uuid) (sfunc = processing.schakel, stype = bytea, initcond = '');

-- Carries out a confirmed proposal and returns its declaration. All or nothing; says in the error why not.
CREATE FUNCTION processing.vernietig(p_vernietiging uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
DECLARE
    v processing.vernietiging; v_nu record; v_verklaring uuid := gen_random_uuid(); v_van timestamptz; v_tot timestamptz; v_fout text;
    v_tabellen text[] := ARRAY['regel', 'handeling', 'weigering', 'eindgebruiker', 'toelichting', 'signaal', 'signaaluitkomst'];
    v_tabel text; v_deel text; v_kolommen text; v_blijft text; v_bladen bigint; v_gebleven bigint;
BEGIN
    SELECT * INTO v FROM processing.vernietiging WHERE id = p_vernietiging FOR UPDATE;
    SELECT * INTO v_nu FROM processing.voorbeeld_vernietiging(v.kwartaal, v.klasse);
    v_fout := CASE
        WHEN v.id IS NULL THEN 'dit voorstel bestaat niet'
        WHEN v.uitgevoerd_op IS NOT NULL THEN 'dit voorstel is al uitgevoerd'
        WHEN v.ingetrokken_op IS NOT NULL THEN 'dit voorstel is ingetrokken'
        WHEN v.bevestigd_op IS NULL OR v.bevestigd_door = v.voorgesteld_door THEN 'een tweede medewerker heeft dit voorstel nog niet bevestigd'
        WHEN NOT EXISTS (SELECT FROM processing.delen_van_log() d WHERE d.kwartaal = v.kwartaal AND d.klasse = v.klasse) THEN 'dit deel van het log bestaat niet'
        WHEN NOT EXISTS (SELECT FROM processing.delen_van_log() d WHERE d.kwartaal = v.kwartaal AND d.klasse = v.klasse AND (d.vervalt <= current_date OR d.klasse = 'bewaard'))
            THEN 'de termijn van dit deel is nog niet voorbij'
        WHEN (v_nu.regels, v_nu.handelingen, v_nu.weigeringen, v_nu.door_stop, v_nu.door_termijn)
            IS DISTINCT FROM (v.regels, v.handelingen, v.weigeringen, v.door_stop, v.door_termijn) THEN 'het voorbeeld klopt niet meer: doe een nieuw voorstel' END;
    IF v_fout IS NOT NULL THEN
        RAISE EXCEPTION 'niet vernietigd: %', v_fout USING ERRCODE = 'check_violation';
    END IF;
    v_van := v.kwartaal::timestamp AT TIME ZONE 'UTC';
    v_tot := (v.kwartaal + interval '3 months') AT TIME ZONE 'UTC';

    -- Which leaves go, and which rows stay. Of a kept row the leaf is its bewaring; of any other the row itself.
    IF v.klasse = 'bewaard' THEN
        INSERT INTO processing.vernietigd_blad
        SELECT 'bewaard', b.xid, b.id, v_verklaring FROM processing.bewaring b
        WHERE b.rij_tijd >= v_van AND b.rij_tijd < v_tot
          AND NOT EXISTS (SELECT FROM processing.moet_blijven(v.kwartaal, v.klasse) k WHERE k.soort = b.soort AND k.id = b.rij);
        GET DIAGNOSTICS v_bladen = ROW_COUNT;
        ALTER TABLE processing.bewaring DISABLE TRIGGER alleen_aanvullen;
        DELETE FROM processing.bewaring b USING processing.vernietigd_blad w WHERE w.verklaring = v_verklaring AND w.id = b.id;
        ALTER TABLE processing.bewaring ENABLE TRIGGER alleen_aanvullen;
        SELECT count(*) INTO v_gebleven FROM processing.bewaring b WHERE b.rij_tijd >= v_van AND b.rij_tijd < v_tot;
    ELSE
        INSERT INTO processing.vernietigd_blad
        SELECT 'verwerkingslog', r.xid, r.id, v_verklaring FROM processing.regel r WHERE r.tijd >= v_van AND r.tijd < v_tot AND r.bewaarklasse = v.klasse
        UNION ALL
        SELECT 'verwerkingslog', h.xid, h.id, v_verklaring FROM processing.handeling h
        WHERE h.tijd >= v_van AND h.tijd < v_tot AND h.bewaarklasse = v.klasse AND h.aantal = 0
        UNION ALL
        SELECT 'verwerkingslog', w.xid, w.id, v_verklaring FROM processing.weigering w WHERE w.tijd >= v_van AND w.tijd < v_tot AND w.bewaarklasse = v.klasse;
        GET DIAGNOSTICS v_bladen = ROW_COUNT;
        INSERT INTO processing.bewaring
        SELECT gen_random_uuid(), 1, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), clock_timestamp(),
               k.soort, k.id, k.tijd, v_verklaring, k.reden, k.tot FROM processing.moet_blijven(v.kwartaal, v.klasse) k;
        GET DIAGNOSTICS v_gebleven = ROW_COUNT;
    END IF;

    -- Signals about an action end with it; a quarter of before there were any has no part for them.
    FOREACH v_tabel IN ARRAY v_tabellen LOOP
        v_deel := format('%s_%s', v_tabel, to_char(v.kwartaal, 'YYYY"k"Q'));
        CONTINUE WHEN to_regclass(format('processing.%I', v_deel || '_' || v.klasse)) IS NULL;
        -- A row of this table stays when there is a bewaring of it, or of what hangs on it.
        v_blijft := CASE v_tabel
            WHEN 'eindgebruiker' THEN 'EXISTS (SELECT FROM processing.handeling h WHERE h.eindgebruiker = t.id AND h.bewaarklasse = ''bewaard'')'
            WHEN 'signaal' THEN 'EXISTS (SELECT FROM processing.handeling h WHERE h.id = t.handeling AND h.bewaarklasse = ''bewaard'')'
            WHEN 'signaaluitkomst' THEN 'EXISTS (SELECT FROM processing.signaal s WHERE s.id = t.signaal AND s.bewaarklasse = ''bewaard'')'
            WHEN 'toelichting' THEN 'EXISTS (SELECT FROM processing.handeling h WHERE h.id = t.handeling AND h.bewaarklasse = ''bewaard'')'
            WHEN 'handeling' THEN 'EXISTS (SELECT FROM processing.bewaring b WHERE b.soort = ''handeling'' AND b.rij = t.id) OR EXISTS (SELECT FROM processing.bewaring b
                JOIN processing.regel r ON r.id = b.rij AND r.tijd = b.rij_tijd WHERE b.soort = ''regel'' AND r.handeling = t.id)'
            ELSE format('EXISTS (SELECT FROM processing.bewaring b WHERE b.soort = %L AND b.rij = t.id)', v_tabel) END;
        IF v.klasse = 'bewaard' THEN
            EXECUTE format('ALTER TABLE processing.%I DISABLE TRIGGER alleen_aanvullen', v_deel || '_bewaard');
            EXECUTE format('CREATE POLICY opruimen ON processing.%I TO bronhuis_log_schrijver USING (true)', v_deel || '_bewaard');
            EXECUTE format('DELETE FROM processing.%I t WHERE NOT (%s)', v_deel || '_bewaard', v_blijft);
            EXECUTE format('DROP POLICY opruimen ON processing.%I', v_deel || '_bewaard');
            EXECUTE format('ALTER TABLE processing.%I ENABLE TRIGGER alleen_aanvullen', v_deel || '_bewaard');
            CONTINUE;
        END IF;
        IF v_gebleven > 0 AND to_regclass('processing.' || v_deel || '_bewaard') IS NULL THEN
            EXECUTE format('CREATE TABLE processing.%I PARTITION OF processing.%I FOR VALUES IN (''bewaard'')', v_deel || '_bewaard', v_deel);
            EXECUTE format('REVOKE ALL ON processing.%I FROM PUBLIC', v_deel || '_bewaard');
            EXECUTE format('ALTER TABLE processing.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_deel || '_bewaard');
            EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.%I
                FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()', v_deel || '_bewaard');
        END IF;
        IF v_gebleven > 0 THEN
            -- As they are, with their salt: proofs that were taken away keep their line.
            SELECT string_agg(CASE WHEN a.attname = 'bewaarklasse' THEN '''bewaard''' ELSE 't.' || quote_ident(a.attname) END, ', ' ORDER BY a.attnum)
            INTO v_kolommen FROM pg_attribute a WHERE a.attrelid = ('processing.' || v_tabel)::regclass AND a.attnum > 0 AND NOT a.attisdropped;
            EXECUTE format('INSERT INTO processing.%1$I SELECT %2$s FROM processing.%1$I t WHERE t.tijd >= %3$L AND t.tijd < %4$L AND t.bewaarklasse = %5$L AND (%6$s)',
                v_tabel, v_kolommen, v_van, v_tot, v.klasse, v_blijft);
        END IF;
    END LOOP;
    IF v.klasse <> 'bewaard' THEN
        FOREACH v_tabel IN ARRAY v_tabellen LOOP
            EXECUTE format('DROP TABLE IF EXISTS processing.%I', format('%s_%s_%s', v_tabel, to_char(v.kwartaal, 'YYYY"k"Q'), v.klasse));
        END LOOP;
    END IF;

    INSERT INTO processing.vernietigingsverklaring (id, vernietiging_id, kwartaal, klasse, regels, handelingen, weigeringen, gebleven, bladen, bladen_sha256, tijd)
    VALUES (v_verklaring, v.id, v.kwartaal, v.klasse, v.regels, v.handelingen, v.weigeringen, v_gebleven, v_bladen,
            encode((SELECT processing.keten(w.xid, w.id ORDER BY w.xid, w.id) FROM processing.vernietigd_blad w WHERE w.verklaring = v_verklaring), 'hex'),
            clock_timestamp());
    UPDATE processing.vernietiging SET uitgevoerd_op = clock_timestamp() WHERE id = v.id;
    RETURN v_verklaring;
END $$;

-- What was declared, of the log and of kept rows: how many leaves, and their digest. The control compares it with the leaves it finds destroyed.
CREATE FUNCTION processing.verklaringen() RETURNS TABLE (id uuid, bladen bigint, bladen_sha256 bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT v.id, v.bladen, decode(v.bladen_sha256, 'hex') FROM processing.vernietigingsverklaring v WHERE v.klasse <> 'bewaard'
$$;
CREATE FUNCTION processing.verklaringen_van_bewaard() RETURNS TABLE (id uuid, bladen bigint, bladen_sha256 bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT v.id, v.bladen, decode(v.bladen_sha256, 'hex') FROM processing.vernietigingsverklaring v WHERE v.klasse = 'bewaard'
$$;

-- As before, without kept rows (their leaf is the bewaring), and with the places of destroyed leaves: no salt, and for bytes the id of the declaration.
CREATE OR REPLACE FUNCTION processing.bladen(p_na_xid xid8, p_na_id uuid, p_tot xid8, p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, zout bytea, inhoud bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gekozen AS MATERIALIZED (
        SELECT * FROM (
            (SELECT r.xid, r.id, r.tijd, 'r' AS bron FROM processing.regel r
             WHERE (r.xid, r.id) > (p_na_xid, p_na_id) AND r.xid < p_tot AND r.bewaarklasse <> 'bewaard' ORDER BY r.xid, r.id LIMIT p_aantal)
            UNION ALL
            (SELECT h.xid, h.id, h.tijd, 'h' FROM processing.handeling h
             WHERE (h.xid, h.id) > (p_na_xid, p_na_id) AND h.xid < p_tot AND h.aantal = 0 AND h.bewaarklasse <> 'bewaard'
             ORDER BY h.xid, h.id LIMIT p_aantal)
            UNION ALL
            (SELECT w.xid, w.id, w.tijd, 'w' FROM processing.weigering w
             WHERE (w.xid, w.id) > (p_na_xid, p_na_id) AND w.xid < p_tot AND w.bewaarklasse <> 'bewaard' ORDER BY w.xid, w.id LIMIT p_aantal)
            UNION ALL
            (SELECT v.xid, v.id, NULL, v.verklaring::text FROM processing.vernietigd_blad v
             WHERE v.bron = 'verwerkingslog' AND (v.xid, v.id) > (p_na_xid, p_na_id) AND v.xid < p_tot ORDER BY v.xid, v.id LIMIT p_aantal)) alle
        ORDER BY xid, id LIMIT p_aantal)
    SELECT k.xid, k.id, coalesce(r.zout, ho.zout, w.zout), CASE WHEN length(k.bron) > 1 THEN uuid_send(k.bron::uuid) ELSE convert_to(CASE k.bron
            WHEN 'r' THEN processing.blad_van_regel(r, h, t)
            WHEN 'h' THEN processing.blad_van_handeling(ho, t)
            ELSE processing.blad_van_weigering(w) END, 'UTF8') END
    FROM gekozen k
    LEFT JOIN processing.regel r ON k.bron = 'r' AND r.id = k.id AND r.tijd = k.tijd
    LEFT JOIN processing.handeling h ON h.id = r.handeling AND h.tijd = r.tijd AND h.bewaarklasse = r.bewaarklasse
    LEFT JOIN processing.handeling ho ON k.bron = 'h' AND ho.id = k.id AND ho.tijd = k.tijd
    LEFT JOIN processing.toelichting t ON t.handeling = coalesce(h.id, ho.id)
    LEFT JOIN processing.weigering w ON k.bron = 'w' AND w.id = k.id AND w.tijd = k.tijd
    ORDER BY k.xid, k.id
$$;

CREATE FUNCTION processing.blad_van_bewaring(b processing.bewaring, p_inhoud text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"id":' || processing.als_json(b.id)
        || ',"inhoud":' || p_inhoud
        || ',"reden":' || processing.als_json(b.reden)
        || ',"soort":"bewaring"'
        || ',"tijd":' || processing.als_json(b.tijd)
        || ',"tot":' || processing.als_json(b.tot)
        || ',"verklaring":' || processing.als_json(b.verklaring)
        || ',"vorm":' || b.vorm
        || ',"xid":"' || b.xid || '"}'
$$;

CREATE FUNCTION processing.bewaarde_bladen(p_na_xid xid8, p_na_id uuid, p_tot xid8, p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, zout bytea, inhoud bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gekozen AS MATERIALIZED (
        SELECT * FROM (
            (SELECT b.xid, b.id, NULL::uuid AS verklaring FROM processing.bewaring b
             WHERE (b.xid, b.id) > (p_na_xid, p_na_id) AND b.xid < p_tot ORDER BY b.xid, b.id LIMIT p_aantal)
            UNION ALL
            (SELECT v.xid, v.id, v.verklaring FROM processing.vernietigd_blad v
             WHERE v.bron = 'bewaard' AND (v.xid, v.id) > (p_na_xid, p_na_id) AND v.xid < p_tot ORDER BY v.xid, v.id LIMIT p_aantal)) alle
        ORDER BY xid, id LIMIT p_aantal)
    SELECT k.xid, k.id, b.zout, CASE WHEN k.verklaring IS NOT NULL THEN uuid_send(k.verklaring) ELSE convert_to(processing.blad_van_bewaring(b, CASE b.soort
            WHEN 'regel' THEN processing.blad_van_regel(r, h, t)
            WHEN 'handeling' THEN processing.blad_van_handeling(ho, t)
            ELSE processing.blad_van_weigering(w) END), 'UTF8') END
    FROM gekozen k
    LEFT JOIN processing.bewaring b ON k.verklaring IS NULL AND b.id = k.id
    LEFT JOIN processing.regel r ON b.soort = 'regel' AND r.id = b.rij AND r.tijd = b.rij_tijd AND r.bewaarklasse = 'bewaard'
    LEFT JOIN processing.handeling h ON h.id = r.handeling AND h.tijd = r.tijd AND h.bewaarklasse = 'bewaard'
    LEFT JOIN processing.handeling ho ON b.soort = 'handeling' AND ho.id = b.rij AND ho.tijd = b.rij_tijd AND ho.bewaarklasse = 'bewaard'
    LEFT JOIN processing.toelichting t ON t.handeling = coalesce(h.id, ho.id) AND t.bewaarklasse = 'bewaard'
    LEFT JOIN processing.weigering w ON b.soort = 'weigering' AND w.id = b.rij AND w.tijd = b.rij_tijd AND w.bewaarklasse = 'bewaard'
    ORDER BY k.xid, k.id
$$;

REVOKE ALL ON FUNCTION processing.delen_van_log(), processing.moet_blijven(date, text), processing.voorbeeld_vernietiging(date, text),
    processing.schakel(bytea, xid8, uuid), processing.keten(xid8, uuid), processing.vernietig(uuid), processing.verklaringen(),
    processing.verklaringen_van_bewaard(),
    processing.blad_van_bewaring(processing.bewaring, text), processing.bewaarde_bladen(xid8, uuid, xid8, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.delen_van_log(), processing.voorbeeld_vernietiging(date, text),
    processing.blad_van_bewaring(processing.bewaring, text) TO bronhuis_app;
-- A resident takes a kept line away as its bewaring.
CREATE POLICY lezen ON processing.bewaring FOR SELECT TO bronhuis_app USING ((SELECT processing.gebruik_is_open('verwerkingslog/regels')));
GRANT SELECT ON processing.bewaring TO bronhuis_app;
GRANT EXECUTE ON FUNCTION processing.vernietig(uuid) TO bronhuis_bewaarder;
GRANT EXECUTE ON FUNCTION processing.verklaringen(), processing.verklaringen_van_bewaard(), processing.bewaarde_bladen(xid8, uuid, xid8, integer) TO bronhuis_verzegelaar;
SET ROLE bronhuis_eigenaar;
