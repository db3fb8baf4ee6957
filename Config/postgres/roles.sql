-- The three roles of a cluster that hosts Strowger. Needs CREATEROLE; can be run again at any time,
-- also by two sessions at once. Plain SQL, so that tests and other clients can run it as well.
--
-- The roles may log in and have no password: give them one (ALTER ROLE … PASSWORD …) where
-- pg_hba.conf asks for it. None is a superuser, bypasses row security or creates anything global.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['strowger_owner', 'strowger_api', 'strowger_engine'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another session was faster
            END;
        END IF;
    END LOOP;
    SELECT string_agg(rolname, ', ') INTO wanted FROM pg_roles
    WHERE rolname IN ('strowger_owner', 'strowger_api', 'strowger_engine')
        AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb);
    IF wanted IS NOT NULL THEN
        RAISE EXCEPTION 'too powerful for row-level security to mean anything: %', wanted;
    END IF;
END
$$;
