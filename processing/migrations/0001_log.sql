-- The processing log, its vault and the functions that are the only way in.
-- Runs as bronhuis_migratie; every object belongs to the role that its section sets.
-- Values that make a line credible (xid, zout, tijd, what was decided) are set here, never by parameters.

-- 1. The vault: one random surrogate per person ------------------------------------------------------------------
SET ROLE bronhuis_kluis;

CREATE SCHEMA kluis;
REVOKE ALL ON SCHEMA kluis FROM PUBLIC;
GRANT USAGE ON SCHEMA kluis TO bronhuis_app, bronhuis_log_schrijver;

CREATE TABLE kluis.betrokkene (
    id uuid PRIMARY KEY,
    sleutel bytea NOT NULL UNIQUE,           -- HMAC of the BSN, or of the object where there is no BSN
    bsn_versleuteld bytea,                   -- AES-256-GCM, bound to this row; NULL where there is no BSN
    sleutel_id text NOT NULL
);
REVOKE ALL ON kluis.betrokkene FROM PUBLIC;

-- Surrogates of the persons asked, in the order asked; a person not seen before gets the candidate id.
CREATE FUNCTION kluis.surrogaten(p_kandidaten uuid[], p_sleutels bytea[], p_bsn bytea[], p_sleutel_id text)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_bekend integer;
    v_uitkomst uuid[];
BEGIN
    SELECT count(DISTINCT s) INTO v_bekend FROM unnest(p_sleutels) s JOIN kluis.betrokkene b ON b.sleutel = s;
    IF v_bekend < (SELECT count(DISTINCT s) FROM unnest(p_sleutels) s) THEN
        INSERT INTO kluis.betrokkene (id, sleutel, bsn_versleuteld, sleutel_id)
        SELECT k, s, b, p_sleutel_id FROM unnest(p_kandidaten, p_sleutels, p_bsn) AS t(k, s, b)
        ORDER BY s ON CONFLICT (sleutel) DO NOTHING;
    END IF;
    SELECT array_agg(b.id ORDER BY t.nr) INTO v_uitkomst
    FROM unnest(p_sleutels) WITH ORDINALITY AS t(s, nr) JOIN kluis.betrokkene b ON b.sleutel = t.s;
    RETURN v_uitkomst;
END $$;

