import { describe, expect, it } from "vitest";
import { serverUrls } from "./server-url.ts";

describe("the server's address", () => {
  it.each(["http://127.0.0.1:7420", "http://localhost:7420/", "http://[::1]:7420"])(
    "may be %s",
    (address) => {
      expect(serverUrls(address).link).toMatch(/^ws:\/\/.*:7420\/api\/v1\/mesh\/link$/);
    },
  );

  it("may be far away with TLS, and below a path", () => {
    expect(serverUrls("https://makima.example/team/")).toEqual({
      api: "https://makima.example/team/api/v1",
      join: "https://makima.example/team/api/v1/mesh/join",
      link: "wss://makima.example/team/api/v1/mesh/link",
    });
  });

  it.each(["http://makima.example", "http://127.0.0.1.makima.example", "ftp://127.0.0.1", "nonsense"])(
    "may not be %s",
    (address) => {
      expect(() => serverUrls(address)).toThrow(/TLS|http/);
    },
  );
});
