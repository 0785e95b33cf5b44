-- What leaves the server: written in the transaction of its cause, delivered by whichever server claims it first.

create table outbox_messages (
    tenant_id       uuid        not null references tenants (id) on delete cascade,
    id              uuid        not null,
    kind            smallint    not null check (kind between 1 and 1), -- tinyeclipse.notifications.v1.OutboxKind
    state           smallint    not null check (state between 1 and 4), -- tinyeclipse.notifications.v1.OutboxState
    destination     text        not null,
    summary         text        not null,
    payload         jsonb       not null, -- names the rows that the message is made of, and holds no secrets
    attempt_count   integer     not null default 0,
    next_attempt_at timestamptz not null, -- during a try: when another server takes over
    expires_at      timestamptz not null, -- no try begins after this
    last_error      text        not null default '',
    created_at      timestamptz not null,
    closed_at       timestamptz,
    primary key (tenant_id, id)
);
alter table outbox_messages enable row level security;
create policy tenant on outbox_messages to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on outbox_messages to tinyeclipse_worker using (true);
grant select, insert, update on outbox_messages to tinyeclipse_server;
-- A worker claims; what the message is about it reads and records as the tenant's.
grant select (tenant_id, id, kind, state, payload, attempt_count, next_attempt_at, expires_at, created_at, closed_at),
      update (attempt_count, next_attempt_at),
      delete
   on outbox_messages to tinyeclipse_worker;

create index outbox_messages_due on outbox_messages (next_attempt_at) where state = 1;
create index outbox_messages_closed on outbox_messages (closed_at) where closed_at is not null;
create index outbox_messages_by_creation on outbox_messages (tenant_id, created_at desc, id desc);
create index outbox_messages_by_state on outbox_messages (tenant_id, state, created_at desc, id desc);
