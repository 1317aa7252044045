-- What GitHub shuts a credential out of, as long as that lasts: the row goes when GitHub lets it in again. There are only
-- as many as there are credentials, owners and repositories in trouble.
create table shut_out (
    -- A few hexadecimal digits of a digest of the token or key: what GitHub says of one says nothing about another.
    secret      varchar(20) not null,
    -- A credential; or one with an owner, or with an owner and a repository.
    scope       varchar(320) not null,
    since       timestamp(6) with time zone not null,
    -- GitHub's words, and what the platform team has to do.
    reason      varchar(500) not null,
    remedy      varchar(1000) not null,
    -- Only dispatches were refused; reading goes on.
    dispatches_only boolean not null,
    -- How often it was tried in vain, and when one call may try it again; the others wait.
    probes      integer not null,
    probing     boolean not null,
    probe_at    timestamp(6) with time zone not null,
    primary key (secret, scope)
);

-- Since when the shut-out lasts that Port was told about; each is told once.
alter table run add column told_since timestamp(6) with time zone;
-- Is the ref the default branch that we looked up, and not one that the action names?
alter table run add column ref_looked_up boolean default false not null;
-- The default branch that GitHub named, and then did not know.
alter table run add column refused_ref varchar(255);
