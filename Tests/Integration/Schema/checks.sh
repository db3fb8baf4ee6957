# shellcheck shell=bash
# The promises of the schema, one check each; sourced by run, which defines is, refused and check.

owner=strowger_owner api=strowger_api engine=strowger_engine
first="SET strowger.tenant = '1'"
second="SET strowger.tenant = '2'"
version() { as "$owner" "SELECT config_version FROM tenants WHERE id = $1"; }

as "$owner" "INSERT INTO tenants (name) VALUES ('First'), ('Second')" \
    "INSERT INTO tenant_domains VALUES ('first.example', 1), ('second.example', 2)" \
    "INSERT INTO voice_agents (tenant_id, name, provider, service_value)
        SELECT t, 'agent ' || n, 'vapi', '\x00' FROM generate_series(1, 2) t, generate_series(1, 2) n" \
    "INSERT INTO agent_groups (tenant_id, name, strategy) VALUES (1, 'a', 'priority'), (2, 'b', 'priority')" \
    "INSERT INTO trunks (tenant_id, name, cloudonix_trunk) VALUES (1, 'a', 'a'), (2, 'b', 'b')" \
    "INSERT INTO users (tenant_id, name, email, role) VALUES
        (1, 'A', 'A@first.example', 'owner'), (2, 'B', 'b@second.example', 'analyst')" \
    "INSERT INTO call_records (tenant_id, record_key) VALUES (1, 'one'), (2, 'two')"

# Roles

is "no role has power over row security" "0" "$owner" \
    "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'strowger%'
        AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
is "every table with a tenant has row security, enabled and forced" "" "$owner" \
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p')
        AND NOT (c.relrowsecurity AND (c.relforcerowsecurity OR c.relispartition))"
is "every tenant row has an owner: the column is nullable only for audits and dead letters" \
    "dead_letters webhook_audit" "$owner" \
    "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND NOT a.attnotnull"
is "every reference between tenant tables carries the tenant" "" "$owner" \
    "SELECT conname FROM pg_constraint c WHERE contype = 'f'
        AND confrelid <> 'tenants'::regclass AND array_length(conkey, 1) <> 2"
is "nothing is granted to everybody" "" "$owner" \
    "SELECT table_name FROM information_schema.table_privileges
        WHERE grantee = 'PUBLIC' AND table_schema = 'public'"
is "no function that runs as its owner can be called by everybody" "" "$owner" \
    "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        AND has_function_privilege('public', oid, 'EXECUTE')"
refused "the api can not make tables" 42501 "$api" "CREATE TABLE mine ()"
refused "the engine can not make tables" 42501 "$engine" "CREATE TABLE mine ()"

# Isolation of the API role

is "without a tenant nothing is seen" "0|0|0|0" "$api" \
    "SELECT (SELECT count(*) FROM tenants), (SELECT count(*) FROM voice_agents),
        (SELECT count(*) FROM users), (SELECT count(*) FROM call_records)"
is "an emptied tenant setting sees nothing and raises nothing" "0" "$api" "$first" \
    "SET strowger.tenant = ''" "SELECT count(*) FROM voice_agents"
is "a forgotten WHERE shows only the own tenant" "1:agent 1 1:agent 2" "$api" "$first" \
    "SELECT string_agg(tenant_id || ':' || name, ' ' ORDER BY name) FROM voice_agents"
is "the other tenant sees its own" "2 2" "$api" "$second" \
    "SELECT string_agg(tenant_id::text, ' ') FROM voice_agents"
is "naming the other tenant finds nothing" "0" "$api" "$first" \
    "SELECT count(*) FROM call_records WHERE tenant_id = 2"
is "an update without WHERE leaves the other tenant alone" "second.example|2" "$api" "$first" \
    "UPDATE voice_agents SET enabled = false" "DELETE FROM users" "$second" \
    "SELECT (SELECT domain FROM tenant_domains), count(*) FILTER (WHERE enabled) FROM voice_agents"
