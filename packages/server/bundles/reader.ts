// Bundles as rows.
import { type Reader, statement } from "../db/database.ts";

export type DaemonAt = { ownerId: string; daemonId: string };
type Part = { size: number; sha256: string };
export type BundleRow = {
  id: string;
  contractId: string;
  taskId: string | null;
  number: number;
  commit: string;
  parts: Part[];
  isComplete: boolean;
};

export const BUNDLE_COLUMNS = `b.id, b.contract_id as "contractId", b.task_id as "taskId", b.number, b.commit, b.parts,
  b.completed_at is not null as "isComplete"`;

const BUNDLE = statement(
  "bundle",
  `select ${BUNDLE_COLUMNS} from bundle b where b.owner_id = $1 and b.id = $2`,
);

export const loadBundle = (
  reader: Reader,
  { ownerId, bundleId }: { ownerId: string; bundleId: string },
): Promise<BundleRow | null> => reader.row<BundleRow>(BUNDLE, [ownerId, bundleId]);

/** Where a part lies in the blob store. */
export const partAt = (part: { ownerId: string; bundleId: string; number: number }) => ({
  ownerId: part.ownerId,
  key: `bundles/${part.bundleId}/${part.number}`,
});
