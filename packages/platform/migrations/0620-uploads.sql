-- Files that come in parts over a bad line. The parts lie in the file store, sealed with the claim's key; when the last one is there they
-- become one evidence by the same checks as a file that came at once. What is not finished is removed after some days, so rows are
-- deleted here. There is no foreign key to claims: that part comes later than this one.
create table uploads (
  upload_id uuid primary key,
  claim_id uuid not null,
  -- whose upload it is: to anybody else it does not exist
  person_id bigint not null,
  byte_length integer not null check (byte_length > 0),
  -- name, type and SHA-256 as the sender says them, sealed
  declared_sealed bytea not null,
  begun_at timestamptz not null,
  expires_at timestamptz not null,
  finished_at timestamptz
);
create index uploads_by_claim on uploads (claim_id);
create index uploads_by_expiry on uploads (expires_at);

create table upload_parts (
  upload_id uuid not null references uploads (upload_id) on delete cascade,
  at_byte integer not null check (at_byte >= 0),
  byte_length integer not null check (byte_length > 0),
  file_ref uuid not null unique,
  primary key (upload_id, at_byte)
);
