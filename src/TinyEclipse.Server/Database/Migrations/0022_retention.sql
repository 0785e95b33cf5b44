-- What the nightly upkeep needs: to find what is old, to know when it ran last.

create table chore_runs (
    name   text        primary key,
    ran_at timestamptz not null
);
grant select, insert, update (ran_at) on chore_runs to tinyeclipse_worker;

create policy across on contacts for select to tinyeclipse_worker using (true);
grant select (tenant_id, id, last_seen_at) on contacts to tinyeclipse_worker;
create index contacts_by_age on contacts (last_seen_at);

create policy across on journey_entries to tinyeclipse_worker using (true);
grant select (tenant_id, id, occurred_at), delete on journey_entries to tinyeclipse_worker;
create index journey_entries_by_age on journey_entries (occurred_at);
