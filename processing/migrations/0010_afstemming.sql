-- Which requests left what in the log: request ids in, request ids out; and what each comparison with an access log counted, per day.
SET ROLE bronhuis_log_schrijver;

CREATE INDEX ON processing.weigering (verzoek);

-- Of these requests (at most some thousands at a time) which have an action, and which a refusal.
CREATE FUNCTION processing.sporen_van(p_verzoeken uuid[]) RETURNS TABLE (verzoek uuid, gelogd boolean, geweigerd boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT v, EXISTS (SELECT FROM processing.handeling h WHERE h.verzoek = v), EXISTS (SELECT FROM processing.weigering w WHERE w.verzoek = v)
    FROM unnest(p_verzoeken) v
$$;

-- The requests that left an action or a refusal in [p_van, p_tot), in order, after p_na. Nothing about whom or by whom.
CREATE FUNCTION processing.verzoeken_tussen(p_van timestamptz, p_tot timestamptz, p_na uuid, p_aantal integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT a.verzoek FROM (
        SELECT h.verzoek FROM processing.handeling h WHERE h.tijd >= p_van AND h.tijd < p_tot AND h.verzoek > p_na
        UNION ALL SELECT w.verzoek FROM processing.weigering w WHERE w.tijd >= p_van AND w.tijd < p_tot AND w.verzoek > p_na) a
    ORDER BY a.verzoek LIMIT p_aantal
$$;

REVOKE ALL ON FUNCTION processing.sporen_van(uuid[]), processing.verzoeken_tussen(timestamptz, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.sporen_van(uuid[]), processing.verzoeken_tussen(timestamptz, timestamptz, uuid, integer) TO bronhuis_app;
SET ROLE bronhuis_eigenaar;

CREATE TABLE processing.afstemming (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tijd timestamptz NOT NULL DEFAULT clock_timestamp(), dag date NOT NULL,
    verzoeken integer NOT NULL, ongelogd integer NOT NULL, ongeweigerd integer NOT NULL, niet_in_toegangslog integer NOT NULL,
    onleesbaar integer NOT NULL
);
REVOKE ALL ON processing.afstemming FROM PUBLIC;
GRANT SELECT, INSERT ON processing.afstemming TO bronhuis_app;
