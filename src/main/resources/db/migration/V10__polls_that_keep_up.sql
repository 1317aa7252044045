-- Somebody wants the repository polled by then, noted while a poll is under way: one poll at a time.
alter table repository add column wanted_at timestamp(6) with time zone;

-- Something failed for this run alone: until then no page of its repository is news about it.
alter table run add column kept_until timestamp(6) with time zone;
-- How often GitHub did not show how the first attempt ended, although a second one exists.
alter table run add column first_attempt_misses integer default 0 not null;
