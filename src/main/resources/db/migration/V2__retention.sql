-- What has ended is deleted by the time of its end, and with it what names it.
create index run_finished on run (finished_at);
create index dead_letter_settled on dead_letter (settled_at);
create index dead_letter_of_run on dead_letter (run_id);

-- A skipped run had no time of its end: when it was accepted is the nearest that is known.
update run set finished_at = accepted_at where state = 'SKIPPED' and finished_at is null;

-- A poll reads of a repository what it needs and not all of its open runs: those on the first page, the most overdue of
-- the others, and the youngest. On PostgreSQL finished runs take no room in these indexes.
create index run_overdue on run (org, repo, state, listed, due_at) ${where-running};
create index run_youngest on run (org, repo, state, started_at desc) ${where-running};

-- A run is updated about fifteen times, and each leaves a dead entry where a claim begins to read. PostgreSQL would clear
-- them away only after a fifth of all rows: with a million finished runs, claims would read hundreds of dead pages by then.
${on-postgresql} alter table run set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
