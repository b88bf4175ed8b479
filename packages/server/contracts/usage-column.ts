// What a contract and all its tasks have used, as one column.

/** The figures of a Usage, of a row that the query calls u; zeros where there is none. */
export const USAGE_COLUMN = `jsonb_build_object('inputTokens', coalesce(u.input_tokens, 0), 'outputTokens', coalesce(u.output_tokens, 0),
  'cacheReadTokens', coalesce(u.cache_read_tokens, 0), 'cacheWriteTokens', coalesce(u.cache_write_tokens, 0),
  'costUsd', coalesce(u.cost_usd, 0), 'durationMs', coalesce(u.duration_ms, 0), 'turns', coalesce(u.turns, 0))`;
