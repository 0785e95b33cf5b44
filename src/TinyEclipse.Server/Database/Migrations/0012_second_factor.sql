-- The keys of ASP.NET Core Data Protection, by which all that must be read again is encrypted: every server of the database shares them.
create table data_protection_keys (
    name       text        primary key,
    value      bytea       not null, -- the key's XML, wrapped by Secrets:KeyEncryptionKey where there is one
    created_at timestamptz not null
);
grant select, insert, update (value) on data_protection_keys to tinyeclipse_worker;

-- One-time codes of an authenticator app (RFC 6238), and the codes for the day it is lost.
create table person_totp (
    person_id    uuid        primary key references people (id) on delete cascade,
    seed         bytea       not null, -- encrypted
    created_at   timestamptz not null,
    confirmed_at timestamptz, -- when a first code showed that the app has it; before, it asks nothing
    last_step    bigint      not null default 0 -- of the newest code that was taken: none is taken twice
);
grant select, insert, update (seed, created_at, confirmed_at, last_step), delete on person_totp to tinyeclipse_worker;

create table recovery_codes (
    person_id uuid  not null references people (id) on delete cascade,
    code_hash bytea not null, -- SHA-256
    primary key (person_id, code_hash)
);
grant select, insert, delete on recovery_codes to tinyeclipse_worker;
