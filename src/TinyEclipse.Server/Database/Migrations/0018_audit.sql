-- The audit log: who wrote what, from where, and what was there before. A trigger writes it in the transaction of the write itself.
-- Which tables have the trigger, and which of their columns are not shown, stands in AuditedTables.cs.

create table audit_entries (
    tenant_id     uuid        not null, -- nil where the row belongs to no tenant; no foreign key, for the log outlives the tenant
    id            uuid        not null,
    occurred_at   timestamptz not null,
    actor_kind    smallint    not null, -- tinyeclipse.audit.v1.ActorKind
    person_id     uuid,
    site_id       uuid,
    credential_id uuid,                 -- the session or the token
    address       text        not null,
    request_id    text        not null,
    method        text        not null,
    action        smallint    not null, -- tinyeclipse.audit.v1.AuditAction
    resource_type text        not null,
    resource_id   text        not null,
    before        jsonb,
    after         jsonb,
    primary key (tenant_id, id)
);
alter table audit_entries enable row level security;
create policy tenant on audit_entries to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
-- Nobody but the trigger writes, and nobody changes or deletes.
grant select on audit_entries to tinyeclipse_server;

create index audit_entries_by_time on audit_entries (tenant_id, occurred_at desc, id desc);
create index audit_entries_by_person on audit_entries (tenant_id, person_id, occurred_at desc, id desc) where person_id is not null;
create index audit_entries_by_resource on audit_entries (tenant_id, resource_type, resource_id, occurred_at desc, id desc);
create index audit_entries_by_method on audit_entries (tenant_id, method, occurred_at desc, id desc);
create index audit_entries_by_age on audit_entries (occurred_at);

-- The fields as the log shows them.
create function audit_shown(fields jsonb, secret text[], private text[]) returns jsonb
    language sql immutable set search_path = pg_catalog, pg_temp
as $$
    select jsonb_object_agg(key, case
               when value = 'null' then value
               when key = any (secret) then '"(secret)"'
               when key = any (private) then '"(private)"'
               else value
           end)
      from jsonb_each(fields)
$$;

-- Arguments: resource type, tenant's column or '', and as arrays the columns of the key, the secret, the private and the unheeded ones.
-- It runs as the owner, because nobody else may write entries.
create function audit_write() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    actor  jsonb := nullif(current_setting('app.actor', true), '')::jsonb;
    whole  jsonb := coalesce(to_jsonb(new), to_jsonb(old));
    was    jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - tg_argv[5]::text[] end;
    became jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - tg_argv[5]::text[] end;
    same   text[];
begin
    if tg_op = 'UPDATE' then
        select array_agg(key) into same from jsonb_each(became) where value = was -> key;
        was := was - coalesce(same, '{}');
        became := became - coalesce(same, '{}');
        if became = '{}' then
            return null;
        end if;
    end if;

    insert into public.audit_entries (
        tenant_id, id, occurred_at, actor_kind, person_id, site_id, credential_id, address, request_id, method,
        action, resource_type, resource_id, before, after)
    values (
        coalesce((whole ->> tg_argv[1])::uuid, '00000000-0000-0000-0000-000000000000'),
        gen_random_uuid(),
        clock_timestamp(),
        coalesce((actor ->> 'kind')::smallint, 6), -- by SQL, without the server
        (actor ->> 'person_id')::uuid,
        (actor ->> 'site_id')::uuid,
        (actor ->> 'credential_id')::uuid,
        coalesce(actor ->> 'address', host(inet_client_addr()), ''),
        coalesce(actor ->> 'request_id', ''),
        coalesce(actor ->> 'method', ''),
        case tg_op when 'INSERT' then 1 when 'UPDATE' then 2 else 3 end,
        tg_argv[0],
        (select string_agg(whole ->> key, '/' order by place) from unnest(tg_argv[2]::text[]) with ordinality as keys (key, place)),
        public.audit_shown(was, tg_argv[3]::text[], tg_argv[4]::text[]),
        public.audit_shown(became, tg_argv[3]::text[], tg_argv[4]::text[]));
    return null;
end
$$;

-- Puts the trigger on a table, or puts the one that is there in order. Bytes are keys and hashes, so they are never shown.
create procedure audit_table(audited text, resource text, tenant_column text, secret text[], private text[], unheeded text[], except_kinds text[])
    language plpgsql
as $$
declare
    keys text[];
begin
    select array_agg(attname::text order by array_position(indkey::int2[], attnum))
      into keys
      from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)
     where indrelid = audited::regclass
       and indisprimary
       and attname <> 'tenant_id'
       and atttypid <> 'bytea'::regtype;
    select secret || coalesce(array_agg(attname::text), '{}')
      into secret
      from pg_attribute
     where attrelid = audited::regclass
       and atttypid = 'bytea'::regtype
       and not attisdropped;
    execute format(
        $trigger$
            create or replace trigger audit_write
                after insert or update or delete on %s
                for each row
                when (coalesce(nullif(current_setting('app.actor', true), '')::jsonb ->> 'kind', '') <> all (%L::text[]))
                execute function audit_write(%L, %L, %L, %L, %L, %L)
        $trigger$,
        audited::regclass, except_kinds, resource, tenant_column, keys, secret, private, unheeded);
end
$$;

-- The only way an entry goes: by its age.
create function delete_old_audit_entries() returns integer
    language sql security definer set search_path = pg_catalog, pg_temp
as $$
    with deleted as (
        delete from public.audit_entries
         where (tenant_id, id) in (
                   select tenant_id, id
                     from public.audit_entries
                    where occurred_at < now() - interval '2 years'
                    limit 5000)
        returning id)
    select count(*)::integer from deleted
$$;

revoke all on function audit_shown, audit_write, delete_old_audit_entries from public;
revoke all on procedure audit_table from public;
grant execute on function delete_old_audit_entries to tinyeclipse_worker;
