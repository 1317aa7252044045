-- Port has a row of its own: it pauses as a whole, since the organisation has one access to it. When the pause began; null
-- while there is none. paused_until is when the next call may find out whether it is over.
alter table credential add column paused_since timestamp(6) with time zone;
