-- The trace of the run, as W3C's traceparent; null while no traces are made. One trace goes on across restarts.
alter table run add column trace_context varchar(60);
-- Kafka's time of the record, from which the way to the dispatch is measured.
alter table run add column record_at timestamp(6) with time zone;
-- When the workflow run ended, by GitHub's clock; only with the final status of one that has.
alter table report add column ended_at timestamp(6) with time zone;
