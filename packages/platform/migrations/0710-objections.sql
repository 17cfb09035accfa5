-- Somebody looks for the objections that they have raised, among the steps of all cases.
create index claim_steps_of_objectors on claim_steps (actor_person_id) where kind = 'objection-raised';
-- A public case is asked for by its reference alone.
create index published_cases_by_reference on published_cases (case_reference, published_on);
