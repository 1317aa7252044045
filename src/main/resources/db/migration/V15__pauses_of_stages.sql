-- A stage that an operator has paused, for all instances; no row while it goes on.
create table stage_pause (
    -- receive, confirm, dispatch, poll, report
    stage      varchar(12) primary key,
    -- A login, or what else has paused it.
    paused_by  varchar(100) not null,
    since      timestamp(6) with time zone not null,
    why        varchar(500) not null,
    -- When it ends by itself; null: an operator ends it.
    ends_at    timestamp(6) with time zone,
    -- When it was last paused, with this reason: runs that wait for it are told of each change, and no more than some.
    changed_at timestamp(6) with time zone not null,
    told       integer default 0 not null
);
