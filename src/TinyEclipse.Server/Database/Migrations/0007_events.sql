-- What happens in a tenant, for those who watch.

create table events (
    tenant_id   uuid        not null references tenants (id) on delete cascade,
    id          uuid        not null,
    -- Numbers are handed out before the commit, so a later number may show up first. Readers therefore go by transaction
    -- and stop below the oldest one still running: nothing can appear behind them.
    xact        xid8        not null default pg_current_xact_id(),
    seq         bigint      not null generated always as identity,
    type        smallint    not null, -- tinyeclipse.notifications.v1.EventType
    occurred_at timestamptz not null,
    summary     text        not null,
    subject_id  uuid        not null,
    contact_id  uuid,
    created_at  timestamptz not null,
    primary key (tenant_id, id)
);
alter table events enable row level security;
create policy tenant on events to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on events to tinyeclipse_worker using (true) with check (true);
grant select, insert on events to tinyeclipse_server;
grant select (tenant_id, xact, created_at), insert, update (xact), delete on events to tinyeclipse_worker;

create index events_by_order on events (tenant_id, xact, seq);
create index events_by_age on events (tenant_id, created_at);
