// One plain POST with headers that fetch would not send, for tests of doors.
import { request } from "node:http";

/** The status of the answer. */
export function connectTo(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
    });
    call.once("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.once("error", reject);
    call.end("{}");
  });
}
