-- Somebody wants the repository polled by then, noted while a poll is under way: one poll at a time.
alter table repository add column wanted_at timestamp(6) with time zone;
-- The claim whose poll ended last: while it is behind claim, a poll is under way.
alter table repository add column polled_claim bigint default 0 not null;
