// The only writer of what turns used, and of the sums of each contract.
import { statement } from "../db/database.ts";

export const INSERT_TURN_USAGE = statement(
  "insert-turn-usage",
  `insert into turn_usage (owner_id, contract_id, task_id, epoch, turn, agent, input_tokens, output_tokens, cache_read_tokens,
     cache_write_tokens, cost_usd, duration_ms, reported)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
   on conflict (owner_id, task_id, epoch, turn) do nothing`,
);

/** The contract's row is held, so that nobody waits for this one. */
export const ADD_CONTRACT_USAGE = statement(
  "add-contract-usage",
  `insert into contract_usage as u (owner_id, contract_id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd,
     duration_ms, turns)
   values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
   on conflict (owner_id, contract_id) do update set input_tokens = u.input_tokens + excluded.input_tokens,
     output_tokens = u.output_tokens + excluded.output_tokens, cache_read_tokens = u.cache_read_tokens + excluded.cache_read_tokens,
     cache_write_tokens = u.cache_write_tokens + excluded.cache_write_tokens, cost_usd = u.cost_usd + excluded.cost_usd,
     duration_ms = u.duration_ms + excluded.duration_ms, turns = u.turns + 1`,
);

export const SET_WARNED = statement(
  "set-budget-warned",
  "update contract_usage set warned_budget = $3 where owner_id = $1 and contract_id = $2",
);
