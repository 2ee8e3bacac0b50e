REVOKE ALL ON ALL TABLES IN SCHEMA registry FROM PUBLIC;
GRANT USAGE ON SCHEMA registry TO bronhuis_app;
GRANT SELECT ON registry.informatiemodelversie TO bronhuis_app;
GRANT SELECT, INSERT ON registry.herkomst TO bronhuis_app;
