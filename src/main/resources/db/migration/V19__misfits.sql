-- Actions whose runs did not fit their workflows, and what was wrong when it was last seen.
create table misfit (
    -- Its identifier; empty where the invocation names none.
    action      varchar(100) not null,
    -- deploy.yml of acme/shop
    workflow    varchar(500) not null,
    seen_at     timestamp(6) with time zone not null,
    times       bigint not null,
    -- The run that was refused last.
    run_id      varchar(100) not null,
    sentence    varchar(4000) not null,
    primary key (action, workflow)
);

create index misfit_seen on misfit (seen_at);
