-- Passkeys (WebAuthn). Like the other ways to sign in they belong to a person and no tenant, and only the worker's role reads them.

create table person_passkeys (
    id              uuid        primary key,
    person_id       uuid        not null references people (id) on delete cascade,
    credential_id   bytea       not null unique,
    public_key      bytea       not null, -- COSE_Key
    sign_count      bigint      not null, -- of its last use; stays 0 where the authenticator does not count
    transports      text[]      not null,
    user_verified   boolean     not null, -- when it was made
    backup_eligible boolean     not null, -- never changes: an answer that says otherwise is not its own
    backed_up       boolean     not null,
    name            text        not null,
    created_at      timestamptz not null,
    last_used_at    timestamptz
);
grant select, insert, update (sign_count, backed_up, name, last_used_at), delete on person_passkeys to tinyeclipse_worker;

create index person_passkeys_by_person on person_passkeys (person_id, created_at desc, id desc);

-- Challenges travel sealed and are not kept; that one was answered is, as long as it could be answered again.
create table used_passkey_challenges (
    id         uuid        primary key,
    expires_at timestamptz not null
);
grant select, insert, delete on used_passkey_challenges to tinyeclipse_worker;

create index used_passkey_challenges_by_end on used_passkey_challenges (expires_at);