refused "a row can not be written into another tenant" 42501 "$api" "$first" \
    "INSERT INTO trunks (tenant_id, name, cloudonix_trunk) VALUES (2, 'x', 'x')"
refused "a row can not be moved into another tenant" 42501 "$api" "$first" \
    "UPDATE trunks SET tenant_id = 2"
refused "the version is not the API's to write" 42501 "$api" "$first" \
    "UPDATE tenants SET config_version = 99"
is "a setting local to a transaction does not leak out of it" $'1\n2\n0' "$api" \
    "BEGIN; SELECT set_config('strowger.tenant', '1', true); SELECT count(*) FROM voice_agents; COMMIT" \
    "SELECT count(*) FROM voice_agents"

# The engine role

is "the engine reads every tenant's configuration" "4|2" "$engine" \
    "SELECT (SELECT count(*) FROM voice_agents), (SELECT count(*) FROM tenant_domains)"
refused "the engine can not see users" 42501 "$engine" "SELECT email FROM users"
refused "the engine can not see password hashes" 42501 "$engine" "SELECT password_hash FROM users"
refused "the engine can not change configuration" 42501 "$engine" "UPDATE voice_agents SET enabled = true"
refused "the engine can not delete records" 42501 "$engine" "DELETE FROM call_records"
refused "the engine can not read audits" 42501 "$engine" "SELECT * FROM webhook_audit"
refused "the engine can not replace the key canary" 42501 "$engine" "UPDATE key_canary SET sealed = ''"
is "the engine leaves dead letters" "1" "$engine" \
    "INSERT INTO dead_letters (tenant_id, kind, payload, error) VALUES (9, 'record', '{\"a\":\"\\u0000\"}', 'x')" \
    "SELECT 1"

# Records

merge="INSERT INTO call_records AS r (tenant_id, record_key, status, stamps) VALUES (1, 'merged', '%s', '{%s}')
    ON CONFLICT (tenant_id, record_key) DO UPDATE SET
        status = CASE WHEN excluded.stamps[1] > r.stamps[1] THEN excluded.status ELSE r.status END,
        stamps = ARRAY[greatest(excluded.stamps[1], r.stamps[1])]"
# shellcheck disable=SC2059
is "a field moves only to a greater stamp, and bytes decide" "failed|1a1" "$engine" \
    "$(printf "$merge" in_progress 1B)" "$(printf "$merge" failed 1a1)" "$(printf "$merge" completed 1Z)" \
    "$(printf "$merge" busy 1a1)" "SELECT status, stamps[1] FROM call_records WHERE record_key = 'merged'"
refused "a record exists once" 23505 "$engine" \
    "INSERT INTO call_records (tenant_id, record_key) VALUES (1, 'one')"
is "another tenant may use the same key" "2" "$engine" \
    "INSERT INTO call_records (tenant_id, record_key) VALUES (2, 'one')" \
    "SELECT count(*) FROM call_records WHERE record_key = 'one'"
refused "an unknown status is refused" 23514 "$engine" \
    "INSERT INTO call_records (tenant_id, record_key, status) VALUES (1, 'x', 'cancelled')"
is "a record outlives its agent" "4" "$owner" \
    "BEGIN; UPDATE call_records SET agent_id = 4 WHERE record_key = 'two';
     DELETE FROM voice_agents WHERE id = 4;
     SELECT agent_id FROM call_records WHERE record_key = 'two'; ROLLBACK"

# Integrity

refused "a rule can not point at another tenant's agent" 23503 "$owner" \
    "INSERT INTO inbound_routing_rules (tenant_id, pattern, agent_id) VALUES (1, '*', 3)"
refused "a member can not be another tenant's agent" 23503 "$owner" \
    "INSERT INTO agent_group_memberships (tenant_id, group_id, agent_id) VALUES (1, 1, 3)"
refused "a fallback can not be another tenant's group" 23503 "$owner" \
    "UPDATE agent_groups SET fallback_group_id = 2 WHERE id = 1"
refused "a rule has one target, not none" 23514 "$owner" \
    "INSERT INTO inbound_routing_rules (tenant_id, pattern) VALUES (1, '*')"
