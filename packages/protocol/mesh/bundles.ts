// How bundles travel between a daemon and the server: plain HTTP beside the link, each request signed by the daemon's key.
//
//   POST wanted   what the server still lacks of this daemon's checkpoints and branches
//   POST offer    announces a bundle and its parts; the answer names those that are missing. Offered again with all parts there, it is complete
//   PUT  parts/N  one part
//   POST standing  whether a command that was cut short is still this daemon's to do
//   POST chain    the bundles, oldest first, that together hold a commit
//   GET  parts/N  one part back
import { z } from "zod";
import { count, id } from "../shapes/shapes.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

export const BUNDLES_PATH = "/mesh/bundles";

/** A part is held in memory whole, on both sides. */
export const PART_BYTES = 4 * 1024 * 1024;
/** 8 GB. */
const MOST_PARTS = 2048;

export const TRANSFER_HEADERS = {
  daemon: "x-makima-daemon",
  session: "x-makima-session",
  signature: "x-makima-signature",
} as const;

/**
 * What a daemon signs (Ed25519) for one request. It names the session that the link was welcomed with, so that nothing that was signed is of
 * use once that session is over, and no clock is asked.
 */
export const signedTransfer = (at: {
  daemonId: string;
  session: number;
  method: string;
  path: string;
  bodySha256: string;
}): string => `makima-bundle-1:${at.daemonId}:${at.session}:${at.method}:${at.path}:${at.bodySha256}`;

const part = z.object({ size: z.int().min(1).max(PART_BYTES), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** What a bundle holds: a checkpoint of a task, or the contract's branch as its n-th merge left it. */
const subject = { contractId: id, taskId: id.nullable(), number: z.int().min(1), commit };

/** `parent`: what the server has already and the bundle may leave out; null where it is to be whole. */
export const wantedAnswer = z.object({
  wanted: z.array(
    z.object({
      ...subject,
      repositoryPath: z.string(),
      parent: z.object({ number: z.int().min(1), commit }).nullable(),
    }),
  ),
});
export type WantedBundle = z.infer<typeof wantedAnswer>["wanted"][number];

/** `parent`: the number of the bundle that this one builds on; null when it is whole. */
export const bundleOffer = z.object({
  ...subject,
  parent: z.int().min(1).nullable(),
  parts: z.array(part).min(1).max(MOST_PARTS),
});
export type BundleOffer = z.infer<typeof bundleOffer>;

/** `not_wanted`: the server has it by now, or the work was left behind. `missing`: parts to send, counted from 0. */
export const offerAnswer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("complete") }),
  z.object({ status: z.literal("not_wanted") }),
  z.object({ status: z.literal("missing"), bundleId: id, missing: z.array(count) }),
]);

/** Whether a command that a daemon has not finished is still to be done by it. */
export const standingRequest = z.object({ commandId: id });
export const standingAnswer = z.object({ stands: z.boolean() });

export const chainRequest = z.object({ contractId: id, commit });

/** Oldest first; empty when the server has no bundle of that commit. */
export const chainAnswer = z.object({ bundles: z.array(z.object({ id, ...subject, parts: z.array(part) })) });
export type ChainBundle = z.infer<typeof chainAnswer>["bundles"][number];
