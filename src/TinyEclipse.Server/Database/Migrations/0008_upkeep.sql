-- What the hourly upkeep needs: to find what is old, and to take a summary's notifications along with it.

grant select (tenant_id, id) on notifications to tinyeclipse_worker;
grant select (id) on events to tinyeclipse_worker;

alter table notifications
    drop constraint notifications_tenant_id_summary_id_fkey,
    add foreign key (tenant_id, summary_id) references notifications (tenant_id, id) on delete cascade;
