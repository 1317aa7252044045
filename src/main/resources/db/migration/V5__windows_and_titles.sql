-- Between which times of GitHub's clock a workflow run of the run's dispatch was created, if there is one; noted with the
-- intent, and narrower once it is known when the answer came or was lost. Null: noted by a version that did not.
alter table run add column created_from timestamp(6) with time zone;
alter table run add column created_to timestamp(6) with time zone;
-- Do the inputs hold the run id? Only then can the workflow show it in a title.
alter table run add column marked boolean;
-- Did the answer to the dispatch name the workflow run? Otherwise it was found, or named by an operator.
alter table run add column named boolean;

-- Does a workflow at a branch or tag show the run id in the titles of its workflow runs?
create table workflow_title (
    -- As in table run.
    repository_key varchar(201) not null,
    workflow       varchar(255) not null,
    ref            varchar(255) not null,
    names_run      boolean not null,
    -- The intent of the run that showed it: what a later one shows counts.
    intent_at      timestamp(6) with time zone not null,
    primary key (repository_key, workflow, ref)
);

-- When run_details was found to be false, or the host was asked anew; and its version, as Enterprise servers name it.
alter table credential add column run_details_at timestamp(6) with time zone;
alter table credential add column host_version varchar(40);
