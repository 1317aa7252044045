-- When the last job of the workflow run ended, if GitHub shows the workflow run as in progress all the same.
alter table run add column jobs_ended_at timestamp(6) with time zone;
