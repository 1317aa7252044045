-- What Port was last told that the run waits for or does, in a word for programs, so that it is told of each change once.
alter table run add column label varchar(200);
-- Since when GitHub has shown its status.
alter table run add column status_since timestamp(6) with time zone;
-- When GitHub was last asked about it beyond what lists of workflow runs show.
alter table run add column asked_at timestamp(6) with time zone;
