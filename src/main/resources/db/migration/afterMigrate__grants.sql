-- After each migration: the login that runs may use the ledger. (Their tables: see db/grants.sql.)
GRANT USAGE ON SCHEMA "${flyway:defaultSchema}" TO "${runner}";
GRANT SELECT, INSERT, UPDATE ON incident, step TO "${runner}";
-- The evidence register follows the incident; the audit is only added to.
GRANT SELECT, INSERT, UPDATE ON evidence TO "${runner}";
GRANT SELECT, INSERT ON audit TO "${runner}";
