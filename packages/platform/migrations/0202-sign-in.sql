-- Signing in by a one-time code or a passkey. Nothing here can be used by who reads it: codes and session tokens stand
-- as hashes, phone numbers as keyed hashes. People who forget nothing else lose this table and sign in again.
alter table people add column sealed_phone bytea;

create table sign_in_codes (
  phone_hash bytea primary key check (octet_length(phone_hash) = 32),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  requested_at timestamptz not null,
  wrong_tries integer not null,
  locked_until timestamptz,
  used_at timestamptz,
  codes_today integer not null,
  day_began timestamptz not null
);

create table sessions (
  -- SHA-256 of the token; the token itself is in the person's browser only
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  person_id bigint not null,
  method text not null check (method in ('code', 'passkey')),
  began_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_by_person on sessions (person_id) where ended_at is null;

-- Offices beyond participant. Taking one away is a row changed once, so that who held what when stays known.
create table role_grants (
  grant_id uuid primary key,
  person_id bigint not null,
  role text not null check (role in ('juror', 'reviewer', 'investigator', 'finance', 'operator', 'auditor')),
  granted_by bigint,
  granted_at timestamptz not null,
  revoked_by bigint,
  revoked_at timestamptz
);
create unique index role_grants_held on role_grants (person_id, role) where revoked_at is null;

create table passkeys (
  credential_id text primary key,
  person_id bigint not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  recorded_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_by_person on passkeys (person_id);

create table passkey_challenges (
  challenge text primary key,
  -- null for signing in: who it is, is what the answer shows
  person_id bigint,
  expires_at timestamptz not null
);
