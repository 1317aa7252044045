-- GitHub takes owner and repository in any case: from now on they are kept in lower case, so that Acme/x and acme/x are one.
-- Two spellings of a repository become one row; it is polled soon, and reads its list anew.
update run set org = lower(org), repo = lower(repo) where org <> lower(org) or repo <> lower(repo);
insert into repository (org, repo)
    select distinct lower(org), lower(repo) from repository where org <> lower(org) or repo <> lower(repo)
    on conflict do nothing;
update repository set due_at = current_timestamp, generation = generation + 1, etag = null
    where exists (select 1 from repository spelt where spelt.due_at is not null
        and (spelt.org <> repository.org or spelt.repo <> repository.repo)
        and lower(spelt.org) = repository.org and lower(spelt.repo) = repository.repo);
delete from repository where org <> lower(org) or repo <> lower(repo);
