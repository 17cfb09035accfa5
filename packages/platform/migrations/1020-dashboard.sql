-- how long payouts took, of the last year
create index payouts_by_day on payouts (plan_code, paid_on) where state = 'paid';
