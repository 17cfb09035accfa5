-- Insurers whom the operator points to beside the plans: advertisement, and no part of any plan. None unless the operator names some.
create table insurance_partners (
  partner_code text primary key check (partner_code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  place integer not null unique check (place > 0),
  name_zh text not null,
  name_en text not null,
  text_zh text not null,
  text_en text not null,
  address text not null check (address ~ '^https://')
);

-- Which edition of the list this is: whoever sets another repeats it, so that of two operators at once one is refused. One row.
create table insurance_partner_list (
  is_the_row boolean primary key default true check (is_the_row),
  edition integer not null check (edition >= 0)
);

insert into insurance_partner_list (edition) values (0);

-- How often somebody went to a partner's page on a day (Beijing time). Nothing says who. Stays when a partner is taken out.
create table partner_visits (
  partner_code text not null,
  day date not null,
  visits bigint not null check (visits > 0),
  primary key (partner_code, day)
);
