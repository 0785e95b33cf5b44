-- An erasure passes over the answers that an earlier one has forgotten: of many contacts at a time, it would write each of them anew.
grant select (is_forgotten) on idempotency_keys to tinyeclipse_server;
