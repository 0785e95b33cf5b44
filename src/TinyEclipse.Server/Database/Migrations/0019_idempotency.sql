-- Requests that came with an Idempotency-Key, so that a repeated one gets the same answer and is not carried out again.
-- They belong to a credential and not to a tenant.

create table idempotency_keys (
    key_hash     bytea       primary key,            -- SHA-256 of credential, method and key
    request_hash bytea       not null,               -- SHA-256
    run_id       uuid        not null,               -- who carries it out
    started_at   timestamptz not null,
    is_written   boolean     not null default false, -- set in the very transaction of the request's write
    response     bytea                               -- encrypted: it may hold a token that is shown once
);
grant select (key_hash, run_id), update (is_written) on idempotency_keys to tinyeclipse_server;
grant select, insert, update, delete on idempotency_keys to tinyeclipse_worker;

create index idempotency_keys_by_age on idempotency_keys (started_at);
