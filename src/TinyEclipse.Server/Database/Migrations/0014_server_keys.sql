-- The keys by which the server signs its requests to sites, and where it sends these. Keys belong to no tenant.

create table server_keys (
    id          text        primary key,
    public_key  bytea       not null, -- SubjectPublicKeyInfo
    private_key bytea       not null, -- wrapped
    created_at  timestamptz not null,
    signs_from  timestamptz not null,
    ends_at     timestamptz
);
grant select, insert, update (private_key, ends_at), delete on server_keys to tinyeclipse_worker;

-- Where the site's plugin answers, as it told.
alter table sites add column rest_url text not null default '';
