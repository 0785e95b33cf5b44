-- What people are told, and the devices that show it.

create table push_subscriptions (
    tenant_id       uuid        not null references tenants (id) on delete cascade,
    id              uuid        not null,
    person_id       uuid        not null references people (id) on delete cascade,
    endpoint        text        not null check (length(endpoint) <= 2048),
    p256dh          bytea       not null check (length(p256dh) = 65),
    auth            bytea       not null check (length(auth) = 16),
    device_name     text        not null,
    vapid_key       text        not null, -- the server's public key when the browser subscribed; it takes pushes by no other
    refusal_count   integer     not null default 0, -- in a row
    created_at      timestamptz not null,
    last_success_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, endpoint)
);
alter table push_subscriptions enable row level security;
create policy tenant on push_subscriptions to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on push_subscriptions to tinyeclipse_server;

create index push_subscriptions_by_person on push_subscriptions (tenant_id, person_id, created_at desc, id desc);

create table notifications (
    tenant_id  uuid        not null references tenants (id) on delete cascade,
    id         uuid        not null,
    person_id  uuid        not null references people (id) on delete cascade,
    type       smallint    not null, -- tinyeclipse.notifications.v1.NotificationType
    dedupe_key text        not null,
    facts      jsonb       not null, -- what the text is made of; the words follow the reader's language
    subject_id uuid,
    contact_id uuid,
    is_summary boolean     not null default false, -- stands for those that name it, and is pushed in their place
    summary_id uuid,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, person_id, dedupe_key),
    foreign key (tenant_id, summary_id) references notifications (tenant_id, id)
);
alter table notifications enable row level security;
create policy tenant on notifications to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on notifications to tinyeclipse_worker using (true);
grant select, insert, update (summary_id) on notifications to tinyeclipse_server;
grant select (created_at), delete on notifications to tinyeclipse_worker;

create index notifications_by_person on notifications (tenant_id, person_id, created_at desc, id desc);
create index notifications_by_summary on notifications (tenant_id, summary_id) where summary_id is not null;
create index notifications_by_age on notifications (created_at);

-- A key that was kept as it is gets wrapped once the server is given a key to wrap it with.
grant update (value) on server_secrets to tinyeclipse_worker;