refused "a rule has one target, not two" 23514 "$owner" \
    "INSERT INTO inbound_routing_rules (tenant_id, pattern, agent_id, group_id) VALUES (1, '*', 1, 1)"
refused "a pattern has its star at the end" 23514 "$owner" \
    "INSERT INTO inbound_routing_rules (tenant_id, pattern, agent_id) VALUES (1, '1*2', 1)"
refused "a group has at most one fallback" 23514 "$owner" \
    "UPDATE agent_groups SET fallback_agent_id = 1, fallback_number = '1' WHERE id = 1"
refused "a domain belongs to one tenant" 23505 "$owner" "INSERT INTO tenant_domains VALUES ('first.example', 2)"
refused "a domain is lower case" 23514 "$owner" "INSERT INTO tenant_domains VALUES ('First.example', 1)"
refused "an e-mail address exists once, whatever its case and tenant" 23505 "$owner" \
    "INSERT INTO users (tenant_id, name, email, role) VALUES (1, 'B', 'B@Second.example', 'user')"
is "two bearer keys may live, and a revoked one frees its slot" "3" "$owner" \
    "INSERT INTO webhook_credentials (tenant_id, slot, key_hash) VALUES
        (1, 1, sha256('a')), (1, 2, sha256('b'))" \
    "UPDATE webhook_credentials SET revoked_at = now() WHERE slot = 1" \
    "INSERT INTO webhook_credentials (tenant_id, slot, key_hash) VALUES (1, 1, sha256('c'))" \
    "SELECT count(*) FROM webhook_credentials"
refused "a third live key is refused" 23505 "$owner" \
    "INSERT INTO webhook_credentials (tenant_id, slot, key_hash) VALUES (1, 2, sha256('d'))"
is "an agent that is a fallback can be deleted; only the reference goes" "1|" "$owner" \
    "BEGIN; UPDATE agent_groups SET fallback_agent_id = 2 WHERE id = 1; DELETE FROM voice_agents WHERE id = 2;
     SELECT tenant_id, fallback_agent_id FROM agent_groups WHERE id = 1; ROLLBACK"
refused "an agent a rule points at can not be deleted" 23503 "$owner" \
    "BEGIN; INSERT INTO inbound_routing_rules (tenant_id, pattern, agent_id) VALUES (1, '*', 1);
     DELETE FROM voice_agents WHERE id = 1"
refused "a tenant with records can not be deleted" 23503 "$owner" "DELETE FROM tenants WHERE id = 1"

# Versions and notices

before=$(version 1) other=$(version 2)
as "$api" "$first" "INSERT INTO inbound_routing_rules (tenant_id, pattern, agent_id)
    SELECT 1, n::text, 1 FROM generate_series(1, 50) n"
check "fifty rows in one statement raise the version once" "$((before + 1))" "$(version 1)"
as "$api" "$first" "UPDATE inbound_routing_rules SET priority = 5"
check "an update raises it" "$((before + 2))" "$(version 1)"
as "$api" "$first" "DELETE FROM inbound_routing_rules"
check "a deletion raises it" "$((before + 3))" "$(version 1)"
as "$api" "$first" "DELETE FROM inbound_routing_rules"
check "a statement that touches nothing does not" "$((before + 3))" "$(version 1)"
as "$api" "$first" "UPDATE tenants SET settings = '{\"safe_plan\":{\"kind\":\"hangup\"}}'"
check "the tenant's own settings raise it once" "$((before + 4))" "$(version 1)"
as "$api" "$first" "UPDATE tenants SET settings = settings"
check "settings written as they were do not" "$((before + 4))" "$(version 1)"
check "the other tenant's version stands still" "$other" "$(version 2)"
as "$owner" "UPDATE voice_agents SET enabled = true"
check "a statement over two tenants raises both once" "$((before + 5)) $((other + 1))" "$(version 1) $(version 2)"
as "$engine" "INSERT INTO call_records (tenant_id, record_key) VALUES (1, 'quiet')"
as "$owner" "UPDATE users SET name = 'Z'"
check "records and users are not configuration" "$((before + 5))" "$(version 1)"
check "every configuration table raises it" "" "$(as "$owner" \
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT IN ('users', 'call_records', 'webhook_audit', 'dead_letters')
        AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE 'config_%') <> 4")"
