// Asks whether somebody listens on a Unix socket.
import { connect } from "node:net";

/** True when a connection is accepted within `limitMs`. Nothing is sent. */
export function canConnect(socketPath: string, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(limitMs, () => finish(false));
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
