-- One human being is one row of people, found by the keyed hash of their identity document, so that one person has one
-- membership per plan whatever name or sign-in they use. Name and document number are sealed with the person's own key
-- (subject_keys, `person:<id>`): deleting that key makes them unreadable.
--
-- Birthday, sex and region stay plain: ageing out, age tiers and counts by age and region are set-based arithmetic over
-- a hundred million rows, which can't open a hundred million seals. None of them names anybody without the sealed part.
create sequence person_ids as bigint;

create table people (
  person_id bigint primary key,
  -- null until an identity document was shown: somebody who has only signed in
  sealed_name bytea,
  birth_date date,
  sex text check (sex in ('female', 'male')),
  -- first two digits of GB/T 2260; null for documents of other countries
  region char(2),
  -- keyed hash of the phone number with which this person signs in; family members without a phone have none
  phone_hash bytea unique check (octet_length(phone_hash) = 32),
  recorded_at timestamptz not null,
  check ((sealed_name is null) = (birth_date is null))
);

create table identity_documents (
  -- keyed hash of kind and canonical number: two joins at once with one number meet here
  document_hash bytea primary key check (octet_length(document_hash) = 32),
  person_id bigint not null,
  kind text not null,
  sealed_number bytea not null,
  recorded_at timestamptz not null
);
create index identity_documents_by_person on identity_documents (person_id);
