-- What happened to the run, a line for each thing, in the words that people read; bounded. Written by the statements that make it
-- true; no claim reads it.
alter table run add column story varchar(20000) default '' not null;
-- Did the story leave something out?
alter table run add column story_cut boolean default false not null;
-- Why the run was last postponed, as long as nothing else has happened since; how often for this reason, and the last time in
-- milliseconds since 1970.
alter table run add column postponed varchar(300);
alter table run add column postponed_times integer default 0 not null;
alter table run add column postponed_millis bigint default 0 not null;

-- Only a run that has not ended has no time of its end: these are listed by state and age. On H2 the index takes the place of
-- the one by the time of the end alone, which it would choose otherwise.
create index run_open on run ${open-by-age};
${on-h2} drop index run_finished;
