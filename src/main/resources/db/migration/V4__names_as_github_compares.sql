-- GitHub takes owner and repository in any case: Acme/x and acme/x are one repository. The rows keep the spelling of the
-- action; what looks for the runs of a repository compares the key. It is translated and not lowered, since what a database
-- lowers depends on its locale.
alter table run add column repository_key varchar(201) generated always as
    (translate(org || '/' || repo, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')) ${stored};
alter table repository add column repository_key varchar(201) generated always as
    (translate(org || '/' || repo, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')) ${stored};

-- Each spelling of a repository has a row of its own, so that the version before finds the one that it looks for.
create index repository_of_key on repository (repository_key);

-- These take the place of those by (org, repo). The version before reads the index run_due for what it asked of those: that
-- costs it more the more runs are open, for the few minutes of an upgrade, and no index has to be written for it. On H2,
-- where they are not partial, one of the other two serves for the first as well.
drop index run_of_repository;
drop index run_overdue;
drop index run_youngest;
${on-postgresql} create index run_of_key on run (repository_key, state);
create index run_overdue_of_key on run (repository_key, state, listed, due_at) ${where-running};
create index run_youngest_of_key on run (repository_key, state, started_at desc) ${where-running};
