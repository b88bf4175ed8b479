// How the page stands with the server, in a word.
import { useConnection } from "../live/connection.ts";
import { clockTime } from "../parts/time-ago.tsx";
import { frameTexts } from "../texts/frame.ts";

const texts = frameTexts.connection;

export function ConnectionMark() {
  const connection = useConnection();
  const isAway = connection.kind === "away";
  return (
    <span
      className={`connection connection-${connection.kind}`}
      role="status"
      title={isAway ? texts.awayLong : undefined}
    >
      {wordOf(connection)}
    </span>
  );
}

function wordOf(connection: ReturnType<typeof useConnection>): string {
  if (connection.kind === "away") return texts.away(clockTime(new Date(connection.sinceMs).toISOString()));
  if (connection.kind === "catching-up") return texts.catchingUp;
  return connection.kind === "live" ? texts.live : texts.connecting;
}
