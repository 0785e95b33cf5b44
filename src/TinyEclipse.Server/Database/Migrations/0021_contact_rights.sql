-- A contact may be forgotten: its rows go, or lose what leads to the person.

grant delete on contacts, contact_customer_ids, journey_entries, notifications to tinyeclipse_server;
grant update (contact_id) on events to tinyeclipse_server;

create index notifications_by_contact on notifications (tenant_id, contact_id) where contact_id is not null;
create index events_by_contact on events (tenant_id, contact_id) where contact_id is not null;

-- What a site tells of a moment before this no longer counts: it would name the shopper again.
alter table abandoned_carts add column erased_at timestamptz;
