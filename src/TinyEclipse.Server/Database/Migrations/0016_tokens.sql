-- API tokens with a name, scopes, an end, and perhaps one tenant only; site tokens with an end, and listed.

alter table api_tokens
    add column name       text   not null default '',
    add column scopes     text   not null default '*', -- with a space between them
    add column limited_to uuid   references tenants (id) on delete cascade,
    -- The place that a limited token stands on, and with which it goes; null for an operator's, who needs none.
    add column member_of  uuid,
    add column expires_at timestamptz,
    add foreign key (member_of, person_id) references memberships (tenant_id, person_id) on delete cascade;
grant update (revoked_at, expires_at), delete on api_tokens to tinyeclipse_worker;

create index api_tokens_by_person on api_tokens (person_id, created_at desc, id desc);
create index api_tokens_by_tenant on api_tokens (limited_to, created_at desc, id desc) where limited_to is not null;
create index api_tokens_by_place on api_tokens (member_of, person_id) where member_of is not null;

alter table site_tokens add column expires_at timestamptz;
grant select (created_at, expires_at), update (expires_at) on site_tokens to tinyeclipse_server;
grant delete on site_tokens to tinyeclipse_worker;

create index site_tokens_by_creation on site_tokens (tenant_id, site_id, created_at desc, id desc);

-- What ended is shown for a while, then deleted.
create index api_tokens_ended on api_tokens (least(revoked_at, expires_at));
create index site_tokens_ended on site_tokens (least(revoked_at, expires_at));
