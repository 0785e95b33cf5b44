-- Who there is: tenants, their sites, people, and the tokens of both.
-- tinyeclipse_server serves requests, one tenant at a time; tinyeclipse_worker does what spans tenants and is granted just that.

create table tenants (
    id                   uuid        primary key,
    name                 text        not null,
    domain               text        not null unique,
    plan                 smallint    not null check (plan between 1 and 3), -- tinyeclipse.tenants.v1.Plan
    time_zone            text        not null,
    cart_abandon_minutes integer     not null check (cart_abandon_minutes between 20 and 1440),
    created_at           timestamptz not null,
    updated_at           timestamptz not null
);
alter table tenants enable row level security;
create policy tenant on tenants to tinyeclipse_server
    using (id = current_setting('app.tenant_id')::uuid);
create policy across on tenants to tinyeclipse_worker using (true);
grant select on tenants to tinyeclipse_server;
grant select, insert, update on tenants to tinyeclipse_worker;

create index tenants_by_name on tenants (name, id);

create table sites (
    tenant_id             uuid        not null references tenants (id) on delete cascade,
    id                    uuid        not null,
    url                   text        not null,
    environment           smallint    not null check (environment between 1 and 2), -- tinyeclipse.sites.v1.SiteEnvironment
    last_heartbeat_at     timestamptz,
    wordpress_version     text        not null default '',
    php_version           text        not null default '',
    woocommerce_version   text        not null default '',
    connector_version     text        not null default '',
    outbox_pending_count  integer     not null default 0,
    created_at            timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, url)
);
alter table sites enable row level security;
create policy tenant on sites to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on sites for select to tinyeclipse_worker using (true);
grant select, insert, update on sites to tinyeclipse_server;
grant select on sites to tinyeclipse_worker;

create table people (
    id           uuid        primary key,
    email        text        not null unique,
    display_name text        not null,
    is_operator  boolean     not null default false,
    language     text        not null default 'nl-BE',
    created_at   timestamptz not null
);
grant select on people to tinyeclipse_server;
grant select, insert, update on people to tinyeclipse_worker;

create table memberships (
    tenant_id  uuid        not null references tenants (id) on delete cascade,
    person_id  uuid        not null references people (id) on delete cascade,
    role       smallint    not null check (role between 1 and 4), -- tinyeclipse.rpc.v1.Role
    created_at timestamptz not null,
    primary key (tenant_id, person_id)
);
alter table memberships enable row level security;
create policy tenant on memberships to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on memberships to tinyeclipse_worker using (true);
grant select on memberships to tinyeclipse_server;
grant select, insert, update, delete on memberships to tinyeclipse_worker;

create index memberships_by_person on memberships (person_id);

-- Tokens are looked up before the tenant is known, so only the worker role reads them by hash. The token itself is not kept.
create table site_tokens (
    tenant_id    uuid        not null,
    id           uuid        not null,
    site_id      uuid        not null,
    token_hash   bytea       not null unique, -- SHA-256
    created_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, site_id) references sites (tenant_id, id) on delete cascade
);
alter table site_tokens enable row level security;
create policy tenant on site_tokens for insert to tinyeclipse_server
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on site_tokens to tinyeclipse_worker using (true);
grant insert on site_tokens to tinyeclipse_server;
grant select, update (last_used_at) on site_tokens to tinyeclipse_worker;

create table api_tokens (
    id           uuid        primary key,
    person_id    uuid        not null references people (id) on delete cascade,
    token_hash   bytea       not null unique, -- SHA-256
    created_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
grant select, insert, update (last_used_at) on api_tokens to tinyeclipse_worker;

-- Secrets that all servers of one database share, such as the key that signs page tokens.
create table server_secrets (
    name       text        primary key,
    value      bytea       not null,
    created_at timestamptz not null
);
grant select, insert on server_secrets to tinyeclipse_worker;
