-- What the application may do with activities and autorisaties: read and add; of a head only the pointer and the end may change.
REVOKE ALL ON ALL TABLES IN SCHEMA processing FROM PUBLIC;
GRANT SELECT, INSERT ON processing.verwerkingsactiviteit, processing.verwerkingsactiviteitversie, processing.autorisatie,
    processing.autorisatieversie, processing.toegang_applicatie, processing.toegang_afnemer, processing.toegang_token TO bronhuis_app;
GRANT SELECT, INSERT ON processing.sleutelmerk TO bronhuis_app;
GRANT UPDATE (huidige_versie, ingetrokken_op) ON processing.verwerkingsactiviteit TO bronhuis_app;
GRANT UPDATE (huidige_versie, ingetrokken_op, ingetrokken_reden) ON processing.autorisatie TO bronhuis_app;
GRANT UPDATE (actief, sinds) ON processing.toegang_applicatie, processing.toegang_afnemer TO bronhuis_app;
GRANT SELECT ON processing.verwerkingsactiviteit, processing.verwerkingsactiviteitversie, processing.autorisatie,
    processing.autorisatieversie, processing.toegang_applicatie, processing.toegang_afnemer, processing.toegang_token TO bronhuis_log_schrijver;
GRANT USAGE, CREATE ON SCHEMA processing TO bronhuis_log_schrijver;
GRANT USAGE ON SCHEMA processing TO bronhuis_app, bronhuis_bewaarder;
