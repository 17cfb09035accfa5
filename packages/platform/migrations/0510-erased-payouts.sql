-- Of people whose data was deleted after a payout: the keyed hash of their document, so that one person has one payout of a plan also
-- when they come back as somebody new. It names nobody.
create table erased_payouts (
  document_hash bytea not null check (octet_length(document_hash) = 32),
  plan_code text not null,
  primary key (document_hash, plan_code)
);
