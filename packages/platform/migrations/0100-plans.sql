-- PostgreSQL holds convert_to for changeable, because a database may have another encoding; ours have UTF-8.
create function sha256_of(content text) returns bytea immutable strict parallel safe language sql
  return sha256(convert_to(content, 'UTF8'));

-- Rules must be found again as they were: a plan version is stored once and never changed, and versions follow each other
-- without a gap, each from a later day on, so that for every day exactly one version says what applied.
create table plan_versions (
  plan_code text not null check (plan_code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
  version integer not null check (version > 0),
  first_day date not null,
  -- canonical JSON (RFC 8785) of the whole version; the journal event states the SHA-256 of its UTF-8 bytes
  content text not null,
  event_id uuid not null unique,
  loaded_at timestamptz not null,
  -- reckoned from the content whenever it is written, however: who remembers a version asks for this
  content_sha256 bytea not null generated always as (sha256_of(content)) stored,
  primary key (plan_code, version),
  -- the columns are copies for searching: they must say what the content says
  check (content::jsonb ->> 'plan' = plan_code),
  check ((content::jsonb ->> 'version')::integer = version),
  check ((content::jsonb ->> 'firstDay') = to_char(first_day, 'YYYY-MM-DD'))
);

create function refuse_plan_change() returns trigger language plpgsql as $$
begin
  raise exception 'plan versions are only added: load the next version';
end $$;

create trigger plan_versions_only_added before update or delete on plan_versions
  for each row execute function refuse_plan_change();
create trigger plan_versions_never_emptied before truncate on plan_versions
  for each statement execute function refuse_plan_change();

create function require_next_plan_version() returns trigger language plpgsql as $$
declare
  last_version integer;
  last_first_day date;
begin
  -- two loads of one plan take turns, also where they do not come through the platform
  perform pg_advisory_xact_lock(hashtextextended('plan_versions:' || new.plan_code, 0));
  select version, first_day into last_version, last_first_day from plan_versions
    where plan_code = new.plan_code order by version desc limit 1;
  if new.version <> coalesce(last_version, 0) + 1 then
    raise exception 'the next version of plan % is %, not %', new.plan_code, coalesce(last_version, 0) + 1, new.version;
  end if;
  if new.first_day <= last_first_day then
    raise exception 'version % of plan % has to begin after %', new.version, new.plan_code, last_first_day;
  end if;
  return new;
end $$;

create trigger plan_versions_in_order before insert on plan_versions
  for each row execute function require_next_plan_version();
