-- When the last job of the workflow run ended, if GitHub shows the workflow run as in progress all the same.
alter table run add column jobs_ended_at timestamp(6) with time zone;
-- Until when a failed attempt of the workflow run may be run again and this run goes on; null: none was seen to fail.
alter table run add column held_until timestamp(6) with time zone;
