-- Runs of which nothing is to go on, mostly because a person has ended them in Port: at most one row for each, kept until its
-- run is deleted. A row that is due is worked on; the wish survives every crash, and cancelling twice does no harm.
create table cancellation (
    run_id     varchar(100) primary key references run (run_id) on delete cascade,
    -- In words: "it was ended in Port: FAILURE by auth0|65f0".
    why        varchar(300) not null,
    wanted_at  timestamp(6) with time zone not null,
    -- Whether its workflow run is cancelled; false: it is only kept from being started.
    cancels    boolean default true not null,
    -- Null once it is settled.
    due_at     timestamp(6) with time zone,
    claim      bigint default 0 not null,
    attempts   integer default 0 not null,
    -- When GitHub said yes to a cancel, and to one that is forced.
    asked_at   timestamp(6) with time zone,
    forced_at  timestamp(6) with time zone,
    settled_at timestamp(6) with time zone,
    -- STOPPED, NOT_STARTED, GONE, RERUN, UNPROVEN, REFUSED, FORCED, ASKED
    outcome    varchar(12)
);

create index cancellation_due on cancellation (due_at);
