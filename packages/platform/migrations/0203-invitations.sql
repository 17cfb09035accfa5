-- An operator invites somebody to offices by a code of one use. Only the code's hash stands here: who reads the table can't
-- accept. Accepting and withdrawing change a row once, so that who brought in whom stays known.
create table invitations (
  invitation_id uuid primary key,
  -- SHA-256 of the code
  code_hash bytea not null unique check (octet_length(code_hash) = 32),
  roles text[] not null check (
    roles <@ array['reviewer', 'investigator', 'finance', 'operator', 'auditor'] and array_length(roles, 1) > 0),
  -- keyed hash of the one phone number that may accept; null where whoever has the code may
  phone_hash bytea check (octet_length(phone_hash) = 32),
  invited_by bigint not null,
  invited_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > invited_at),
  accepted_by bigint,
  accepted_at timestamptz,
  withdrawn_by bigint,
  withdrawn_at timestamptz,
  check ((accepted_by is null) = (accepted_at is null)),
  check ((withdrawn_by is null) = (withdrawn_at is null)),
  check (accepted_at is null or withdrawn_at is null)
);
create index invitations_by_time on invitations (invited_at desc);
