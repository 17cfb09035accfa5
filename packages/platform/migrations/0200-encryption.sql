-- Personal data is encrypted with a key per subject (a person, a claim). The keys stand here, wrapped by the master key;
-- deleting a person's data sets wrapped_key to null, and whatever was sealed with it stays unreadable, in backups of the
-- other tables too.
create table subject_keys (
  -- `person:<id>` or `claim:<id>`
  subject text primary key,
  wrapped_key bytea,
  destroyed_at timestamptz,
  check ((wrapped_key is null) = (destroyed_at is not null))
);
