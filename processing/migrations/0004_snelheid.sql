-- The same log, written with less work. What a use costs in the database is mostly starting things: statements inside functions, functions
-- inside functions, each with a role and a search_path of its own. So: one statement to judge a gebruik, one to write its lines, and marks
-- that are made and compared in place.

-- An action no longer repeats every field of its autorisatie: it names those that the caller asked for.

SET ROLE bronhuis_kluis;

-- The surrogate of one person; somebody not seen before gets the candidate id.
CREATE FUNCTION kluis.surrogaat(p_kandidaat uuid, p_sleutel bytea, p_bsn bytea, p_sleutel_id text)
RETURNS uuid LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id uuid;
BEGIN
    SELECT b.id INTO v_id FROM kluis.betrokkene b WHERE b.sleutel = p_sleutel;
    IF v_id IS NULL THEN
        INSERT INTO kluis.betrokkene (id, sleutel, bsn_versleuteld, sleutel_id) VALUES (p_kandidaat, p_sleutel, p_bsn, p_sleutel_id)
        ON CONFLICT (sleutel) DO NOTHING;
        -- A statement of its own: it sees the row of whoever came first.
        SELECT b.id INTO STRICT v_id FROM kluis.betrokkene b WHERE b.sleutel = p_sleutel;
    END IF;
    RETURN v_id;
