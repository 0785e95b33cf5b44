-- A tenant's due carts, in the order in which they are judged. Whose carts are due, abandoned_carts_by_judge_at tells.
create index abandoned_carts_due on abandoned_carts (tenant_id, judge_at) where judge_at is not null;

-- The worker keeps what it uses, and no more.
revoke update on tenants from tinyeclipse_worker;
grant update (plan, updated_at) on tenants to tinyeclipse_worker;
revoke select on sites from tinyeclipse_worker;
grant select (tenant_id, id, environment) on sites to tinyeclipse_worker;
revoke select, update on people from tinyeclipse_worker;
grant select (id, email, display_name, is_operator), update (display_name) on people to tinyeclipse_worker;
revoke update, delete on memberships from tinyeclipse_worker;
grant update (role) on memberships to tinyeclipse_worker;
revoke insert on events from tinyeclipse_worker;
