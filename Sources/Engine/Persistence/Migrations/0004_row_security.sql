-- Who may see and do what.
--
-- strowger_owner   owns everything, migrates and loads tenants; FORCE makes even that explicit.
-- strowger_api     sees one tenant, named by strowger.tenant for the length of a transaction.
-- strowger_engine  reads configuration of all tenants, writes records and audits, and no more.

DO $$
DECLARE
    name  text;
    mine  constant text := 'nullif(current_setting(''strowger.tenant'', true), '''')::bigint';
BEGIN
    -- Configuration: the API edits its own tenant's, the engine reads all of it.
    FOREACH name IN ARRAY ARRAY[
        'tenants', 'tenant_domains', 'voice_applications', 'webhook_credentials', 'voice_agents',
        'agent_groups', 'agent_group_memberships', 'trunks', 'inbound_routing_rules',
        'outbound_routing_rules', 'outbound_rule_trunks', 'users', 'call_records', 'webhook_audit',
        'dead_letters'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY owner ON %I TO strowger_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO strowger_api USING (%I = %s)',
            name, CASE name WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END, mine);
    END LOOP;

    FOREACH name IN ARRAY ARRAY[
        'tenants', 'tenant_domains', 'voice_applications', 'webhook_credentials', 'voice_agents',
        'agent_groups', 'agent_group_memberships', 'trunks', 'inbound_routing_rules',
        'outbound_routing_rules', 'outbound_rule_trunks', 'call_records'
    ] LOOP
        EXECUTE format('CREATE POLICY engine_reads ON %I FOR SELECT TO strowger_engine USING (true)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['call_records', 'webhook_audit', 'dead_letters'] LOOP
        EXECUTE format(
            'CREATE POLICY engine_adds ON %I FOR INSERT TO strowger_engine WITH CHECK (true)', name);
    END LOOP;
END
$$;
CREATE POLICY engine_merges ON call_records FOR UPDATE TO strowger_engine USING (true) WITH CHECK (true);

-- The engine.
GRANT SELECT ON
    tenants, tenant_domains, voice_applications, webhook_credentials, voice_agents, agent_groups,
    agent_group_memberships, trunks, inbound_routing_rules, outbound_routing_rules,
    outbound_rule_trunks
    TO strowger_engine;
GRANT SELECT, INSERT, UPDATE ON call_records TO strowger_engine;
GRANT INSERT ON webhook_audit, dead_letters TO strowger_engine;
-- It may place the canary of an empty database, never replace one.
GRANT SELECT, INSERT ON key_canary TO strowger_engine;
GRANT EXECUTE ON FUNCTION strowger_ensure_audit_partitions(integer) TO strowger_engine;
GRANT EXECUTE ON FUNCTION strowger_audit_default_rows() TO strowger_engine;

-- The API. Domains and applications are given to tenants by the operator: whoever could claim one
-- would receive its calls. The configuration version belongs to the triggers.
GRANT SELECT ON tenants, tenant_domains, voice_applications, call_records, webhook_audit
    TO strowger_api;
GRANT UPDATE (name, public_base_url, time_zone, settings, application_bearer, session_update_bearer,
    cdr_bearer, application_key_id) ON tenants TO strowger_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    webhook_credentials, users, voice_agents, agent_groups, agent_group_memberships, trunks, inbound_routing_rules, outbound_routing_rules,
    outbound_rule_trunks
    TO strowger_api;
