-- How far a person has read their messages, and which kinds do not go to their phone. Who has no row has read nothing and gets everything.
create table message_settings (
  person_id bigint primary key,
  -- the newest message that the person has seen
  read_up_to bigint not null default 0 check (read_up_to >= 0),
  kinds_not_sent text[] not null default '{}'
);
