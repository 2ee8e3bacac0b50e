-- The same surrogates as before, found one by one: a join with unnest() was planned anew in every call, and cost more than all lookups.
SET ROLE bronhuis_kluis;

CREATE OR REPLACE FUNCTION kluis.surrogaten(p_kandidaten uuid[], p_sleutels bytea[], p_bsn bytea[], p_sleutel_id text)
RETURNS uuid[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_uitkomst uuid[]; v_id uuid; v_bekend boolean;
BEGIN
    -- A second round only where somebody was not known yet.
    FOR v_ronde IN 1..2 LOOP
        v_bekend := true;
        FOR i IN 1..cardinality(p_sleutels) LOOP
            SELECT b.id INTO v_id FROM kluis.betrokkene b WHERE b.sleutel = p_sleutels[i];
            v_bekend := v_bekend AND FOUND;
            v_uitkomst[i] := v_id;
        END LOOP;
        EXIT WHEN v_bekend;
        -- In order of the key, so that two transactions that make the same persons known wait for each other and no more.
        INSERT INTO kluis.betrokkene (id, sleutel, bsn_versleuteld, sleutel_id)
        SELECT k, s, b, p_sleutel_id FROM unnest(p_kandidaten, p_sleutels, p_bsn) AS t(k, s, b)
        ORDER BY s ON CONFLICT (sleutel) DO NOTHING;
    END LOOP;
    RETURN v_uitkomst;
END $$;

SET ROLE bronhuis_eigenaar;
