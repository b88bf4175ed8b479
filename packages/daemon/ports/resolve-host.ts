// Where a host's name leads, and whether that is a place that only this machine or its own network can reach.
import { lookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";

/** All addresses of it, as the system resolves names and the odd spellings of addresses; none where it cannot be resolved. */
export async function resolveHost(host: string): Promise<string[]> {
  try {
    const found = await lookup(host.replace(/^\[(.*)\]$/, "$1"), { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === "getaddrinfo") return [];
    throw error;
  }
}

// Everything that is not for the public internet, by the registries of IANA for special addresses.
const PRIVATE_V4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
];
/** Also those in which an address of IPv4 is wrapped: translators lead to it. */
const PRIVATE_V6 = [
  ...["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];

const privateAddresses = new BlockList();
for (const [ranges, family] of [
  [PRIVATE_V4, "ipv4"],
  [PRIVATE_V6, "ipv6"],
] as const)
  for (const range of ranges) {
    const [net = "", bits = ""] = range.split("/");
    privateAddresses.addSubnet(net, Number(bits), family);
  }

/** `address`: as `resolveHost` gives it. One of IPv4 in the clothes of IPv6 (`::ffff:…`) counts as what it is. */
export const isPrivateAddress = (address: string): boolean => {
  const [bare = ""] = address.split("%");
  return privateAddresses.check(bare, isIPv6(bare) ? "ipv6" : "ipv4");
};
