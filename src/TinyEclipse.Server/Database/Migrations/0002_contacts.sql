-- The people who shop at a tenant, and the customer numbers under which its sites know them.

create table contacts (
    tenant_id     uuid        not null references tenants (id) on delete cascade,
    id            uuid        not null,
    email         text,       -- lower case; null while not known
    phone         text,       -- E.164; null while not known
    name          text        not null default '',
    first_seen_at timestamptz not null,
    last_seen_at  timestamptz not null,
    created_at    timestamptz not null,
    primary key (tenant_id, id)
);
alter table contacts enable row level security;
create policy tenant on contacts to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update on contacts to tinyeclipse_server;

create unique index contacts_by_email on contacts (tenant_id, email) where email is not null;
create unique index contacts_by_phone on contacts (tenant_id, phone) where phone is not null;
create index contacts_by_last_seen on contacts (tenant_id, last_seen_at desc, id desc);

create table contact_customer_ids (
    tenant_id   uuid not null,
    site_id     uuid not null,
    customer_id text not null,
    contact_id  uuid not null,
    primary key (tenant_id, site_id, customer_id),
    foreign key (tenant_id, site_id) references sites (tenant_id, id) on delete cascade,
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
alter table contact_customer_ids enable row level security;
create policy tenant on contact_customer_ids to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert on contact_customer_ids to tinyeclipse_server;

create index contact_customer_ids_by_contact on contact_customer_ids (tenant_id, contact_id);