CREATE FUNCTION kluis.zoek(p_sleutel bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT id FROM kluis.betrokkene WHERE sleutel = p_sleutel $$;

CREATE FUNCTION kluis.bsn_van(p_id uuid) RETURNS TABLE (bsn_versleuteld bytea, sleutel_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT b.bsn_versleuteld, b.sleutel_id FROM kluis.betrokkene b WHERE b.id = p_id $$;

REVOKE ALL ON FUNCTION kluis.surrogaten(uuid[], bytea[], bytea[], text), kluis.zoek(bytea), kluis.bsn_van(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kluis.surrogaten(uuid[], bytea[], bytea[], text) TO bronhuis_app, bronhuis_log_schrijver;
GRANT EXECUTE ON FUNCTION kluis.zoek(bytea), kluis.bsn_van(uuid) TO bronhuis_app;

-- 2. The log ---------------------------------------------------------------------------------------------------------
SET ROLE bronhuis_log_schrijver;

CREATE TABLE processing.geheim (enkel boolean PRIMARY KEY DEFAULT true CHECK (enkel), waarde bytea NOT NULL);
INSERT INTO processing.geheim (waarde) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- One action: who used what for which purpose, and on which decision.
CREATE TABLE processing.handeling (
    id uuid NOT NULL, vorm smallint NOT NULL, xid xid8 NOT NULL, zout bytea NOT NULL, tijd timestamptz NOT NULL,
    bewaarklasse text NOT NULL, soort text NOT NULL,
    activiteit uuid NOT NULL, activiteit_versie integer NOT NULL,
    autorisatie uuid NOT NULL, autorisatie_versie integer NOT NULL,
    afnemer uuid NOT NULL, applicatie uuid NOT NULL, token text NOT NULL,
    vertrouwelijk boolean NOT NULL, register text NOT NULL, objecttype text NOT NULL,
    zoeksleutels text[] NOT NULL, velden text[] NOT NULL,
    geldig_op date, beschikbaar_op timestamptz, aantal integer NOT NULL, inhoud_sha256 bytea NOT NULL,
    verzoek uuid NOT NULL, trace_id text NOT NULL, span_id text NOT NULL, eindgebruiker uuid,
    PRIMARY KEY (id, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);
CREATE INDEX ON processing.handeling (afnemer, tijd);
CREATE INDEX ON processing.handeling (verzoek);

-- One line: what of one betrokkene was in the bytes that left.
CREATE TABLE processing.regel (
    id uuid NOT NULL, vorm smallint NOT NULL, xid xid8 NOT NULL, zout bytea NOT NULL, tijd timestamptz NOT NULL,
    bewaarklasse text NOT NULL, handeling uuid NOT NULL, nummer integer NOT NULL, soort text NOT NULL,
    betrokkene uuid NOT NULL, betrokkenheid text NOT NULL, register text NOT NULL, objecttype text NOT NULL,
    object uuid NOT NULL, velden text[] NOT NULL, voorkomens uuid[] NOT NULL,
    geldig_op date, beschikbaar_op timestamptz, afdruk bytea NOT NULL,
    PRIMARY KEY (id, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);
CREATE INDEX ON processing.regel (betrokkene, tijd);
CREATE INDEX ON processing.regel (handeling);

-- A refusal: somebody asked, nothing was given.
CREATE TABLE processing.weigering (
    id uuid NOT NULL, vorm smallint NOT NULL, xid xid8 NOT NULL, zout bytea NOT NULL, tijd timestamptz NOT NULL,
    bewaarklasse text NOT NULL, status integer NOT NULL, code text NOT NULL, methode text NOT NULL, route text NOT NULL,
    activiteit uuid, autorisatie uuid, afnemer uuid, applicatie uuid, velden text[] NOT NULL,
    verzoek uuid NOT NULL, trace_id text NOT NULL, span_id text NOT NULL,
    PRIMARY KEY (id, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);
CREATE INDEX ON processing.weigering (afnemer, tijd);

-- The employee behind an applicatie: a meaningless key, with a shorter term than the line.
CREATE TABLE processing.eindgebruiker (
    id uuid NOT NULL, tijd timestamptz NOT NULL, bewaarklasse text NOT NULL, sleutel text NOT NULL,
    PRIMARY KEY (id, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);

REVOKE ALL ON processing.geheim, processing.handeling, processing.regel, processing.weigering, processing.eindgebruiker FROM PUBLIC;

-- Second net under the missing rights: nothing here is ever changed or emptied.
CREATE FUNCTION processing.weiger_wijziging() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'het verwerkingslog is alleen aan te vullen' USING ERRCODE = 'insufficient_privilege';
END $$;
REVOKE ALL ON FUNCTION processing.weiger_wijziging() FROM PUBLIC;

-- Partitions: quarter x bewaarklasse, up to and including the quarter of p_tot. Returns how many were made.
CREATE FUNCTION processing.maak_delen(p_tot date) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tabel text; v_klasse text; v_begin timestamptz; v_naam text; v_blad text; v_gemaakt integer := 0;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['handeling', 'regel', 'weigering', 'eindgebruiker'] LOOP
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
REVOKE ALL ON FUNCTION processing.maak_delen(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.maak_delen(date) TO bronhuis_bewaarder;

-- 3. The gebruik: opened under the autorisatie's lock, believed by every row policy ------------------------------------

-- The mark that only these functions can make: bound to this backend and this transaction.
CREATE FUNCTION processing.merk(p_inhoud text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(g.waarde || sha256(g.waarde || convert_to(
        p_inhoud || '|' || pg_backend_pid() || '|' || pg_current_xact_id(), 'UTF8'))), 'hex')
    FROM processing.geheim g
$$;
REVOKE ALL ON FUNCTION processing.merk(text) FROM PUBLIC;

-- The opened gebruik of this transaction, or NULL.
CREATE FUNCTION processing.open_inhoud() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_waarde text := nullif(current_setting('bronhuis.gebruik', true), '');
BEGIN
    IF v_waarde IS NULL OR substr(v_waarde, 1, 64) <> processing.merk(substr(v_waarde, 65)) THEN
        RETURN NULL;
    END IF;
    RETURN substr(v_waarde, 65)::jsonb;
END $$;
REVOKE ALL ON FUNCTION processing.open_inhoud() FROM PUBLIC;

-- For row policies: may this transaction see (or write) rows of this object type?
CREATE FUNCTION processing.gebruik_is_open(p_objecttype text, p_schrijven boolean DEFAULT false) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((i ->> 'objecttype') = p_objecttype AND (NOT p_schrijven OR (i ->> 'schrijven')::boolean), false)
    FROM processing.open_inhoud() AS i
$$;
REVOKE ALL ON FUNCTION processing.gebruik_is_open(text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.gebruik_is_open(text, boolean) TO bronhuis_app, bronhuis_eigenaar;

-- Opens the gebruik, or says why not. `versie` = the compiled decision is of another version: compile anew and ask again.
CREATE FUNCTION processing.open_gebruik(
    p_autorisatie uuid, p_autorisatie_versie integer, p_activiteit_versie integer, p_applicatie uuid, p_afnemer uuid,
    p_token text, p_register text, p_objecttype text, p_soort text, p_schrijven boolean)
RETURNS TABLE (uitkomst text, autorisatie_versie integer, activiteit_versie integer, beschikbaar_op timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_stand record; v_inhoud text; v_vandaag date;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true), set_config('bronhuis.gebruik', '', true);
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_autorisatie::text, 0));
    -- A statement of its own: under READ COMMITTED its snapshot is taken after the lock was granted.
    v_vandaag := (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date;
    SELECT a.ingetrokken_op AS ingetrokken, a.huidige_versie AS versie, a.afnemer_id AS afnemer, a.activiteit_id AS activiteit,
           v.geldig_van, v.geldig_tot, w.ingetrokken_op AS activiteit_ingetrokken, w.huidige_versie AS activiteit_versie,
           wv.geldig_van AS activiteit_van, wv.geldig_tot AS activiteit_tot, wv.bewaarklasse, wv.vertrouwelijk,
           EXISTS (SELECT FROM processing.toegang_token t WHERE t.jti = p_token) AS token_ingetrokken,
           EXISTS (SELECT FROM processing.toegang_applicatie t WHERE t.applicatie = p_applicatie AND t.actief) AS applicatie_actief,
           EXISTS (SELECT FROM processing.toegang_afnemer t WHERE t.afnemer = p_afnemer AND t.actief) AS afnemer_actief
    INTO v_stand
    FROM processing.autorisatie a
    JOIN processing.autorisatieversie v ON v.autorisatie_id = a.id AND v.versie = a.huidige_versie
    JOIN processing.verwerkingsactiviteit w ON w.id = a.activiteit_id
    JOIN processing.verwerkingsactiviteitversie wv ON wv.activiteit_id = w.id AND wv.versie = w.huidige_versie
    WHERE a.id = p_autorisatie;
    autorisatie_versie := v_stand.versie;
    activiteit_versie := v_stand.activiteit_versie;
    uitkomst := CASE
        WHEN v_stand.versie IS NULL OR v_stand.afnemer <> p_afnemer THEN 'autorisatie-onbekend'
        WHEN v_stand.token_ingetrokken THEN 'token-ingetrokken'
        WHEN NOT v_stand.applicatie_actief THEN 'applicatie-geblokkeerd'
        WHEN NOT v_stand.afnemer_actief THEN 'afnemer-geblokkeerd'
        WHEN v_stand.ingetrokken IS NOT NULL THEN 'autorisatie-ingetrokken'
        WHEN v_stand.activiteit_ingetrokken IS NOT NULL THEN 'activiteit-ingetrokken'
        WHEN v_vandaag < v_stand.geldig_van OR v_vandaag >= v_stand.geldig_tot THEN 'autorisatie-niet-geldig'
        WHEN v_vandaag < v_stand.activiteit_van OR v_vandaag >= v_stand.activiteit_tot THEN 'activiteit-niet-geldig'
        WHEN v_stand.versie <> p_autorisatie_versie OR v_stand.activiteit_versie <> p_activiteit_versie THEN 'versie'
        ELSE 'open' END;
    IF uitkomst = 'open' THEN
        v_inhoud := jsonb_build_object('handeling', gen_random_uuid(), 'activiteit', v_stand.activiteit, 'activiteit_versie', v_stand.activiteit_versie,
            'autorisatie', p_autorisatie, 'autorisatie_versie', v_stand.versie, 'afnemer', p_afnemer, 'applicatie', p_applicatie,
            'token', p_token, 'register', p_register, 'objecttypenaam', p_objecttype, 'objecttype', p_register || '/' || p_objecttype,
            'soort', p_soort, 'schrijven', p_schrijven, 'bewaarklasse', v_stand.bewaarklasse, 'vertrouwelijk', v_stand.vertrouwelijk)::text;
        PERFORM set_config('bronhuis.gebruik', processing.merk(v_inhoud) || v_inhoud, true);
    END IF;
    beschikbaar_op := date_trunc('milliseconds', clock_timestamp());
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION processing.open_gebruik(uuid, integer, integer, uuid, uuid, text, text, text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.open_gebruik(uuid, integer, integer, uuid, uuid, text, text, text, text, boolean) TO bronhuis_app;

-- Writes the action and a line per betrokkene, and closes the gebruik. What was decided comes from the opened gebruik.
-- p_betrokkenen: [{kandidaat, sleutel(hex), bsn(hex|null), object, betrokkenheid, soort, velden[], voorkomens[], digest(hex)}]
CREATE FUNCTION processing.record_use(
    p_betrokkenen jsonb, p_sleutel_id text, p_zoeksleutels text[], p_velden text[], p_geldig_op date, p_beschikbaar_op timestamptz,
    p_inhoud_sha256 bytea, p_verzoek uuid, p_trace_id text, p_span_id text, p_eindgebruiker text)
RETURNS TABLE (handeling uuid, xid xid8, aantal integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_g jsonb := processing.open_inhoud();
    v_tijd timestamptz := clock_timestamp();
    v_klasse text; v_surrogaten uuid[]; v_eindgebruiker uuid;
BEGIN
    IF v_g IS NULL THEN
        RAISE EXCEPTION 'geen open gebruik in deze transactie' USING ERRCODE = 'insufficient_privilege';
    END IF;
    v_klasse := v_g ->> 'bewaarklasse';
    handeling := (v_g ->> 'handeling')::uuid;
    xid := pg_current_xact_id();
    aantal := jsonb_array_length(p_betrokkenen);
    IF p_eindgebruiker IS NOT NULL THEN
        v_eindgebruiker := gen_random_uuid();
        INSERT INTO processing.eindgebruiker VALUES (v_eindgebruiker, v_tijd, v_klasse, p_eindgebruiker);
    END IF;
    INSERT INTO processing.handeling VALUES (
        handeling, 1, xid, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), v_tijd, v_klasse, v_g ->> 'soort',
        (v_g ->> 'activiteit')::uuid, (v_g ->> 'activiteit_versie')::integer, (v_g ->> 'autorisatie')::uuid, (v_g ->> 'autorisatie_versie')::integer,
        (v_g ->> 'afnemer')::uuid, (v_g ->> 'applicatie')::uuid, v_g ->> 'token', (v_g ->> 'vertrouwelijk')::boolean, v_g ->> 'register',
        v_g ->> 'objecttypenaam', p_zoeksleutels, p_velden, p_geldig_op, p_beschikbaar_op, aantal, p_inhoud_sha256,
        p_verzoek, p_trace_id, p_span_id, v_eindgebruiker);
    IF aantal > 0 THEN
        SELECT kluis.surrogaten(array_agg((b.v ->> 'kandidaat')::uuid ORDER BY b.nr), array_agg(decode(b.v ->> 'sleutel', 'hex') ORDER BY b.nr),
                                array_agg(decode(b.v ->> 'bsn', 'hex') ORDER BY b.nr), p_sleutel_id)
        INTO v_surrogaten FROM jsonb_array_elements(p_betrokkenen) WITH ORDINALITY AS b(v, nr);
        INSERT INTO processing.regel (id, vorm, xid, zout, tijd, bewaarklasse, handeling, nummer, soort, betrokkene, betrokkenheid,
                                      register, objecttype, object, velden, voorkomens, geldig_op, beschikbaar_op, afdruk)
        SELECT gen_random_uuid(), 1, record_use.xid, z.zout, v_tijd, v_klasse, record_use.handeling, b.nr::integer, b.v ->> 'soort',
               v_surrogaten[b.nr], b.v ->> 'betrokkenheid', v_g ->> 'register', v_g ->> 'objecttypenaam', (b.v ->> 'object')::uuid,
               ARRAY(SELECT jsonb_array_elements_text(b.v -> 'velden')),
               ARRAY(SELECT jsonb_array_elements_text(b.v -> 'voorkomens'))::uuid[],
               p_geldig_op, p_beschikbaar_op, sha256(z.zout || decode(b.v ->> 'digest', 'hex'))
        FROM jsonb_array_elements(p_betrokkenen) WITH ORDINALITY AS b(v, nr),
             LATERAL (SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS zout, b.nr) AS z;
        GET DIAGNOSTICS aantal = ROW_COUNT;
    END IF;
    PERFORM set_config('bronhuis.gebruik', '', true);
    RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION processing.record_use(jsonb, text, text[], text[], date, timestamptz, bytea, uuid, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.record_use(jsonb, text, text[], text[], date, timestamptz, bytea, uuid, text, text, text) TO bronhuis_app;

CREATE FUNCTION processing.record_weigering(
    p_status integer, p_code text, p_methode text, p_route text, p_activiteit uuid, p_autorisatie uuid, p_afnemer uuid, p_applicatie uuid,
    p_velden text[], p_verzoek uuid, p_trace_id text, p_span_id text)
RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO processing.weigering VALUES (
        gen_random_uuid(), 1, pg_current_xact_id(), uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), clock_timestamp(), '2jaar',
        p_status, p_code, p_methode, p_route, p_activiteit, p_autorisatie, p_afnemer, p_applicatie, p_velden, p_verzoek, p_trace_id, p_span_id)
    RETURNING id
$$;
REVOKE ALL ON FUNCTION processing.record_weigering(integer, text, text, text, uuid, uuid, uuid, uuid, text[], uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.record_weigering(integer, text, text, text, uuid, uuid, uuid, uuid, text[], uuid, text, text) TO bronhuis_app;

-- 4. Reading the log is a use too: rows show only inside an open gebruik of the log itself -----------------------------
DO $$
DECLARE v_tabel text;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['handeling', 'regel', 'weigering', 'eindgebruiker'] LOOP
        EXECUTE format('ALTER TABLE processing.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_tabel);
        EXECUTE format('CREATE POLICY schrijven ON processing.%I FOR INSERT TO bronhuis_log_schrijver WITH CHECK (true)', v_tabel);
        EXECUTE format('CREATE POLICY lezen_eigenaar ON processing.%I FOR SELECT TO bronhuis_log_schrijver USING (true)', v_tabel);
        EXECUTE format('CREATE POLICY lezen ON processing.%I FOR SELECT TO bronhuis_app USING ((SELECT processing.gebruik_is_open(''verwerkingslog/regels'')))', v_tabel);
        EXECUTE format('GRANT SELECT ON processing.%I TO bronhuis_app', v_tabel);
        -- A statement trigger fires for the table that is named: so one at each level.
        EXECUTE format('CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.%I
            FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging()', v_tabel);
    END LOOP;
END $$;

SELECT processing.maak_delen((date_trunc('quarter', clock_timestamp(), 'UTC') + interval '15 months')::date);
SET ROLE bronhuis_eigenaar;
