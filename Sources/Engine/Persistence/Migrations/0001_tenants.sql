-- Tenants, what the outside world knows them by, the keys it shows, and the people who sign in.
--
-- Every table of a tenant leads its primary key with tenant_id, and every foreign key between such
-- tables is composite: foreign-key checks bypass row-level security, so a plain (id) reference
-- could point into another tenant.

CREATE FUNCTION strowger_touch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TABLE tenants (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                  text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    -- Callback URLs are made absolute with it; the configured default is used while it is null.
    public_base_url       text CHECK (public_base_url ~ '^https?://[^/?#[:space:]]+(/[^?#[:space:]]*)?$'),
    time_zone             text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) BETWEEN 1 AND 64),
    settings              jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    -- Whether each webhook must carry the bearer key.
    application_bearer    text NOT NULL DEFAULT 'required'
        CHECK (application_bearer IN ('required', 'if-present', 'off')),
    session_update_bearer text NOT NULL DEFAULT 'if-present'
        CHECK (session_update_bearer IN ('required', 'if-present', 'off')),
    cdr_bearer            text NOT NULL DEFAULT 'if-present'
        CHECK (cdr_bearer IN ('required', 'if-present', 'off')),
    -- The public key id expected in X-Cx-Apikey; null accepts any. An identifier, not a secret.
    application_key_id    text CHECK (length(application_key_id) BETWEEN 1 AND 255),
    enabled               boolean NOT NULL DEFAULT true,
    -- Raised by trigger whenever configuration of this tenant changes; never written by hand.
    config_version        bigint NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tenant_domains (
    domain      text COLLATE "C" PRIMARY KEY
        CHECK (domain = lower(domain) AND domain ~ '^[^[:space:]/]{1,253}$' AND right(domain, 1) <> '.'),
    tenant_id   bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    -- The domain's own id at Cloudonix, which a CDR shows as owner.domain.uuid.
    domain_uuid uuid UNIQUE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tenant_domains_tenant ON tenant_domains (tenant_id);

CREATE TABLE voice_applications (
    application_uuid uuid PRIMARY KEY,
    tenant_id        bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX voice_applications_tenant ON voice_applications (tenant_id);

CREATE TABLE webhook_credentials (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id  bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    kind       text NOT NULL DEFAULT 'bearer' CHECK (kind IN ('bearer')),
    -- Two slots, so that a key can be replaced without a moment in which neither is right.
    slot       smallint NOT NULL DEFAULT 1 CHECK (slot IN (1, 2)),
    label      text NOT NULL DEFAULT '' CHECK (length(label) <= 255),
    -- SHA-256 of the key. Keys are long and random, so a slow hash would only slow the voice path.
    key_hash   bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key_hash)
);
CREATE UNIQUE INDEX webhook_credentials_two_live
    ON webhook_credentials (tenant_id, kind, slot) WHERE revoked_at IS NULL;

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id     bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 255 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    -- Null while the person has not chosen a password yet.
    password_hash text CHECK (length(password_hash) BETWEEN 20 AND 512),
    role          text NOT NULL CHECK (role IN ('owner', 'admin', 'agent', 'user', 'analyst')),
    enabled       boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
