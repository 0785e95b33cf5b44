-- A tenant changes its own row: what it is called and how it counts, never its plan.
grant update (name, domain, time_zone, cart_abandon_minutes, updated_at) on tenants to tinyeclipse_server;
