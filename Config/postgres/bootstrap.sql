-- Makes the roles and the database, for psql: psql -v ON_ERROR_STOP=1 [-v database=NAME] -f bootstrap.sql
-- Needs psql 15, and a superuser or CREATEROLE and CREATEDB. Can be run again at any time.
--
-- Passwords are taken from the environment where they are set: STROWGER_OWNER_PASSWORD,
-- STROWGER_API_PASSWORD, STROWGER_ENGINE_PASSWORD.

\if :{?database}
\else
\set database strowger
\endif

\ir roles.sql

\getenv owner_password STROWGER_OWNER_PASSWORD
\getenv api_password STROWGER_API_PASSWORD
\getenv engine_password STROWGER_ENGINE_PASSWORD
\if :{?owner_password}
ALTER ROLE strowger_owner PASSWORD :'owner_password';
\endif
\if :{?api_password}
ALTER ROLE strowger_api PASSWORD :'api_password';
\endif
\if :{?engine_password}
ALTER ROLE strowger_engine PASSWORD :'engine_password';
\endif

-- Without being a superuser one may only give a database to a role one is a member of.
SELECT 'GRANT strowger_owner TO CURRENT_USER'
WHERE NOT pg_has_role(current_user, 'strowger_owner', 'MEMBER') \gexec

SELECT format('CREATE DATABASE %I OWNER strowger_owner TEMPLATE template0 ENCODING ''UTF8''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO strowger_api, strowger_engine;
ALTER DATABASE :"database" SET timezone TO 'UTC';
