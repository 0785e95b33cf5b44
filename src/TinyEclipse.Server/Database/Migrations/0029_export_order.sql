-- What is held about a contact is told page by page, in the order of ids: they never change, as the time of activity does.
create index abandoned_carts_of_contact on abandoned_carts (tenant_id, contact_id, id) where contact_id is not null;
create index journey_entries_of_contact on journey_entries (tenant_id, contact_id, id);
create index notifications_of_contact on notifications (tenant_id, contact_id, id) where contact_id is not null;
drop index notifications_by_contact;
create index events_of_contact on events (tenant_id, contact_id, id) where contact_id is not null;
drop index events_by_contact;
