-- Carts, from the first article to the order or the goodbye.

create table abandoned_carts (
    tenant_id     uuid        not null,
    id            uuid        not null,
    site_id       uuid        not null,
    cart_token    text        not null, -- the site's own key
    state         smallint    not null, -- tinyeclipse.shop.v1.CartState
    filled_at     timestamptz, -- the three moments from which the state follows
    emptied_at    timestamptz,
    ordered_at    timestamptz,
    order_id      text        not null,
    activity_at   timestamptz not null, -- the last of the three that counts
    abandoned_at  timestamptz,
    closed_at     timestamptz,
    judge_at      timestamptz, -- when time alone changes something next; null: never
    currency_code text        not null,
    total_minor   bigint      not null check (total_minor >= 0),
    items         jsonb       not null,
    contact_id    uuid,
    identified_at timestamptz, -- the time of the report that named the shopper; it stays when the rest is forgotten
    customer_id   text        not null,
    email         text        not null,
    phone         text        not null,
    name          text        not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, site_id, cart_token),
    foreign key (tenant_id, site_id) references sites (tenant_id, id) on delete cascade,
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete set null (contact_id),
    check (coalesce(filled_at, emptied_at, ordered_at) is not null)
);
alter table abandoned_carts enable row level security;
create policy tenant on abandoned_carts to tinyeclipse_server
    using (tenant_id = current_setting('app.tenant_id')::uuid);
create policy across on abandoned_carts for select to tinyeclipse_worker using (judge_at is not null);
grant select, insert, update on abandoned_carts to tinyeclipse_server;
grant select (tenant_id, judge_at) on abandoned_carts to tinyeclipse_worker; -- whose carts are due, and no more

-- The list, and the numbers without a look at the table.
create index abandoned_carts_by_activity on abandoned_carts (tenant_id, activity_at desc, id desc)
    include (state, currency_code, total_minor, abandoned_at);
create index abandoned_carts_by_state on abandoned_carts (tenant_id, state, activity_at desc, id desc);
create index abandoned_carts_by_contact on abandoned_carts (tenant_id, contact_id, activity_at desc, id desc) where contact_id is not null;
create index abandoned_carts_by_judge_at on abandoned_carts (judge_at, tenant_id) where judge_at is not null;
