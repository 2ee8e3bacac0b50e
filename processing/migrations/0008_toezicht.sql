-- Signals: uses that a toezichthouder should look at, with what they found; and persons who get extra attention.
-- A signal has the tijd and bewaarklasse of the action it is about, so that both end in one and the same moment.
SET ROLE bronhuis_log_schrijver;

CREATE TABLE processing.signaal (
    id uuid NOT NULL, tijd timestamptz NOT NULL, bewaarklasse text NOT NULL, gezien timestamptz NOT NULL,
    soort text NOT NULL CHECK (soort IN ('veel-betrokkenen', 'buiten-werktijd', 'gemarkeerde-persoon', 'zelfde-geslachtsnaam', 'canarie')),
    handeling uuid, betrokkene uuid,
    uitleg text NOT NULL CHECK (uitleg IN ('uur', 'dag', 'avond-of-nacht', 'weekend', 'vrije-dag', 'aandacht', 'zelfde-naam',
                                           'geen-antwoord', 'geen-regel', 'niet-verzegeld')),
    aantal integer, drempel integer,
    PRIMARY KEY (id, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);
CREATE INDEX ON processing.signaal (handeling);

-- What a toezichthouder found of a signal; a later one counts.
CREATE TABLE processing.signaaluitkomst (
    id uuid NOT NULL, tijd timestamptz NOT NULL, bewaarklasse text NOT NULL, gegeven timestamptz NOT NULL, signaal uuid NOT NULL,
    uitkomst text NOT NULL CHECK (uitkomst IN ('terecht', 'onterecht', 'nader-onderzoek', 'misbruik')),
    toelichting text NOT NULL, door text NOT NULL,
    PRIMARY KEY (id, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);
CREATE INDEX ON processing.signaaluitkomst (signaal, gegeven);

-- Whom a toezichthouder marked as somebody whose uses are all looked at: by surrogate. Ended once, never removed by the application.
CREATE TABLE processing.bijzondere_aandacht (
    id uuid PRIMARY KEY, betrokkene uuid NOT NULL,
    reden text NOT NULL CHECK (reden IN ('bekend-persoon', 'bedreigd-persoon', 'collega', 'lopend-onderzoek')),
    kenmerk text NOT NULL, door text NOT NULL, van timestamptz NOT NULL, tot timestamptz CHECK (tot > van), beeindigd_door text
);
CREATE INDEX ON processing.bijzondere_aandacht (betrokkene);

-- Up to where the log was judged, in order of (transaction, id). What stood there before this table is not judged.
CREATE TABLE processing.signaalstand (enkel boolean PRIMARY KEY DEFAULT true CHECK (enkel), xid xid8 NOT NULL, id uuid NOT NULL);
INSERT INTO processing.signaalstand (xid, id) SELECT pg_snapshot_xmin(pg_current_snapshot()), '00000000-0000-0000-0000-000000000000';

REVOKE ALL ON processing.signaal, processing.signaaluitkomst, processing.bijzondere_aandacht, processing.signaalstand FROM PUBLIC;
-- What one employee did lately is asked by their key.
CREATE INDEX ON processing.eindgebruiker (sleutel, tijd);

-- As before, for every partitioned table of the log as the catalog has them.
CREATE OR REPLACE FUNCTION processing.maak_delen(p_tot date) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tabel text; v_klasse text; v_begin timestamptz; v_naam text; v_blad text; v_gemaakt integer := 0;
BEGIN
    FOR v_tabel IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'processing'::regnamespace AND c.relkind = 'p' AND NOT c.relispartition
                   ORDER BY c.relname LOOP
        v_begin := date_trunc('quarter', clock_timestamp(), 'UTC');
        WHILE v_begin <= p_tot LOOP
            v_naam := format('%s_%s', v_tabel, to_char(v_begin AT TIME ZONE 'UTC', 'YYYY"k"Q'));
            IF to_regclass('processing.' || v_naam) IS NULL THEN
                EXECUTE format('CREATE TABLE processing.%I PARTITION OF processing.%I FOR VALUES FROM (%L) TO (%L) PARTITION BY LIST (bewaarklasse)',
                    v_naam, v_tabel, v_begin, date_trunc('quarter', v_begin + interval '100 days', 'UTC'));
                EXECUTE format('REVOKE ALL ON processing.%I FROM PUBLIC', v_naam);
                EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()', v_naam);
                FOREACH v_klasse IN ARRAY ARRAY['2jaar', '5jaar', '20jaar'] LOOP
                    v_blad := v_naam || '_' || v_klasse;
                    EXECUTE format('CREATE TABLE processing.%I PARTITION OF processing.%I FOR VALUES IN (%L)', v_blad, v_naam, v_klasse);
                    EXECUTE format('REVOKE ALL ON processing.%I FROM PUBLIC', v_blad);
                    EXECUTE format('ALTER TABLE processing.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_blad);
                    EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()', v_blad);
                    v_gemaakt := v_gemaakt + 1;
                END LOOP;
            END IF;
            v_begin := date_trunc('quarter', v_begin + interval '100 days', 'UTC');
        END LOOP;
    END LOOP;
    RETURN v_gemaakt;
END $$;

-- 1. Judging the log ---------------------------------------------------------------------------------------------------

-- Of the next actions after the mark (of ended transactions only) what the rules need and no more: numbers, moments, and of all persons only
-- those who get extra attention, by surrogate. Takes the mark for this transaction: somebody else who asks meanwhile gets nothing.
-- How many persons somebody saw is counted at the last action of each five minutes, of the same organisation, purpose and user (an employee,
-- or an applicatie without one); `eerder` is that number without these five minutes. Relatives in somebody else's record do not count.
CREATE FUNCTION processing.signaalstof(p_aantal integer)
RETURNS TABLE (xid xid8, id uuid, tijd timestamptz, soort text, activiteit text, medewerker boolean, vorige timestamptz, aandacht uuid[],
               personen_uur integer, eerder_uur integer, personen_dag integer, eerder_dag integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_stand processing.signaalstand; v_vanaf timestamptz;
BEGIN
    SELECT * INTO v_stand FROM processing.signaalstand FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- No use lasts longer than 30 seconds: what has a later transaction is hardly older.
    SELECT coalesce(max(h.tijd) - interval '1 minute', '-infinity') INTO v_vanaf FROM processing.handeling h WHERE h.id = v_stand.id;
    RETURN QUERY
    WITH nieuw AS MATERIALIZED (
        SELECT h.xid, h.id, h.tijd, h.soort, h.activiteit, h.afnemer, h.applicatie, e.sleutel,
               date_bin('5 minutes', h.tijd, '2000-01-01 00:00+00') AS vak
        FROM processing.handeling h
        LEFT JOIN processing.eindgebruiker e ON e.id = h.eindgebruiker AND e.tijd = h.tijd AND e.bewaarklasse = h.bewaarklasse
        WHERE h.tijd >= v_vanaf AND (h.xid, h.id) > (v_stand.xid, v_stand.id) AND h.xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY h.xid, h.id LIMIT p_aantal),
    geteld AS (
        SELECT n.*, array_agg(n.id) OVER groep AS groep, row_number() OVER (groep ORDER BY n.xid DESC, n.id DESC) = 1 AS laatste
        FROM nieuw n
        WINDOW groep AS (PARTITION BY n.afnemer, n.activiteit, n.sleutel, CASE WHEN n.sleutel IS NULL THEN n.applicatie END, n.vak))
    SELECT n.xid, n.id, n.tijd, n.soort, w.naam::text, n.sleutel IS NOT NULL,
        (SELECT max(e.tijd) FROM processing.eindgebruiker e WHERE e.sleutel = n.sleutel AND e.tijd < n.tijd AND e.tijd > n.tijd - interval '1 day'),
        ARRAY(SELECT DISTINCT r.betrokkene FROM processing.regel r JOIN processing.bijzondere_aandacht b ON b.betrokkene = r.betrokkene
              WHERE r.handeling = n.id AND r.tijd = n.tijd AND b.van <= r.tijd AND (b.tot IS NULL OR r.tijd < b.tot)),
        t.personen_uur, t.eerder_uur, t.personen_dag, t.eerder_dag
    FROM geteld n
    JOIN processing.verwerkingsactiviteit w ON w.id = n.activiteit
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT r.betrokkene) FILTER (WHERE a.tijd > n.tijd - interval '1 hour')::integer AS personen_uur,
               count(DISTINCT r.betrokkene) FILTER (WHERE a.tijd > n.tijd - interval '1 hour' AND a.id <> ALL (n.groep))::integer AS eerder_uur,
               count(DISTINCT r.betrokkene)::integer AS personen_dag,
               count(DISTINCT r.betrokkene) FILTER (WHERE a.id <> ALL (n.groep))::integer AS eerder_dag
        FROM (
            SELECT h.id, h.tijd, h.xid FROM processing.eindgebruiker e
            JOIN processing.handeling h ON h.eindgebruiker = e.id AND h.tijd = e.tijd AND h.bewaarklasse = e.bewaarklasse AND h.afnemer = n.afnemer
            WHERE e.sleutel = n.sleutel AND e.tijd > n.tijd - interval '1 day' AND e.tijd < n.tijd + interval '1 hour' AND h.activiteit = n.activiteit
            UNION ALL
            SELECT h.id, h.tijd, h.xid FROM processing.handeling h
            WHERE n.sleutel IS NULL AND h.eindgebruiker IS NULL AND h.afnemer = n.afnemer AND h.applicatie = n.applicatie
              AND h.activiteit = n.activiteit AND h.tijd > n.tijd - interval '1 day' AND h.tijd < n.tijd + interval '1 hour') a
        JOIN processing.regel r ON r.handeling = a.id AND r.tijd = a.tijd
        -- Here and not where it is joined: only what the subquery itself asks keeps it from being worked out for every action.
        WHERE n.laatste AND (a.xid, a.id) <= (n.xid, n.id) AND r.betrokkenheid <> 'gerelateerde') t ON n.laatste
    ORDER BY n.xid, n.id;
END $$;

-- Writes the signals of actions that were asked just now and moves the mark to (p_xid, p_id), in one transaction: each action is judged once.
-- p_signalen: [{handeling, soort, uitleg, betrokkene, aantal, drempel}]. Returns how many were written.
CREATE FUNCTION processing.leg_signalen_vast(p_xid xid8, p_id uuid, p_signalen jsonb) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_stand processing.signaalstand; v_gelegd integer;
BEGIN
    SELECT * INTO STRICT v_stand FROM processing.signaalstand FOR UPDATE;
    IF (p_xid, p_id) <= (v_stand.xid, v_stand.id) OR p_xid >= pg_snapshot_xmin(pg_current_snapshot()) THEN
        RAISE EXCEPTION 'dit deel van het log is al beoordeeld, of nog niet af' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    INSERT INTO processing.signaal (id, tijd, bewaarklasse, gezien, soort, handeling, betrokkene, uitleg, aantal, drempel)
    SELECT gen_random_uuid(), h.tijd, h.bewaarklasse, clock_timestamp(), s.soort, h.id, s.betrokkene, s.uitleg, s.aantal, s.drempel
    FROM jsonb_to_recordset(p_signalen) AS s(handeling uuid, soort text, uitleg text, betrokkene uuid, aantal integer, drempel integer)
    JOIN processing.handeling h ON h.id = s.handeling
    WHERE (h.xid, h.id) > (v_stand.xid, v_stand.id) AND (h.xid, h.id) <= (p_xid, p_id);
    GET DIAGNOSTICS v_gelegd = ROW_COUNT;
    UPDATE processing.signaalstand SET xid = p_xid, id = p_id;
    RETURN v_gelegd;
END $$;

-- 2. In the use itself, and beside it ------------------------------------------------------------------------------------

-- An employee looks at somebody of their own family name: written with the use, before record_use closes it.
CREATE FUNCTION processing.record_zelfde_naam(p_betrokkene uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_g jsonb := processing.open_inhoud(); v_nu timestamptz := clock_timestamp();
BEGIN
    IF v_g IS NULL THEN
        RAISE EXCEPTION 'geen open gebruik in deze transactie' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO processing.signaal (id, tijd, bewaarklasse, gezien, soort, handeling, betrokkene, uitleg)
    VALUES (gen_random_uuid(), v_nu, v_g ->> 'bewaarklasse', v_nu, 'zelfde-geslachtsnaam', (v_g ->> 'handeling')::uuid, p_betrokkene, 'zelfde-naam');
END $$;

-- The canary did not see what it should: about no action.
CREATE FUNCTION processing.meld_canarie(p_uitleg text) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO processing.signaal (id, tijd, bewaarklasse, gezien, soort, uitleg)
    VALUES (gen_random_uuid(), clock_timestamp(), '5jaar', clock_timestamp(), 'canarie', p_uitleg) RETURNING id
$$;

-- 3. What a toezichthouder decides; each inside an open gebruik of the log ----------------------------------------------------

CREATE FUNCTION processing.eis_open_log() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_g jsonb := processing.open_inhoud();
BEGIN
    IF (v_g ->> 'register') IS DISTINCT FROM 'verwerkingslog' THEN
        RAISE EXCEPTION 'geen open gebruik van het log in deze transactie' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- 'vastgelegd', 'onbekend', or 'eigen': nobody judges a use of their own.
CREATE FUNCTION processing.record_uitkomst(p_signaal uuid, p_uitkomst text, p_toelichting text, p_door text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_signaal processing.signaal;
BEGIN
    PERFORM processing.eis_open_log();
    SELECT * INTO v_signaal FROM processing.signaal s WHERE s.id = p_signaal;
    IF NOT FOUND THEN
        RETURN 'onbekend';
    END IF;
    IF EXISTS (SELECT FROM processing.handeling h JOIN processing.eindgebruiker e ON e.id = h.eindgebruiker
               WHERE h.id = v_signaal.handeling AND e.sleutel = p_door) THEN
        RETURN 'eigen';
    END IF;
    INSERT INTO processing.signaaluitkomst (id, tijd, bewaarklasse, gegeven, signaal, uitkomst, toelichting, door)
    VALUES (gen_random_uuid(), v_signaal.tijd, v_signaal.bewaarklasse, clock_timestamp(), p_signaal, p_uitkomst, p_toelichting, p_door);
    RETURN 'vastgelegd';
END $$;

-- False where this person has attention already.
CREATE FUNCTION processing.markeer_aandacht(p_betrokkene uuid, p_reden text, p_kenmerk text, p_tot timestamptz, p_door text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_nu timestamptz := clock_timestamp();
BEGIN
    PERFORM processing.eis_open_log(), pg_advisory_xact_lock(hashtextextended(p_betrokkene::text, 1));
    INSERT INTO processing.bijzondere_aandacht (id, betrokkene, reden, kenmerk, door, van, tot)
    SELECT gen_random_uuid(), p_betrokkene, p_reden, p_kenmerk, p_door, v_nu, p_tot
    WHERE NOT EXISTS (SELECT FROM processing.bijzondere_aandacht b WHERE b.betrokkene = p_betrokkene AND (b.tot IS NULL OR b.tot > v_nu));
    RETURN FOUND;
END $$;

-- False where there is nothing to end.
CREATE FUNCTION processing.beeindig_aandacht(p_id uuid, p_door text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_nu timestamptz := clock_timestamp();
BEGIN
    PERFORM processing.eis_open_log();
    UPDATE processing.bijzondere_aandacht b SET tot = v_nu, beeindigd_door = p_door WHERE b.id = p_id AND (b.tot IS NULL OR b.tot > v_nu);
    RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION processing.signaalstof(integer), processing.leg_signalen_vast(xid8, uuid, jsonb), processing.record_zelfde_naam(uuid),
    processing.meld_canarie(text), processing.eis_open_log(), processing.record_uitkomst(uuid, text, text, text),
    processing.markeer_aandacht(uuid, text, text, timestamptz, text), processing.beeindig_aandacht(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.signaalstof(integer), processing.leg_signalen_vast(xid8, uuid, jsonb), processing.record_zelfde_naam(uuid),
    processing.meld_canarie(text), processing.record_uitkomst(uuid, text, text, text),
    processing.markeer_aandacht(uuid, text, text, timestamptz, text), processing.beeindig_aandacht(uuid, text) TO bronhuis_app;

DO $$
DECLARE v_tabel text;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['signaal', 'signaaluitkomst', 'bijzondere_aandacht'] LOOP
        EXECUTE format('ALTER TABLE processing.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_tabel);
        EXECUTE format('CREATE POLICY schrijven ON processing.%I FOR INSERT TO bronhuis_log_schrijver WITH CHECK (true)', v_tabel);
        EXECUTE format('CREATE POLICY lezen_eigenaar ON processing.%I FOR SELECT TO bronhuis_log_schrijver USING (true)', v_tabel);
        EXECUTE format('CREATE POLICY lezen ON processing.%I FOR SELECT TO bronhuis_app USING ((SELECT processing.gebruik_is_open(''verwerkingslog/regels'')))', v_tabel);
        EXECUTE format('GRANT SELECT ON processing.%I TO bronhuis_app', v_tabel);
    END LOOP;
    FOREACH v_tabel IN ARRAY ARRAY['signaal', 'signaaluitkomst'] LOOP
        EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.%I
            FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()', v_tabel);
    END LOOP;
END $$;
CREATE POLICY beeindigen ON processing.bijzondere_aandacht FOR UPDATE TO bronhuis_log_schrijver USING (true);
CREATE TRIGGER niet_verwijderen BEFORE DELETE OR TRUNCATE ON processing.bijzondere_aandacht
    FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging();

SELECT processing.maak_delen((date_trunc('quarter', clock_timestamp(), 'UTC') + interval '15 months')::date);
SET ROLE bronhuis_eigenaar;
