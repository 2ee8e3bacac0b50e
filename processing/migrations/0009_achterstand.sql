-- Of what has no seal yet (all leaves after this place, also of transactions that the sealer does not see yet): the oldest moment, its age in
-- seconds by the clock of the database, and how many, counted to 100,001. Nothing about whom or by whom.
SET ROLE bronhuis_log_schrijver;

CREATE FUNCTION processing.achterstand(p_na_xid xid8, p_na_id uuid)
RETURNS TABLE (oudste timestamptz, seconden double precision, aantal bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT min(b.tijd), extract(epoch FROM clock_timestamp() - min(b.tijd))::double precision, least(count(*), 100001)
    FROM (
        (SELECT r.tijd, r.xid, r.id FROM processing.regel r WHERE (r.xid, r.id) > (p_na_xid, p_na_id) ORDER BY r.xid, r.id LIMIT 100001)
        UNION ALL
        (SELECT h.tijd, h.xid, h.id FROM processing.handeling h WHERE (h.xid, h.id) > (p_na_xid, p_na_id) AND h.aantal = 0 ORDER BY h.xid, h.id LIMIT 100001)
        UNION ALL
        (SELECT w.tijd, w.xid, w.id FROM processing.weigering w WHERE (w.xid, w.id) > (p_na_xid, p_na_id) ORDER BY w.xid, w.id LIMIT 100001)) b
$$;
REVOKE ALL ON FUNCTION processing.achterstand(xid8, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.achterstand(xid8, uuid) TO bronhuis_app, bronhuis_verzegelaar;
SET ROLE bronhuis_eigenaar;
