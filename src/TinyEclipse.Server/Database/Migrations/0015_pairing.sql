-- How sites are connected, and told from their copies.

create table pairing_codes (
    tenant_id        uuid        not null references tenants (id) on delete cascade,
    id               uuid        not null,
    code_hash        bytea       not null unique, -- SHA-256
    site_id          uuid,                        -- null until it is known which
    url              text        not null,        -- empty: any
    created_at       timestamptz not null,
    expires_at       timestamptz not null,
    used_at          timestamptz,
    used_fingerprint text        not null default '',
    token_id         uuid,                        -- the token that was given for it
    primary key (tenant_id, id),
    foreign key (tenant_id, site_id) references sites (tenant_id, id) on delete cascade
);
alter table pairing_codes enable row level security;
create policy tenant on pairing_codes to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on pairing_codes to tinyeclipse_worker using (true);
grant select, insert, update on pairing_codes to tinyeclipse_server;
-- A code is looked up before its tenant is known.
grant select (tenant_id, id, code_hash, expires_at), delete on pairing_codes to tinyeclipse_worker;

create index pairing_codes_by_end on pairing_codes (expires_at);

-- Tokens end by the tenant's own acts, too.
drop policy tenant on site_tokens;
create policy tenant on site_tokens to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
grant select (tenant_id, id, site_id, last_used_at, revoked_at), update (revoked_at) on site_tokens to tinyeclipse_server;

create index site_tokens_by_site on site_tokens (tenant_id, site_id) where revoked_at is null;

alter table sites
    add column fingerprint text    not null default '',    -- the installation that is the site; empty before it told
    add column is_held     boolean not null default false; -- two installations use its token, and nobody can tell which is the site
grant select (fingerprint, is_held) on sites to tinyeclipse_worker;

-- Installations that used a site's token and are not the site, as far as known.
create table site_copies (
    tenant_id           uuid        not null,
    site_id             uuid        not null,
    fingerprint         text        not null,
    home_url            text        not null, -- empty when it did not say
    environment         smallint    not null check (environment between 0 and 2), -- tinyeclipse.sites.v1.SiteEnvironment
    ruling              smallint    not null check (ruling between 1 and 3), -- tinyeclipse.sites.v1.CopyRuling
    new_site_id         uuid,                 -- what it has become, when it has a site of its own
    new_token_id        uuid,
    first_seen_at       timestamptz not null,
    last_seen_at        timestamptz not null,
    primary key (tenant_id, site_id, fingerprint),
    foreign key (tenant_id, site_id) references sites (tenant_id, id) on delete cascade,
    foreign key (tenant_id, new_site_id) references sites (tenant_id, id) on delete cascade
);
alter table site_copies enable row level security;
create policy tenant on site_copies to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
grant select, insert, update, delete on site_copies to tinyeclipse_server;

create index site_copies_by_new_site on site_copies (tenant_id, new_site_id) where new_site_id is not null;
