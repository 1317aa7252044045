-- Runs wait for their dispatch in lanes, one for each action and owner, and the lanes take turns.
-- The lane of a run, by its name; empty in a row of the version before, until a claim names it.
alter table run add column lane varchar(500) default '' not null;
update run set lane = case when coalesce(action, '') = '' then repo || '/' || workflow else action end || ' ' || lower(org)
    where state in ('CONFIRMING', 'ACCEPTED');
create index run_lane on run ${lane-of-accepted};

-- What is known of each lane. The rows of the runs are the truth: a row that is missing or wrong here is mended.
create table lane (
    name       varchar(500) primary key,
    -- With which its runs are dispatched; claims go round by credential, and then by lane.
    credential varchar(200) not null,
    -- 1: a run is due, as far as is known.
    waiting    integer default 0 not null,
    -- When to look whether a run is due; null: nothing to look for.
    due_at     timestamp(6) with time zone,
    -- The place in the line: the lane with the lowest number is served next.
    turn       bigint default 0 not null,
    -- How many runs of its share it has had in this turn.
    taken      integer default 0 not null,
    served_at  timestamp(6) with time zone,
    -- Until when its runs have been told that they wait for a limit.
    told_until timestamp(6) with time zone
);

create index lane_turn on lane (waiting, credential, turn);
create index lane_due on lane (due_at);
create sequence lane_place start with 1;

-- The runs that count for a limit of workflow runs at the same time. The row without a run is the limit itself: it is locked
-- by who gives slots.
create table dispatch_slot (
    name   varchar(600) not null,
    run_id varchar(100) not null,
    primary key (name, run_id)
);
