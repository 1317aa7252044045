-- The letters of a run, to know the latest, and to end them with the row that they are about.
create index dead_letter_run on dead_letter (run_id);