END $$;
REVOKE ALL ON FUNCTION kluis.surrogaat(uuid, bytea, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kluis.surrogaat(uuid, bytea, bytea, text) TO bronhuis_app, bronhuis_log_schrijver;

SET ROLE bronhuis_log_schrijver;

COMMENT ON COLUMN processing.handeling.velden IS
    'Fields that the caller asked for; empty where it asked for none by name: then what the version of the autorisatie allows.';

-- Runs with the rights of the definer functions that call it, and is expanded in place: no start of its own.
CREATE FUNCTION processing.merk(p_geheim bytea, p_inhoud text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(p_geheim || sha256(p_geheim || convert_to(
        p_inhoud || '|' || pg_backend_pid() || '|' || pg_current_xact_id(), 'UTF8'))), 'hex')
$$;
REVOKE ALL ON FUNCTION processing.merk(bytea, text) FROM PUBLIC;

-- The opened gebruik of this transaction, or NULL. Only for the definer functions below: it runs with their rights.
CREATE OR REPLACE FUNCTION processing.open_inhoud() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    v_waarde text := current_setting('bronhuis.gebruik', true);
    v_geheim bytea;
BEGIN
    IF v_waarde <> '' THEN
        SELECT g.waarde INTO v_geheim FROM processing.geheim g;
        IF left(v_waarde, 64) = processing.merk(v_geheim, 'gebruik|' || substr(v_waarde, 65)) THEN
            RETURN substr(v_waarde, 65);
        END IF;
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION processing.open_inhoud() RESET ALL;

-- For row policies: may this transaction see (or write) rows of this object type? A mark of its own, so that nothing else need be read:
-- the last character tells whether it was opened for writing, and the mark holds it.
CREATE OR REPLACE FUNCTION processing.gebruik_is_open(p_objecttype text, p_schrijven boolean DEFAULT false) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_waarde text := current_setting('bronhuis.rijen', true);
    v_geheim bytea;
BEGIN
    IF coalesce(v_waarde, '') = '' OR (p_schrijven AND right(v_waarde, 1) <> 'w') THEN
        RETURN false;
    END IF;
    SELECT g.waarde INTO v_geheim FROM processing.geheim g;
    RETURN v_waarde = processing.merk(v_geheim, 'rijen|' || p_objecttype || '|' || right(v_waarde, 1)) || right(v_waarde, 1);
END $$;

-- As before: the lock first, then everything that may have changed, in one statement with a snapshot taken after the lock.
CREATE OR REPLACE FUNCTION processing.open_gebruik(
    p_autorisatie uuid, p_autorisatie_versie integer, p_activiteit_versie integer, p_applicatie uuid, p_afnemer uuid,
    p_token text, p_register text, p_objecttype text, p_soort text, p_schrijven boolean)
RETURNS TABLE (uitkomst text, autorisatie_versie integer, activiteit_versie integer, beschikbaar_op timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_gedaan text; v_soort text; v_inhoud text; v_geheim bytea;
BEGIN
    -- Assignments, since a PERFORM starts a statement of its own.
    v_gedaan := set_config('synchronous_commit', 'on', true) || set_config('bronhuis.gebruik', '', true) || set_config('bronhuis.rijen', '', true);
    v_gedaan := pg_advisory_xact_lock_shared(hashtextextended(p_autorisatie::text, 0))::text;
    SELECT CASE
            WHEN a.afnemer_id <> p_afnemer THEN 'autorisatie-onbekend'
            WHEN EXISTS (SELECT FROM processing.toegang_token t WHERE t.jti = p_token) THEN 'token-ingetrokken'
            WHEN NOT EXISTS (SELECT FROM processing.toegang_applicatie t WHERE t.applicatie = p_applicatie AND t.actief) THEN 'applicatie-geblokkeerd'
            WHEN NOT EXISTS (SELECT FROM processing.toegang_afnemer t WHERE t.afnemer = p_afnemer AND t.actief) THEN 'afnemer-geblokkeerd'
            WHEN a.ingetrokken_op IS NOT NULL THEN 'autorisatie-ingetrokken'
            WHEN w.ingetrokken_op IS NOT NULL THEN 'activiteit-ingetrokken'
            WHEN d.vandaag < v.geldig_van OR d.vandaag >= v.geldig_tot THEN 'autorisatie-niet-geldig'
            WHEN d.vandaag < wv.geldig_van OR d.vandaag >= wv.geldig_tot THEN 'activiteit-niet-geldig'
            WHEN a.huidige_versie <> p_autorisatie_versie OR w.huidige_versie <> p_activiteit_versie THEN 'versie'
            ELSE 'open' END,
        a.huidige_versie, w.huidige_versie,
        jsonb_build_object('handeling', gen_random_uuid(), 'activiteit', w.id, 'activiteit_versie', w.huidige_versie,
            'autorisatie', p_autorisatie, 'autorisatie_versie', a.huidige_versie, 'afnemer', p_afnemer, 'applicatie', p_applicatie,
            'token', p_token, 'register', p_register, 'objecttype', p_objecttype, 'soort', p_soort, 'bewaarklasse', wv.bewaarklasse,
            'vertrouwelijk', wv.vertrouwelijk)::text,
        (SELECT g.waarde FROM processing.geheim g)
    INTO uitkomst, autorisatie_versie, activiteit_versie, v_inhoud, v_geheim
    FROM processing.autorisatie a
    JOIN processing.autorisatieversie v ON v.autorisatie_id = a.id AND v.versie = a.huidige_versie
    JOIN processing.verwerkingsactiviteit w ON w.id = a.activiteit_id
    JOIN processing.verwerkingsactiviteitversie wv ON wv.activiteit_id = w.id AND wv.versie = w.huidige_versie
    CROSS JOIN (SELECT (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date AS vandaag) d
    WHERE a.id = p_autorisatie;
    IF uitkomst = 'open' THEN
        v_soort := CASE WHEN p_schrijven THEN 'w' ELSE 'r' END;
        v_gedaan := set_config('bronhuis.gebruik', processing.merk(v_geheim, 'gebruik|' || v_inhoud) || v_inhoud, true)
            || set_config('bronhuis.rijen', processing.merk(v_geheim, 'rijen|' || p_register || '/' || p_objecttype || '|' || v_soort) || v_soort, true);
    END IF;
    uitkomst := coalesce(uitkomst, 'autorisatie-onbekend');
    beschikbaar_op := date_trunc('milliseconds', clock_timestamp());
    RETURN NEXT;
END $$;

-- As before, but the lines are written by one statement, and ids and salts are made from one secret of this action that is kept nowhere
-- (every gen_random_uuid() opens /dev/urandom): who knows some of them knows nothing of another. p_betrokkenen: velden and voorkomens are arrays in their text form.
CREATE OR REPLACE FUNCTION processing.record_use(
    p_betrokkenen jsonb, p_sleutel_id text, p_zoeksleutels text[], p_velden text[], p_geldig_op date, p_beschikbaar_op timestamptz,
    p_inhoud_sha256 bytea, p_verzoek uuid, p_trace_id text, p_span_id text, p_eindgebruiker text)
RETURNS TABLE (handeling uuid, xid xid8, aantal integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_g jsonb := processing.open_inhoud();
    v_tijd timestamptz := clock_timestamp();
    v_zaad bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    v_eindgebruiker uuid; v_gedaan text;
BEGIN
    IF v_g IS NULL THEN
        RAISE EXCEPTION 'geen open gebruik in deze transactie' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF p_eindgebruiker IS NOT NULL THEN
        v_eindgebruiker := gen_random_uuid();
        INSERT INTO processing.eindgebruiker VALUES (v_eindgebruiker, v_tijd, v_g ->> 'bewaarklasse', p_eindgebruiker);
    END IF;
    INSERT INTO processing.handeling AS h VALUES (
        (v_g ->> 'handeling')::uuid, 1, pg_current_xact_id(), sha256(v_zaad || int4send(0)), v_tijd, v_g ->> 'bewaarklasse', v_g ->> 'soort',
        (v_g ->> 'activiteit')::uuid, (v_g ->> 'activiteit_versie')::integer, (v_g ->> 'autorisatie')::uuid, (v_g ->> 'autorisatie_versie')::integer,
        (v_g ->> 'afnemer')::uuid, (v_g ->> 'applicatie')::uuid, v_g ->> 'token', (v_g ->> 'vertrouwelijk')::boolean, v_g ->> 'register',
        v_g ->> 'objecttype', p_zoeksleutels, p_velden, p_geldig_op, p_beschikbaar_op, jsonb_array_length(p_betrokkenen), p_inhoud_sha256,
        p_verzoek, p_trace_id, p_span_id, v_eindgebruiker)
    RETURNING h.id, h.xid INTO handeling, xid;
    -- In order of the key, so that two transactions that make the same persons known wait for each other and no more.
    INSERT INTO processing.regel (id, vorm, xid, zout, tijd, bewaarklasse, handeling, nummer, soort, betrokkene, betrokkenheid,
                                  register, objecttype, object, velden, voorkomens, geldig_op, beschikbaar_op, afdruk)
    SELECT encode(substr(sha256(v_zaad || int4send(-b.nr)), 1, 16), 'hex')::uuid, 1, record_use.xid, b.zout, v_tijd, v_g ->> 'bewaarklasse', record_use.handeling, b.nr, b.v ->> 'soort',
           kluis.surrogaat((b.v ->> 'kandidaat')::uuid, b.sleutel, decode(b.v ->> 'bsn', 'hex'), p_sleutel_id),
           b.v ->> 'betrokkenheid', v_g ->> 'register', v_g ->> 'objecttype', (b.v ->> 'object')::uuid,
           (b.v ->> 'velden')::text[], (b.v ->> 'voorkomens')::uuid[], p_geldig_op, p_beschikbaar_op,
           sha256(b.zout || decode(b.v ->> 'digest', 'hex'))
    FROM (SELECT l.v, l.nr::integer, decode(l.v ->> 'sleutel', 'hex') AS sleutel, sha256(v_zaad || int4send(l.nr::integer)) AS zout
          FROM jsonb_array_elements(p_betrokkenen) WITH ORDINALITY AS l(v, nr) ORDER BY 3) AS b;
    GET DIAGNOSTICS aantal = ROW_COUNT;
    v_gedaan := set_config('bronhuis.gebruik', '', true) || set_config('bronhuis.rijen', '', true);
    RETURN NEXT;
END $$;

DROP FUNCTION processing.merk(text);
SET ROLE bronhuis_kluis;
DROP FUNCTION kluis.surrogaten(uuid[], bytea[], bytea[], text);
SET ROLE bronhuis_eigenaar;
