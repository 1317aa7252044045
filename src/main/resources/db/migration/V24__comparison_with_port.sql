-- When the open runs of Port were last compared with the store, and what did not fit; one row, shared by all instances.
create table comparison (
    name         varchar(20) primary key,
    due_at       timestamp(6) with time zone not null,
    claim        bigint default 0 not null,
    compared_at  timestamp(6) with time zone,
    open_in_port integer,
    -- What does not fit, a sentence on each line, at most ten; empty when all of it fits.
    misfits      varchar(4000) default '' not null,
    misfit_count integer default 0 not null
);

insert into comparison (name, due_at) values ('port', timestamp with time zone '2026-01-01 00:00:00+00');
