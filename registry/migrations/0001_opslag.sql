-- What every register's tables share: the one function that closes, the one that gives a moment, and the search in key tables.

CREATE FUNCTION registry.bewaak_sluiting() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Generated columns are computed after this trigger; they follow from the others.
    v_oud jsonb := to_jsonb(OLD) - '{eind_registratie,registratie,geldigheid}'::text[];
    v_nieuw jsonb := to_jsonb(NEW) - '{eind_registratie,registratie,geldigheid}'::text[];
BEGIN
    IF OLD.eind_registratie IS NOT NULL OR NEW.eind_registratie IS NULL OR v_oud <> v_nieuw THEN
        RAISE EXCEPTION 'een voorkomen wordt alleen gesloten, en maar een keer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry.weiger_verwijdering() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'voorkomens worden niet verwijderd' USING ERRCODE = 'insufficient_privilege';
END $$;

-- One registratie moment for the objects named, under their row locks: milliseconds, at least 1 ms after the last one of each.
CREATE FUNCTION registry.neem_moment(p_basis text, p_objecten uuid[]) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_laatst timestamptz; v_moment timestamptz;
BEGIN
    EXECUTE format('SELECT max(laatst) FROM (SELECT laatst FROM registry.%I WHERE id = ANY($1) ORDER BY id FOR UPDATE) s', p_basis || '_object')
        INTO v_laatst USING p_objecten;
    v_moment := greatest(date_trunc('milliseconds', clock_timestamp()), date_trunc('milliseconds', v_laatst) + interval '1 millisecond');
    IF v_moment > clock_timestamp() + interval '1 second' THEN
        RAISE EXCEPTION 'de klok loopt achter op de laatste registratie' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    -- A moment is never in the future: who reads right after this sees it.
    WHILE v_moment > clock_timestamp() LOOP
        PERFORM pg_sleep(extract(epoch FROM v_moment - clock_timestamp()));
    END LOOP;
    EXECUTE format('UPDATE registry.%I SET laatst = $2 WHERE id = ANY($1)', p_basis || '_object') USING p_objecten, v_moment;
    RETURN v_moment;
END $$;

-- Closes open voorkomens at the moment given; returns how many were open.
CREATE FUNCTION registry.sluit(p_basis text, p_voorkomens uuid[], p_moment timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_aantal integer;
BEGIN
    EXECUTE format('UPDATE registry.%I SET eind_registratie = $2 WHERE id = ANY($1) AND eind_registratie IS NULL', p_basis || '_voorkomen')
        USING p_voorkomens, p_moment;
    GET DIAGNOSTICS v_aantal = ROW_COUNT;
    RETURN v_aantal;
END $$;

-- Candidates in a key table: ids only, and only inside an open gebruik (or for open data, whose rows anybody sees).
CREATE FUNCTION registry.zoek_tekst(p_basis text, p_naam text, p_waarde text, p_begin boolean)
RETURNS TABLE (voorkomen uuid, object uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT t.voorkomen, t.object FROM registry.%1$I t WHERE t.naam = $1 AND t.waarde %3$s AND EXISTS (SELECT FROM registry.%2$I v WHERE v.id = t.voorkomen)',
        p_basis || '_tekst', p_basis || '_voorkomen', CASE WHEN p_begin THEN 'LIKE $2' ELSE '= $2' END)
        USING p_naam, CASE WHEN p_begin THEN replace(replace(replace(p_waarde, '\', '\\'), '%', '\%'), '_', '\_') || '%' ELSE p_waarde END;
END $$;

CREATE FUNCTION registry.zoek_punt(p_basis text, p_naam text, p_gebied box) RETURNS TABLE (voorkomen uuid, object uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT t.voorkomen, t.object FROM registry.%1$I t WHERE t.naam = $1 AND t.punt <@ $2 AND EXISTS (SELECT FROM registry.%2$I v WHERE v.id = t.voorkomen)',
        p_basis || '_punt', p_basis || '_voorkomen') USING p_naam, p_gebied;
END $$;

REVOKE ALL ON FUNCTION registry.bewaak_sluiting(), registry.weiger_verwijdering(), registry.neem_moment(text, uuid[]),
    registry.sluit(text, uuid[], timestamptz), registry.zoek_tekst(text, text, text, boolean), registry.zoek_punt(text, text, box) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.neem_moment(text, uuid[]), registry.sluit(text, uuid[], timestamptz),
    registry.zoek_tekst(text, text, text, boolean), registry.zoek_punt(text, text, box) TO bronhuis_app;
