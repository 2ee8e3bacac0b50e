REVOKE ALL ON ALL TABLES IN SCHEMA consumers FROM PUBLIC;
GRANT USAGE ON SCHEMA consumers TO bronhuis_app;
GRANT SELECT, INSERT, UPDATE ON consumers.leverancier, consumers.afnemer, consumers.applicatie TO bronhuis_app;
GRANT SELECT, INSERT ON consumers.vertegenwoordiging TO bronhuis_app;
-- Used assertions are remembered until they expire, and then forgotten.
GRANT SELECT, INSERT, DELETE ON consumers.assertie TO bronhuis_app;
