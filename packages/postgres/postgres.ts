// The embedded PostgreSQL: started, adopted, watched and stopped as a direct child of the program that calls.
export type { PostgresExit, PostgresSettings, RunningPostgres, StopMode } from "./launch-postgres.ts";
export { PostgresError, type PostgresErrorCode } from "./postgres-error.ts";
export { type StartPostgres, startPostgres } from "./start-postgres.ts";
export {
  type PostgresEvent,
  type SupervisedPostgres,
  type SupervisePostgres,
  type SupervisionEnd,
  supervisePostgres,
} from "./supervise-postgres.ts";
