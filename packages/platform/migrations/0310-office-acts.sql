-- The audit trail: one row for each command of an office, looks at somebody's data and sign-ins included, written in the
-- command's own transaction. It says who, in which office, when, what, and about which case, person or period; never the content.
create table office_acts (
  act_no bigint generated always as identity primary key,
  -- null for whoever acts at the server's terminal
  person_id bigint,
  role text not null check (role in ('reviewer', 'investigator', 'finance', 'operator', 'auditor')),
  -- the command's kind
  kind text not null,
  -- such as `claim/0123-4567`, `person/7`, `participant/9`: numbers and references, nothing personal
  about text[] not null,
  recorded_at timestamptz not null
);
-- A page is read from the newest on, of everybody, of one person, or of one kind; the number breaks ties of one moment.
create index office_acts_by_time on office_acts (recorded_at desc, act_no desc);
create index office_acts_by_person on office_acts (person_id, recorded_at desc, act_no desc);
-- of one kind, too: the last sign-in of an officer stands behind thousands of other acts
create index office_acts_by_person_and_kind on office_acts (person_id, kind, recorded_at desc, act_no desc);
create index office_acts_by_kind on office_acts (kind, recorded_at desc, act_no desc);
create index office_acts_about on office_acts using gin (about);
create trigger office_acts_only_added before update or delete on office_acts
  for each row execute function refuse_change();
