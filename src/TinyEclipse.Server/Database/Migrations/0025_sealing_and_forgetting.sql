-- Where a device's pushes go, and by which keys they are encrypted, is encrypted itself. The server, which has the keys, moves what is there when it starts.
alter table push_subscriptions
    add column endpoint_hash bytea, -- SHA-256 of the address, by which a device is known again
    add column push_service  text,  -- scheme and host of the address
    add column target        bytea, -- encrypted: the address, p256dh and auth
    alter column endpoint drop not null,
    alter column p256dh drop not null,
    alter column auth drop not null,
    add check (target is not null or endpoint is not null),
    add unique (tenant_id, endpoint_hash);
create policy across on push_subscriptions to tinyeclipse_worker using (true);
grant select (tenant_id, id, endpoint, p256dh, auth, endpoint_hash, target), update (endpoint, p256dh, auth, endpoint_hash, push_service, target), delete
    on push_subscriptions to tinyeclipse_worker;

create index push_subscriptions_in_clear on push_subscriptions (tenant_id, id) where target is null;

-- Answers that are kept for a repeated request may tell of a contact that is erased.
alter table idempotency_keys
    add column written_for  uuid,                           -- the tenant of the first write; not known before it, nor where a write has none
    add column is_forgotten boolean not null default false; -- the answer was there, or would have come, and is kept no more
grant select (written_for, is_written), update (written_for, response, is_forgotten) on idempotency_keys to tinyeclipse_server;

create index idempotency_keys_by_tenant on idempotency_keys (written_for);
create index idempotency_keys_in_progress on idempotency_keys (started_at) where not is_written;

-- What sites report of contacts is not in the audit log. That they have one erased, for who asked the shop, is.
create trigger audit_erasure_by_site
    after delete on contacts
    for each row
    when (coalesce(nullif(current_setting('app.actor', true), '')::jsonb ->> 'kind', '') = '3')
    execute function audit_write('contact', 'tenant_id', '{id}', '{}', '{email,phone,name}', '{last_seen_at}');
