// What was answered before to the same words, where that is out of the agent's view since a rewind: shown beside the new question, never given
// in its place.

// Whether the call with which it was asked is in view: the head's segment first, then each one's parent up to where it is continued.
const IS_IN_VIEW = `exists (
  with recursive chain as (
    select s.*, 2147483647 as end_index from conversation v join segment s on s.owner_id = v.owner_id and s.id = v.segment_id
    where v.owner_id = o.owner_id and v.task_id = o.task_id
    union all
    select p.*, least(chain.end_index, chain.start_index) from chain
    join segment p on p.owner_id = chain.owner_id and p.id = chain.parent_id
  )
  select 1 from chain
  join message m on m.owner_id = chain.owner_id and m.task_id = chain.task_id and m.seq >= chain.start_seq
    and m.seq < chain.start_seq + chain.end_index - chain.start_index and m.role = 'tool_call' and m.tool_call_id = a.call_key and m.epoch = a.epoch)`;

/** The newest such answer as JSON, or null; $1: the owner, $4: the task, $5: the words. Nothing is looked for where nobody was ever taken back. */
export const EARLIER_ANSWER = `(
  select jsonb_build_object('questionId', o.id, 'response', o.response, 'answeredAt', o.answered_at)
  from question o join tool_call a on a.owner_id = o.owner_id and a.question_id = o.id
  where o.owner_id = $1 and o.task_id = $4 and o.question = $5 and o.status = 'answered'
    and exists (select 1 from rewind w where w.owner_id = o.owner_id and w.task_id = o.task_id and w.status = 'done' and not w.dry_run and w.moves_conversation
      and w.epoch > a.epoch)
    and not ${IS_IN_VIEW}
  order by o.answered_at desc limit 1)`;
