-- For the clean-up: what nothing has used for as long as ended runs are kept.
create index lane_served on lane (served_at);
create index workflow_title_intent on workflow_title (intent_at);
