// Blobs in an S3-compatible store: one object each, by path-style addresses, so that a store on any host will do.
import { AwsClient } from "aws4fetch";
import type { BlobAt, BlobStore } from "./blob-store.ts";

export type S3Settings = {
  /** `https://host/bucket`, or with a prefix behind the bucket */
  url: string;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
};

const RETRIES = 3;

export function s3Blobs({ url, ...settings }: S3Settings): BlobStore {
  const client = new AwsClient({ ...settings, service: "s3", retries: RETRIES });
  const base = url.replace(/\/+$/, "");
  const call = async (method: "PUT" | "GET" | "DELETE", at: BlobAt, body?: Uint8Array): Promise<Response> => {
    const address = `${base}/${encodeURIComponent(at.ownerId)}/${at.key.split("/").map(encodeURIComponent).join("/")}`;
    const answer = await client.fetch(address, {
      method,
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    if (answer.ok || answer.status === 404) return answer;
    const said = (await answer.text()).slice(0, 500);
    throw new Error(`the blob store answered ${method} with ${answer.status}: ${said}`);
  };
  return {
    put: async (at, bytes) => {
      const answer = await call("PUT", at, bytes);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`the blob store has no such bucket: ${base}`);
    },
    get: async (at) => {
      const answer = await call("GET", at);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return answer.ok ? bytes : null;
    },
    delete: async (at) => {
      await (await call("DELETE", at)).arrayBuffer();
    },
  };
}
