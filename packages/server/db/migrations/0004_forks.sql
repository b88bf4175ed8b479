-- What finds a task's moment: the segment that holds a message, and the last time that its code went back.

create index segment_by_task on segment (owner_id, task_id, start_seq);
create index event_rewound on event (owner_id, contract_id, task_id, created_at)
  where type in ('code.rewound', 'conversation.rewound');
create index task_forked on task (owner_id, (forked_from ->> 'taskId')) where forked_from is not null;
