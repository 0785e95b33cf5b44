-- How people sign in. None of these tables belongs to a tenant, and none is for who serves one: only the worker's role reads them.

create table person_passwords (
    person_id  uuid        primary key references people (id) on delete cascade,
    hash       text        not null, -- ASP.NET Core Identity's format: algorithm, iterations, salt and key
    changed_at timestamptz not null
);
grant select, insert, update (hash, changed_at) on person_passwords to tinyeclipse_worker;

create table sessions (
    id               uuid        primary key,
    person_id        uuid        not null references people (id) on delete cascade,
    token_hash       bytea       not null unique, -- SHA-256
    device_name      text        not null,
    address          text        not null,
    created_at       timestamptz not null,
    last_used_at     timestamptz not null,
    authenticated_at timestamptz not null -- the last proof of who it is
);
grant select, insert, update (last_used_at, authenticated_at), delete on sessions to tinyeclipse_worker;

create index sessions_by_person on sessions (person_id, created_at desc, id desc);
create index sessions_by_use on sessions (last_used_at);
create index sessions_by_age on sessions (created_at);

-- How much was guessed, along lanes such as "this account" or "this account from this address".
create table sign_in_lanes (
    key           bytea            primary key, -- SHA-256 of the lane's name: whoever was typed in is not written down
    score         double precision not null,    -- failures, which drain with time
    scored_at     timestamptz      not null,
    blocked_until timestamptz      not null
);
grant select, insert, update (score, scored_at, blocked_until), delete on sign_in_lanes to tinyeclipse_worker;

create index sign_in_lanes_by_age on sign_in_lanes (scored_at);
