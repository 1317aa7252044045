-- How often a dispatch was lost that surely started nothing, and GitHub's words about the last one if it had any: its 500
-- may mean both, so the evidence is searched each time.
alter table run add column lost_rounds integer default 0 not null;
alter table run add column lost_reason varchar(1000);
