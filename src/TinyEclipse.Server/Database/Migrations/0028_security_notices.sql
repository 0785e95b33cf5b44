-- A notice about how a person signs in is written in the transaction of the change, which is the worker's: people belong to no one tenant. Nor does the notice.
grant insert (tenant_id, id, kind, state, destination, summary, payload, next_attempt_at, expires_at, lifetime, created_at) on outbox_messages to tinyeclipse_worker;
create policy across_of_nobody on outbox_messages
    as restrictive for insert to tinyeclipse_worker
    with check (tenant_id = '00000000-0000-0000-0000-000000000000');
