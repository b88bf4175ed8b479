// Says in a sentence, with the mend, why a remote could not be used. git tells it in words alone, which are read here and nowhere else: they choose
// the sentence and its code. What is done next does not depend on them: whatever failed is tried again.
import { blotCredentials } from "../git/git-error.ts";
import type { ProgramEnd } from "../ports/run-program.ts";
import type { RepositoryProblem } from "../worktrees/check-repository.ts";

type Trouble = {
  readonly code: RepositoryProblem["code"];
  readonly says: string;
  readonly mend: string;
};

const TOO_SLOW: Trouble = {
  code: "REMOTE_TOO_SLOW",
  says: "took longer than it may",
  mend: "Look at the network; a contract that waits for it goes on by itself.",
};
const FAILED: Trouble = {
  code: "REMOTE_FAILED",
  says: "could not be used",
  mend: "Try git ls-remote with this URL on the daemon's machine.",
};

// As git and what it runs (curl, ssh) say it in the C locale; the first that fits counts.
const KNOWN: readonly (Trouble & { readonly words: RegExp })[] = [
  {
    code: "HOST_NOT_FOUND",
    words:
      /could not resolve (?:host|proxy)|name or service not known|temporary failure in name resolution|nodename nor servname/i,
    says: "has a host that cannot be resolved",
    mend: "Check the host's name for a slip, and the network and DNS of the daemon's machine.",
  },
  {
    code: "HOST_KEY_UNKNOWN",
    words: /host key verification failed|remote host identification has changed/i,
    says: "has a host whose key ssh does not know",
    mend: "Connect to the host with ssh once, as the daemon's account, and look at the key that it shows.",
  },
  {
    code: "CERTIFICATE_REFUSED",
    words:
      /ssl certificate problem|certificate verif|ssl: no alternative certificate|certificate subject name .* does not match/i,
    says: "has a certificate that git does not trust",
    mend: "Have git trust its authority (git config http.sslCAInfo), or mend the server's certificate: its dates, and the name that it is for.",
  },
  {
    code: "LOGIN_REFUSED",
    words:
      /authentication failed|could not read (?:username|password)|permission denied \(|terminal prompts disabled|returned error: (?:401|403)|access denied|too many authentication failures/i,
    says: "refused the login",
    mend: "Store credentials that may read it (and push to it) in git's credential helper or the ssh agent of the daemon's account, and check with git ls-remote.",
  },
  {
    code: "NO_SUCH_REPOSITORY",
    words:
      /repository .*not found|does not appear to be a git repository|returned error: 404|project you were looking for could not be found/i,
    says: "does not exist, or is not shown to you",
    mend: "Check the URL for a slip, and that the account of the credentials may see it.",
  },
  {
    code: "REMOTE_MOVED",
    words: /returned error: 30[1278]|unable to update url base from redirection/i,
    says: "has moved elsewhere",
    mend: "Give the address that it leads to, often the same with .git at its end; redirections are not followed.",
  },
  {
    code: "REMOTE_UNREACHABLE",
    words:
      /failed to connect|could ?n.t connect|connection (?:refused|timed out|reset|closed)|network is unreachable|no route to host|operation (?:timed out|too slow)|recv failure|returned error: 5\d\d|hung up unexpectedly|empty reply/i,
    says: "cannot be reached",
    mend: "Look whether the server is up and the daemon's machine is online; a contract that waits for it goes on by itself.",
  },
];

export function nameTrouble(url: string, end: Pick<ProgramEnd, "ending" | "stderr">): RepositoryProblem {
  const said = blotCredentials(end.stderr);
  const trouble =
    end.ending === "timed_out" ? TOO_SLOW : (KNOWN.find(({ words }) => words.test(said)) ?? FAILED);
  const last = lastWords(said);
  return {
    ok: false,
    code: trouble.code,
    message: `${url} ${trouble.says}.${last === "" ? "" : ` git says: ${last}.`}`,
    mend: trouble.mend,
  };
}

const MOST = 300;

/** The line that says what happened, not the advice that git puts under it. */
function lastWords(said: string): string {
  const lines = said
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const told = lines.filter((line) => /^(?:fatal|error|remote|ssh|ERROR):/.test(line));
  return (told.find((line) => line.startsWith("fatal:")) ?? told.at(-1) ?? lines.at(-1) ?? "")
    .slice(0, MOST)
    .replace(/\.+$/, "");
}
