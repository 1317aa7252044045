-- What GraphQL calls the workflow run; learned when a list or a single answer shows it, and forgotten at its end.
alter table run add column node_id varchar(100);
create index run_swept on run (state, org, node_id) ${where-running};

-- When an end was last announced before a poll had seen it; polls rely on that, until they see one that was not.
alter table repository add column hinted_at timestamp(6) with time zone;

-- How far the sweep of a credential's open runs has come, shared by all instances.
create table sweep (
    credential varchar(200) primary key,
    due_at     timestamp(6) with time zone,
    claim      bigint default 0 not null,
    -- The last one that was asked for; empty at the beginning of a round.
    org        varchar(100) default '' not null,
    node_id    varchar(100) default '' not null,
    round_at   timestamp(6) with time zone,
    -- Fewer after an answer that took GitHub too long.
    most_ids   integer default 100 not null,
    -- Whose token it was that may not ask; null while it may.
    refused    varchar(300)
);

create index sweep_due on sweep (due_at);
