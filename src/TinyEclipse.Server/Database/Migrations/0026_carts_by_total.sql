-- Carts in the order of their total.
create index abandoned_carts_by_total on abandoned_carts (tenant_id, total_minor desc, id desc);
