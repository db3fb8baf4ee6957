-- Who can take a call, and the rules that find them.

CREATE TABLE voice_agents (
    id            bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id     bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    -- The provider id as Cloudonix spells it; which ids exist is configuration, not schema.
    provider      text NOT NULL CHECK (provider = lower(provider) AND length(provider) BETWEEN 1 AND 64),
    -- The three below are nonce, AES-256-GCM ciphertext and tag under the tenant's own key.
    service_value bytea NOT NULL,
    username      bytea,
    password      bytea,
    -- Seconds one attempt may ring; the group's or the configured default while it is null.
    dial_timeout  integer CHECK (dial_timeout BETWEEN 1 AND 600),
    enabled       boolean NOT NULL DEFAULT true,
    metadata      jsonb CHECK (jsonb_typeof(metadata) = 'object'),
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

CREATE TABLE agent_groups (
    id                bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id         bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    strategy          text NOT NULL CHECK (strategy IN ('load_balanced', 'priority', 'round_robin')),
    settings          jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    -- Where a call goes when no member could take it; the safe plan when all three are null.
    fallback_agent_id bigint,
    fallback_group_id bigint CHECK (fallback_group_id <> id),
    fallback_number   text CHECK (length(fallback_number) BETWEEN 1 AND 255),
    enabled           boolean NOT NULL DEFAULT true,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    CONSTRAINT agent_groups_one_fallback
        CHECK (num_nonnulls(fallback_agent_id, fallback_group_id, fallback_number) <= 1),
    FOREIGN KEY (tenant_id, fallback_agent_id) REFERENCES voice_agents (tenant_id, id)
        ON DELETE SET NULL (fallback_agent_id),
    FOREIGN KEY (tenant_id, fallback_group_id) REFERENCES agent_groups (tenant_id, id)
        ON DELETE SET NULL (fallback_group_id)
);

CREATE TABLE agent_group_memberships (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id  bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    group_id   bigint NOT NULL,
    agent_id   bigint NOT NULL,
    -- The lower number is tried first; null counts as 50.
    priority   integer CHECK (priority >= 0),
    -- Relative weight; null counts as 1.
    capacity   integer CHECK (capacity BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, group_id, agent_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES agent_groups (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES voice_agents (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX agent_group_memberships_agent ON agent_group_memberships (tenant_id, agent_id);

CREATE TABLE trunks (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id       bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    -- The trunk's name or id at Cloudonix, written into a comma list without spaces.
    cloudonix_trunk text NOT NULL CHECK (cloudonix_trunk ~ '^[^,[:space:]]{1,255}$'),
    enabled         boolean NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- A rule's target can not be deleted under it: a call that silently loses its route is worse than
-- a refused deletion. (Deleting the whole tenant still works: both sides go in one statement.)
CREATE TABLE inbound_routing_rules (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id  bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    pattern    text NOT NULL
        CHECK (length(pattern) BETWEEN 1 AND 255 AND position('*' IN pattern) IN (0, length(pattern))),
    agent_id   bigint,
    group_id   bigint,
    priority   integer NOT NULL DEFAULT 100 CHECK (priority >= 0),
    enabled    boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT inbound_routing_rules_one_target CHECK (num_nonnulls(agent_id, group_id) = 1),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES voice_agents (tenant_id, id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES agent_groups (tenant_id, id)
);
CREATE INDEX inbound_routing_rules_agent
    ON inbound_routing_rules (tenant_id, agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX inbound_routing_rules_group
    ON inbound_routing_rules (tenant_id, group_id) WHERE group_id IS NOT NULL;

CREATE TABLE outbound_routing_rules (
    id                  bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id           bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    caller_id           text NOT NULL DEFAULT '*'
        CHECK (length(caller_id) BETWEEN 1 AND 255 AND position('*' IN caller_id) IN (0, length(caller_id))),
    destination_pattern text NOT NULL
        CHECK (length(destination_pattern) BETWEEN 1 AND 255
            AND position('*' IN destination_pattern) IN (0, length(destination_pattern))),
    -- What is not a trunk: time_limit and timeout, both in seconds.
    trunk_config        jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(trunk_config) = 'object'),
    enabled             boolean NOT NULL DEFAULT true,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE outbound_rule_trunks (
    tenant_id   bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    rule_id     bigint NOT NULL,
    trunk_id    bigint NOT NULL,
    -- Fallback trunks are offered in a second Dial, only after the first one failed.
    is_fallback boolean NOT NULL DEFAULT false,
    position    smallint NOT NULL CHECK (position >= 1),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, rule_id, is_fallback, position),
    UNIQUE (tenant_id, rule_id, trunk_id),
    FOREIGN KEY (tenant_id, rule_id) REFERENCES outbound_routing_rules (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, trunk_id) REFERENCES trunks (tenant_id, id)
);
CREATE INDEX outbound_rule_trunks_trunk ON outbound_rule_trunks (tenant_id, trunk_id);
