-- After each migration: the login that runs may use the ledger. (Their tables: see db/grants.sql.)
GRANT USAGE ON SCHEMA "${flyway:defaultSchema}" TO "${runner}";
GRANT SELECT, INSERT, UPDATE ON incident, step TO "${runner}";
