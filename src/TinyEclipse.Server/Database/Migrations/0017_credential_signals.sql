-- Servers remember for a second who a token belongs to. Whatever takes a right away, or changes one, tells them at once to forget it.

create function signal_credentials() returns trigger language plpgsql as $$
begin
    perform pg_notify('te_credentials', '');
    return null;
end $$;

create trigger signal_credentials after update of revoked_at, expires_at or delete on api_tokens
    for each statement execute function signal_credentials();
create trigger signal_credentials after update of revoked_at, expires_at or delete on site_tokens
    for each statement execute function signal_credentials();
create trigger signal_credentials after delete on sessions
    for each statement execute function signal_credentials();
create trigger signal_credentials after insert or update or delete on memberships
    for each statement execute function signal_credentials();
create trigger signal_credentials after update of is_operator or delete on people
    for each statement execute function signal_credentials();
create trigger signal_credentials after update of plan or delete on tenants
    for each statement execute function signal_credentials();

-- A heartbeat writes the environment, too, nearly always the one that was there.
create trigger signal_credentials after update of environment on sites
    for each row when (old.environment is distinct from new.environment) execute function signal_credentials();
