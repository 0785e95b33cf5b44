-- Who joins and leaves a tenant, and the mail that asks them to.

grant delete on memberships to tinyeclipse_worker;
grant select (language) on people to tinyeclipse_worker;

create table invitations (
    tenant_id  uuid        not null references tenants (id) on delete cascade,
    id         uuid        not null,
    email      text        not null,
    role       smallint    not null check (role between 1 and 4), -- tinyeclipse.rpc.v1.Role
    token_hash bytea       unique, -- SHA-256 of the token in the newest mail; none before a mail leaves
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, email)
);
alter table invitations enable row level security;
create policy tenant on invitations to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid)
    with check (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on invitations to tinyeclipse_worker using (true);
grant select, insert, update, delete on invitations to tinyeclipse_server;
-- Who accepts shows a token before the tenant is known.
grant select, delete on invitations to tinyeclipse_worker;

create index invitations_by_creation on invitations (tenant_id, created_at desc, id desc);
create index invitations_by_end on invitations (expires_at);

-- Asked for by anybody for any address, known or not, so that asking shows nothing.
create table password_resets (
    id         uuid        primary key,
    email      text        not null,
    token_hash bytea       unique, -- SHA-256; none before the mail leaves
    expires_at timestamptz not null
);
grant insert on password_resets to tinyeclipse_server;
grant select, update (token_hash, expires_at), delete on password_resets to tinyeclipse_worker;

create index password_resets_by_end on password_resets (expires_at);

-- Mail is another way out. What is about a person and no tenant's business bears the empty id for a tenant; messages of tenants that are gone are closed by
-- their channels, since what they are about is gone too.
alter table outbox_messages
    drop constraint outbox_messages_tenant_id_fkey,
    drop constraint outbox_messages_kind_check,
    add check (kind between 1 and 2);
