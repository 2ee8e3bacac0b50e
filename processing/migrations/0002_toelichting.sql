-- Why an employee looked: a reason from a closed list and the mark of a case, kept as long as the line it explains.
SET ROLE bronhuis_log_schrijver;

CREATE TABLE processing.toelichting (
    handeling uuid NOT NULL, tijd timestamptz NOT NULL, bewaarklasse text NOT NULL, reden text NOT NULL, kenmerk text NOT NULL,
    PRIMARY KEY (handeling, tijd, bewaarklasse)
) PARTITION BY RANGE (tijd);
REVOKE ALL ON processing.toelichting FROM PUBLIC;

-- As before, with the new table among those that get partitions.
CREATE OR REPLACE FUNCTION processing.maak_delen(p_tot date) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_tabel text; v_klasse text; v_begin timestamptz; v_naam text; v_blad text; v_gemaakt integer := 0;
BEGIN
    FOREACH v_tabel IN ARRAY ARRAY['handeling', 'regel', 'weigering', 'eindgebruiker', 'toelichting'] LOOP
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

-- Explains the opened gebruik of this transaction; to be called before record_use closes it.
CREATE FUNCTION processing.record_toelichting(p_reden text, p_kenmerk text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_g jsonb := processing.open_inhoud();
BEGIN
    IF v_g IS NULL THEN
        RAISE EXCEPTION 'geen open gebruik in deze transactie' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO processing.toelichting VALUES ((v_g ->> 'handeling')::uuid, clock_timestamp(), v_g ->> 'bewaarklasse', p_reden, p_kenmerk);
END $$;
REVOKE ALL ON FUNCTION processing.record_toelichting(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION processing.record_toelichting(text, text) TO bronhuis_app;

ALTER TABLE processing.toelichting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY schrijven ON processing.toelichting FOR INSERT TO bronhuis_log_schrijver WITH CHECK (true);
CREATE POLICY lezen_eigenaar ON processing.toelichting FOR SELECT TO bronhuis_log_schrijver USING (true);
CREATE POLICY lezen ON processing.toelichting FOR SELECT TO bronhuis_app USING ((SELECT processing.gebruik_is_open('verwerkingslog/regels')));
GRANT SELECT ON processing.toelichting TO bronhuis_app;
CREATE TRIGGER alleen_aanvullen BEFORE UPDATE OR DELETE OR TRUNCATE ON processing.toelichting
    FOR EACH STATEMENT EXECUTE FUNCTION processing.weiger_wijziging();

SELECT processing.maak_delen((date_trunc('quarter', clock_timestamp(), 'UTC') + interval '15 months')::date);
SET ROLE bronhuis_eigenaar;
