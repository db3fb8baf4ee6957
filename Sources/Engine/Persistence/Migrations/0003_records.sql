-- What happened: one record per call, every webhook received, and what could not be stored.

-- agent_id and group_id carry no foreign key on purpose: an agent deleted while its call is live
-- must not turn the call's record into a refused row. Join on (tenant_id, id).
CREATE TABLE call_records (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id       bigint NOT NULL REFERENCES tenants,
    -- The session token; for a CDR without one, 'cdr:', its call id, '@' and its timestamp.
    record_key      text COLLATE "C" NOT NULL CHECK (length(record_key) BETWEEN 1 AND 512),
    session_token   text COLLATE "C" CHECK (length(session_token) BETWEEN 1 AND 255),
    call_id         text COLLATE "C" CHECK (length(call_id) <= 512),
    -- Null until a fact that says it has arrived; the second is the word as it was received.
    direction       text CHECK (direction IN ('inbound', 'outbound')),
    direction_raw   text,
    from_number     text CHECK (length(from_number) <= 255),
    to_number       text CHECK (length(to_number) <= 255),
    agent_id        bigint,
    group_id        bigint,
    status          text NOT NULL DEFAULT 'queued' CHECK (status IN
        ('queued', 'ringing', 'in_progress', 'completed', 'busy', 'failed', 'no_answer', 'canceled')),
    start_time      timestamptz NOT NULL DEFAULT now(),
    answer_time     timestamptz,
    end_time        timestamptz,
    -- Seconds, as wide as what the switch may send: no record is refused for a strange number.
    duration        bigint,
    billsec         bigint,
    disposition     text,
    disposition_raw text,
    -- Who said how the call ended: decision, deadline, dial_callback, session_update or cdr.
    ended_by        text,
    trunk           text,
    recording_url   text,
    costs           jsonb,
    attempts        jsonb NOT NULL DEFAULT '[]',
    explanation     jsonb,
    -- Stored before its session or tenant could be checked against the database.
    provisional     boolean NOT NULL DEFAULT false,
    -- How much each field is to be believed, as text that sorts by bytes. A write takes a field only
    -- when its stamp is greater, so facts may arrive in any order and any number of times.
    -- Positions: 1 status, 2 ended_by, 3 from and to, 4 direction and its raw word, 5 call_id,
    -- 6 start, 7 answer, 8 end, 9 duration, 10 billsec, 11 disposition and its raw word,
    -- 12 recording_url, 13 trunk, 14 attempts with agent and group, 15 explanation, 16 costs.
    -- New ones are appended.
    stamps          text[] COLLATE "C" NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, record_key)
);
CREATE INDEX call_records_start ON call_records (tenant_id, start_time DESC);
CREATE INDEX call_records_status ON call_records (tenant_id, status, start_time DESC);
CREATE INDEX call_records_agent
    ON call_records (tenant_id, agent_id, start_time DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX call_records_group
    ON call_records (tenant_id, group_id, start_time DESC) WHERE group_id IS NOT NULL;
CREATE INDEX call_records_from ON call_records (tenant_id, from_number, start_time DESC);
CREATE INDEX call_records_to ON call_records (tenant_id, to_number, start_time DESC);

-- No foreign key to tenants: the audit outlives what it speaks of, and is written in bulk.
CREATE TABLE webhook_audit (
    -- Made by the writer, so that a batch sent twice after a lost connection is stored once.
    id             uuid NOT NULL DEFAULT gen_random_uuid(),
    -- Null when no tenant could be made out; only the owner sees such rows.
    tenant_id      bigint,
    received_at    timestamptz NOT NULL,
    event_type     text NOT NULL CHECK (length(event_type) BETWEEN 1 AND 100),
    session_token  text COLLATE "C" CHECK (length(session_token) <= 255),
    correlation_id text COLLATE "C" CHECK (length(correlation_id) <= 255),
    content_type   text CHECK (length(content_type) <= 255),
    -- json, not jsonb: it keeps the text as it came and takes an escaped NUL. A body that is not
    -- JSON is kept as bytes.
    payload        json,
    payload_raw    bytea,
    outcome        text NOT NULL CHECK (length(outcome) BETWEEN 1 AND 100),
    status         smallint NOT NULL,
    processed_at   timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (received_at, id),
    CHECK (num_nonnulls(payload, payload_raw) <= 1)
) PARTITION BY RANGE (received_at);
CREATE INDEX webhook_audit_tenant ON webhook_audit (tenant_id, received_at DESC);
CREATE INDEX webhook_audit_session ON webhook_audit (tenant_id, session_token);

-- Catches a row whose month was not made ahead, instead of refusing it. Meant to stay empty.
CREATE TABLE webhook_audit_default PARTITION OF webhook_audit DEFAULT;
ALTER TABLE webhook_audit_default ENABLE ROW LEVEL SECURITY;

-- Makes the partitions of this month (UTC) and of the given number of months after it, and returns
-- how many were new. Rows of such a month that landed in the default partition move into it.
--
-- The partition is attached rather than created in place: that leaves the parent writable.
CREATE FUNCTION strowger_ensure_audit_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    first_day date;
    next_day  date;
    partition text;
    made      integer := 0;
BEGIN
    IF months_ahead IS NULL OR months_ahead NOT BETWEEN 0 AND 24 THEN
        RAISE EXCEPTION 'months_ahead must be between 0 and 24' USING ERRCODE = '22023';
    END IF;
    -- Several nodes may ask at once.
    PERFORM pg_advisory_xact_lock(hashtext('strowger.audit_partitions'));
    FOR ahead IN 0 .. months_ahead LOOP
        first_day := date_trunc('month', now()) + make_interval(months => ahead);
        next_day := first_day + interval '1 month';
        partition := 'webhook_audit_' || to_char(first_day, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE public.%I (LIKE public.webhook_audit INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
            partition);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', partition);
        LOCK TABLE public.webhook_audit_default IN ACCESS EXCLUSIVE MODE;
        EXECUTE format(
            'WITH moved AS (DELETE FROM public.webhook_audit_default'
            ' WHERE received_at >= %L AND received_at < %L RETURNING *)'
            ' INSERT INTO public.%I SELECT * FROM moved',
            first_day, next_day, partition);
        EXECUTE format(
            'ALTER TABLE public.webhook_audit ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            partition, first_day, next_day);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
REVOKE EXECUTE ON FUNCTION strowger_ensure_audit_partitions(integer) FROM PUBLIC;

-- How many audit rows found no partition of their own; a metric, zero when all is well.
CREATE FUNCTION strowger_audit_default_rows() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS 'SELECT count(*) FROM public.webhook_audit_default';
REVOKE EXECUTE ON FUNCTION strowger_audit_default_rows() FROM PUBLIC;

SELECT strowger_ensure_audit_partitions(3);

-- Rows PostgreSQL refused, kept for a person to look at. No constraint that could refuse them again.
CREATE TABLE dead_letters (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    tenant_id bigint,
    kind      text NOT NULL,
    payload   json,
    error     text NOT NULL,
    sqlstate  text
);
CREATE INDEX dead_letters_at ON dead_letters (at);

-- One row, sealed with the master key: a start with another key is noticed before it can write.
CREATE TABLE key_canary (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
