// The embedded PostgreSQL: started, adopted, watched and stopped as a direct child of the program that calls.
export type { RunningPostgres } from "./launch-postgres.ts";
export { readSpace } from "./space.ts";
export { startPostgres } from "./start-postgres.ts";
export {
  type PostgresEvent,
  type SupervisedPostgres,
  type SupervisePostgres,
  supervisePostgres,
} from "./supervise-postgres.ts";
