// Where a contract's repository may be: a path of a daemon's machine, or the URL of a remote in one of the forms that git itself takes.

/** `remote` is cloned, fetched and pushed; `file` is a path written as a URL. `problem` says what is wrong, without the URL itself. */
export type RepositoryUrl =
  | { readonly kind: "remote"; readonly url: string; readonly host: string }
  | { readonly kind: "file" }
  | { readonly kind: "refused"; readonly problem: string };

const MOST = 2048;
const host = String.raw`(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)`;
const user = String.raw`(?:[A-Za-z0-9_][A-Za-z0-9._+-]*@)?`;
const web = new RegExp(`^(https?)://${host}(?::[0-9]{1,5})?/[^?#]+$`);
const ssh = new RegExp(`^ssh://${user}${host}(?::[0-9]{1,5})?/[^?#]+$`);
// `host::path` would be one of git's remote helpers, and a path that begins with a dash an option of theirs.
const scp = new RegExp(`^${user}${host}:(?!:|//|/*-)[^?#]+$`);
const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * Only these reach git: https, ssh in both of its spellings, and http to this very machine. A password or a token in a URL would be stored, shown and
 * logged with it, so it is refused: git has credential helpers for that.
 */
export function readRepositoryUrl(url: string): RepositoryUrl {
  if (url.length > MOST || /[\p{Cc}\s\\]/u.test(url)) {
    return refused("must be a URL in one line, without blanks or backslashes");
  }
  if (/^file:/i.test(url)) return { kind: "file" };
  if (/^https?:\/\/[^/]*@/i.test(url) || /^ssh:\/\/[^/]*:[^/]*@/i.test(url)) {
    return refused(
      "holds a user or a password: give it without them; git asks your credential helper (git config credential.helper) or your ssh agent",
    );
  }
  const [, protocol, webHost] = web.exec(url) ?? [];
  if (webHost !== undefined) {
    if (protocol === "http" && !loopback.test(webHost)) {
      return refused("is http, which anybody on the way can read and change: give the https URL");
    }
    return { kind: "remote", url, host: webHost };
  }
  const [, sshHost] = ssh.exec(url) ?? (url.includes("://") ? null : scp.exec(url)) ?? [];
  if (sshHost !== undefined) return { kind: "remote", url, host: sshHost };
  return refused("must be of the form https://host/path, ssh://host/path, user@host:path or file:///path");
}

/** Whether what a contract's repository is called is a remote's URL and not a path. */
export const isRemoteUrl = (location: string): boolean => readRepositoryUrl(location).kind === "remote";

const refused = (problem: string): RepositoryUrl => ({ kind: "refused", problem });

/**
 * Why something cannot be copied from a person's repository into its worktrees; null where it can. It is a path of an untracked file or folder from
 * the repository's root, in which `*`, `?` and `[…]` stand for what they do in a .gitignore.
 */
export function copyProblem(pattern: string): string | null {
  if (/[\p{Cc}\\]/u.test(pattern) || pattern.trim() !== pattern) {
    return "must be one line without backslashes, and no blank at its ends";
  }
  const parts = pattern.replace(/\/$/, "").split("/");
  if (parts[0] === "") return "must be relative to the repository's root";
  if (parts.some((part) => part === ".." || part === "." || part === "")) {
    return "must name something inside the repository, without . and ..";
  }
  return parts.some((part) => /^\.git$/i.test(part)) ? "must not name git's own folder" : null;
}
