-- Which run a parked record claims to be, as far as it could be read; nobody has proved it.
alter table dead_letter add column claimed_run_id varchar(100);
create index dead_letter_claims on dead_letter (claimed_run_id);

-- What an instance says of itself, for people: its machine, when it said so last, its partitions of the topic, and how many of
-- their records wait.
alter table instance add column host varchar(255);
alter table instance add column seen_at timestamp(6) with time zone;
alter table instance add column partitions varchar(4000);
alter table instance add column lag bigint;
