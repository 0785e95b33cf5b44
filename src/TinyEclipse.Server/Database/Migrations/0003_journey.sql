-- What contacts went through with the shop. Entries are only ever added.

create table journey_entries (
    tenant_id   uuid             not null,
    id          uuid             not null,
    contact_id  uuid             not null,
    site_id     uuid             not null,
    event_id    text,            -- the site's; null for what the server noted by itself
    touchpoint  smallint         not null, -- tinyeclipse.contacts.v1.Touchpoint
    channel     smallint         not null, -- tinyeclipse.contacts.v1.Channel
    title       text             not null,
    description text             not null,
    data        jsonb,
    sentiment   double precision check (sentiment between -1 and 1),
    occurred_at timestamptz      not null,
    received_at timestamptz      not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade,
    foreign key (tenant_id, site_id) references sites (tenant_id, id) on delete cascade
);
alter table journey_entries enable row level security;
create policy tenant on journey_entries to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert on journey_entries to tinyeclipse_server;

create unique index journey_entries_by_event on journey_entries (tenant_id, site_id, event_id) where event_id is not null;
create index journey_entries_by_contact on journey_entries (tenant_id, contact_id, occurred_at desc, id desc);
