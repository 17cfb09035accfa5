-- What operators write before it becomes a version: nobody's rules, so not on the log. A draft that is adopted or discarded is taken away:
-- the version says what it said, and `commands` who sent it.
create table plan_drafts (
  draft_id uuid primary key,
  -- a draft is of one plan from its beginning: its text may not name another
  plan_code text not null check (plan_code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
  -- counted up by each saving; who saves names the one they read, so that two who write at once do not undo each other
  edition integer not null check (edition > 0),
  -- the plan file as it was written, blanks and all; always a sound one
  source text not null check (octet_length(source) <= 1000000),
  begun_by bigint not null,
  begun_at timestamptz not null,
  -- who saved it last: a plan may ask for another person to adopt it
  written_by bigint not null,
  written_at timestamptz not null check (written_at >= begun_at)
);
create index plan_drafts_by_plan on plan_drafts (plan_code, begun_at);
