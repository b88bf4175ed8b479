// Which URLs of repositories are taken, and what is said of the others.
import { expect, test } from "vitest";
import { copyProblem, isRemoteUrl, readRepositoryUrl } from "./repository.ts";

test.each([
  ["https://example.org/a/b.git", "example.org"],
  ["https://example.org:8443/a", "example.org"],
  ["https://[2001:db8::1]/a", "[2001:db8::1]"],
  ["http://127.0.0.1:7000/a.git", "127.0.0.1"],
  ["http://localhost/a.git", "localhost"],
  ["ssh://git@example.org:2222/a.git", "example.org"],
  ["ssh://example.org/~me/a.git", "example.org"],
  ["git@example.org:a/b.git", "example.org"],
  ["example.org:a.git", "example.org"],
  ["work:a.git", "work"],
])("%s is a remote at %s", (url, host) => {
  expect(readRepositoryUrl(url)).toEqual({ kind: "remote", url, host });
  expect(isRemoteUrl(url)).toBe(true);
});

test("a file: URL is a path, and a path is no remote", () => {
  expect(readRepositoryUrl("file:///some/where")).toEqual({ kind: "file" });
  expect(isRemoteUrl("/some/where")).toBe(false);
});

test.each([
  ["https://me:secret@example.org/a", "password"],
  ["https://ghp_secret@example.org/a", "password"],
  ["ssh://me:secret@example.org/a", "password"],
  ["http://example.org/a", "http"],
  ["http://127.0.0.1.example.org/a", "http"],
  ["ext::sh -c id", "one line"],
  ["ext::id", "form"],
  ["git://example.org/a", "form"],
  ["https://example.org", "form"],
  ["https://example.org/a?x=1", "form"],
  ["-oProxyCommand=id:a", "form"],
  ["ssh://-oProxyCommand=id/a", "form"],
  ["git@-oProxyCommand=id:a", "form"],
  ["example.org:--upload-pack=id", "form"],
  ["example.org:/-x", "form"],
  ["https://example.org/a\nb", "one line"],
  [`https://example.org/${"a".repeat(2048)}`, "one line"],
  ["some/relative/path", "form"],
])("%s is refused, and the sentence does not repeat it", (url, word) => {
  const reading = readRepositoryUrl(url);
  expect(reading).toMatchObject({ kind: "refused", problem: expect.stringContaining(word) as string });
  expect(JSON.stringify(reading)).not.toContain("secret");
});

test.each([".env", "config/*.local", "certs/", "a b/c", "[abc]", "!odd", ".gitignore"])(
  "%j may be copied",
  (pattern) => expect(copyProblem(pattern)).toBeNull(),
);

test.each([
  "/etc/passwd",
  "../up",
  "a/../../b",
  "./a",
  "a//b",
  "",
  " a",
  "a\nb",
  "a\\b",
  ".git/config",
  "a/.GIT",
])("%j may not be copied", (pattern) => expect(copyProblem(pattern)).toEqual(expect.any(String)));
