-- Who asked for a copy of their data or for its deletion, and when (Personal Information Protection Law of the PRC, articles 45 and 47).
create table data_requests (
  request_id uuid primary key,
  person_id bigint not null,
  kind text not null check (kind in ('copy', 'deletion')),
  requested_at timestamptz not null
);
create index data_requests_by_person on data_requests (person_id, requested_at);
