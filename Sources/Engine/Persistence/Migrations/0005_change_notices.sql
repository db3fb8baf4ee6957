-- Every change of configuration raises its tenant's version and tells the running nodes, whoever
-- made it: the API, a tenant file, or a person in psql. Once per statement and tenant, however many
-- rows it touched. A node that missed the notice finds the higher version when it next compares.
--
-- The functions run as their owner, because whoever edits a rule may not write tenants.config_version.

CREATE FUNCTION strowger_raise_config_version(affected bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    raised record;
BEGIN
    FOR raised IN
        -- Locked in one order, so that two statements over several tenants can not deadlock.
        WITH locked AS (
            SELECT id FROM public.tenants WHERE id = ANY (affected) ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE public.tenants t SET config_version = t.config_version + 1
        FROM locked WHERE t.id = locked.id
        RETURNING t.id, t.config_version
    LOOP
        PERFORM pg_notify('strowger_config',
            format('{"tenant":%s,"version":%s}', raised.id, raised.config_version));
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION strowger_raise_config_version(bigint[]) FROM PUBLIC;

CREATE FUNCTION strowger_config_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    affected bigint[];
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            SELECT array_agg(DISTINCT tenant_id) INTO affected FROM rows_after;
        WHEN 'DELETE' THEN
            SELECT array_agg(DISTINCT tenant_id) INTO affected FROM rows_before;
        WHEN 'UPDATE' THEN
            SELECT array_agg(tenant_id) INTO affected
            FROM (SELECT tenant_id FROM rows_before UNION SELECT tenant_id FROM rows_after) both_sides;
        WHEN 'TRUNCATE' THEN
            SELECT array_agg(id) INTO affected FROM public.tenants;
    END CASE;
    IF affected IS NOT NULL THEN
        PERFORM public.strowger_raise_config_version(affected);
    END IF;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION strowger_config_changed() FROM PUBLIC;

-- The tenant row itself is configuration too, all but the version: comparing without it is also what
-- ends the recursion, since raising the version is an update of this table.
CREATE FUNCTION strowger_tenant_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ignored  constant text[] := '{config_version,updated_at}';
    affected bigint[];
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            PERFORM pg_notify('strowger_config', format('{"tenant":%s,"version":%s}', id, config_version))
            FROM rows_after;
        WHEN 'DELETE' THEN
            -- One higher than any node has seen: it looks, finds no tenant, and forgets it.
            PERFORM pg_notify('strowger_config', format('{"tenant":%s,"version":%s}', id, config_version + 1))
            FROM rows_before;
        WHEN 'UPDATE' THEN
            SELECT array_agg(n.id) INTO affected FROM rows_after n JOIN rows_before o USING (id)
            WHERE to_jsonb(n) - ignored IS DISTINCT FROM to_jsonb(o) - ignored;
            IF affected IS NOT NULL THEN
                PERFORM public.strowger_raise_config_version(affected);
            END IF;
    END CASE;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION strowger_tenant_changed() FROM PUBLIC;

DO $$
DECLARE
    name    text;
    changed text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'tenants', 'tenant_domains', 'voice_applications', 'webhook_credentials', 'voice_agents',
        'agent_groups', 'agent_group_memberships', 'trunks', 'inbound_routing_rules',
        'outbound_routing_rules', 'outbound_rule_trunks'
    ] LOOP
        changed := CASE name WHEN 'tenants' THEN 'strowger_tenant_changed' ELSE 'strowger_config_changed' END;
        EXECUTE format(
            'CREATE TRIGGER config_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS rows_after'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %I()', name, changed);
        EXECUTE format(
            'CREATE TRIGGER config_updated AFTER UPDATE ON %I'
            ' REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %I()', name, changed);
        EXECUTE format(
            'CREATE TRIGGER config_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS rows_before'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %I()', name, changed);
        IF name <> 'tenants' THEN
            EXECUTE format(
                'CREATE TRIGGER config_truncated AFTER TRUNCATE ON %I'
                ' FOR EACH STATEMENT EXECUTE FUNCTION strowger_config_changed()', name);
        END IF;
    END LOOP;

    -- updated_at, on every table that has one.
    FOR name IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'updated_at'
    LOOP
        EXECUTE format(
            'CREATE TRIGGER touch BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION strowger_touch()', name);
    END LOOP;
END
$$;