check "a change by psql is told to who listens" "{\"tenant\":1,\"version\":$((before + 6))}" "$(as "$owner" \
    "LISTEN strowger_config" "UPDATE trunks SET enabled = false WHERE tenant_id = 1" "SELECT" |
    sed -n 's/.*payload "\(.*\)" received.*/\1/p')"
check "a deleted tenant is told with a version nobody has" '{"tenant":3,"version":3}' "$(as "$owner" \
    "INSERT INTO tenants (name) VALUES ('Third')" \
    "INSERT INTO voice_agents (tenant_id, name, provider, service_value) VALUES (3, 'x', 'vapi', '')" \
    "LISTEN strowger_config" "DELETE FROM tenants WHERE id = 3" "SELECT" |
    sed -n 's/.*payload "\(.*\)" received.*/\1/p' | tail -n 1)"
is "a tenant goes with everything that points at each other" "0" "$owner" \
    "INSERT INTO tenants (name) VALUES ('Fourth')" \
    "INSERT INTO voice_agents (tenant_id, name, provider, service_value) VALUES (4, 'x', 'vapi', '')" \
    "INSERT INTO trunks (tenant_id, name, cloudonix_trunk) VALUES (4, 'x', 'x')" \
    "INSERT INTO inbound_routing_rules (tenant_id, pattern, agent_id) SELECT 4, '*', max(id) FROM voice_agents" \
    "INSERT INTO outbound_routing_rules (tenant_id, destination_pattern) VALUES (4, '*')" \
    "INSERT INTO outbound_rule_trunks (tenant_id, rule_id, trunk_id, position)
        SELECT 4, (SELECT max(id) FROM outbound_routing_rules), (SELECT max(id) FROM trunks), 1" \
    "DELETE FROM tenants WHERE id = 4" "SELECT count(*) FROM inbound_routing_rules WHERE tenant_id = 4"
check "updated_at moves with a change" "t" "$(as "$owner" "UPDATE trunks SET name = 'moved' WHERE tenant_id = 1" \
    "SELECT updated_at > created_at FROM trunks WHERE tenant_id = 1")"

# Audit partitions

is "this month and three more were made ahead" "4" "$owner" \
    "SELECT count(*) FROM pg_inherits WHERE inhparent = 'webhook_audit'::regclass
        AND inhrelid <> 'webhook_audit_default'::regclass"
is "the engine makes more, and asking again makes none" $'2\n0' "$engine" \
    "SELECT strowger_ensure_audit_partitions(5)" "SELECT strowger_ensure_audit_partitions(5)"
refused "the number of months is bounded" 22023 "$engine" "SELECT strowger_ensure_audit_partitions(1000)"
refused "the API does not make partitions" 42501 "$api" "SELECT strowger_ensure_audit_partitions(1)"
audit="INSERT INTO webhook_audit (tenant_id, received_at, event_type, payload, outcome, status)"
is "a row of this month lands in its partition, one of far ahead in the default" "1" "$engine" \
    "$audit VALUES (1, now(), 'cdr', '{}', 'accepted', 200),
        (2, now() + interval '8 months', 'cdr', '{}', 'accepted', 200)" \
    "SELECT strowger_audit_default_rows()"
is "a partition made late takes its rows from the default one" "0" "$engine" \
    "SELECT FROM strowger_ensure_audit_partitions(9)" "SELECT strowger_audit_default_rows()"
is "and no row is lost on the way" "2" "$owner" "SELECT count(*) FROM webhook_audit"
is "audits are isolated through the parent" "1" "$api" "$first" "SELECT count(*) FROM webhook_audit"
refused "a partition can not be read around its parent" 42501 "$api" "$first" \
    "SELECT * FROM webhook_audit_default"
