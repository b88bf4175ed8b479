-- A login that is over is asked about once for all tasks of that agent on that daemon; the others hang on this question.
create unique index question_once_per_login on question (owner_id, (purpose ->> 'daemonId'), (purpose ->> 'agent'))
  where status = 'pending' and purpose ->> 'refused' = 'login' and purpose ? 'daemonId';
create index task_hanging on task (owner_id, id) where blocked ? 'hangsOn';
