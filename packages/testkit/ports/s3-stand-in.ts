// A stand-in for an S3-compatible store: objects in memory by path, with the signature's hash of the body checked, as a real store does.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { listenLocally } from "./listen-locally.ts";

export type S3StandIn = {
  /** with a bucket */
  url: string;
  /** by path, so that a test can damage one */
  objects: Map<string, Buffer>;
  /** of each request, in order: method and path */
  requests: string[];
  /** Answers this often with 503 before it works again. */
  failNext(times: number): void;
  close(): Promise<void>;
};

export async function startS3StandIn(): Promise<S3StandIn> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  let failing = 0;
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const { method = "", url = "", headers } = request;
    requests.push(`${method} ${url}`);
    const answer = (status: number, bytes?: Buffer): void => void response.writeHead(status).end(bytes);
    if (failing > 0) {
      failing -= 1;
      return answer(503);
    }
    const isSigned = /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/us-east-1\/s3\//.test(
      headers.authorization ?? "",
    );
    if (!isSigned || !url.startsWith("/bucket/")) return answer(403);
    const hash = headers["x-amz-content-sha256"];
    if (hash !== "UNSIGNED-PAYLOAD" && hash !== createHash("sha256").update(body).digest("hex"))
      return answer(400);
    if (method === "PUT") {
      objects.set(url, body);
      return answer(200);
    }
    if (method === "DELETE") {
      objects.delete(url);
      return answer(204);
    }
    const found = objects.get(url);
    return found === undefined ? answer(404) : answer(200, found);
  });
  const port = await listenLocally(server);
  return {
    url: `http://127.0.0.1:${port}/bucket`,
    objects,
    requests,
    failNext: (times) => {
      failing = times;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
