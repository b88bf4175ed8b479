// Certificates as a company has them: an authority of its own, and a server's identity that it signed. OpenSSL makes them.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TlsIdentity } from "./git-host.ts";
import { runCommand } from "./run-command.ts";

export const hasOpenssl = (): Promise<boolean> =>
  runCommand({ program: "openssl", args: ["version"], cwd: tmpdir() }).then(
    () => true,
    () => false,
  );

export type Authority = {
  /** the file of its certificate, for those who trust it */
  file: string;
  /** An identity for a server of this name, good for a day. */
  sign(name: string): Promise<TlsIdentity>;
};

/** Below `root`. */
export async function makeAuthority(root: string): Promise<Authority> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const openssl = (...args: string[]): Promise<string> => runCommand({ program: "openssl", args, cwd: root });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const selfSigned = ["-x509", "-days", "1", "-subj", "/CN=An authority of the tests"];
  await openssl("req", ...newKey, ...selfSigned, "-keyout", "authority.key", "-out", "authority.pem");
  return {
    file: join(root, "authority.pem"),
    sign: async (name) => {
      await writeFile(join(root, "extensions"), `subjectAltName=DNS:${name}\n`);
      await openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", "key.pem", "-out", "request.pem");
      const by = ["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial"];
      const signed = ["-days", "1", "-extfile", "extensions", "-out", "certificate.pem"];
      await openssl("x509", "-req", "-in", "request.pem", ...by, ...signed);
      const [key, cert] = await Promise.all(
        ["key.pem", "certificate.pem"].map((file) => readFile(join(root, file), "utf8")),
      );
      return { key: key ?? "", cert: cert ?? "" };
    },
  };
}
