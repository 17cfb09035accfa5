-- Several processes send messages: whoever takes one has it for some minutes, so that nobody is told twice. One that can not be sent comes again
-- later and later, behind the others, and is given up in the end, for somebody to look at.
alter table messages
  add column tries integer not null default 0 check (tries >= 0),
  add column not_before timestamptz,
  add column given_up_at timestamptz,
  add check (sent_at is null or given_up_at is null);
drop index messages_to_send;
create index messages_to_send on messages (message_id) where sent_at is null and given_up_at is null;
