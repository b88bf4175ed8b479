#!/usr/bin/env node
// The makima command: hands over to the pinned Node, which reads TypeScript as it is.
import { fileURLToPath } from "node:url";
import { handOver, pinnedNode } from "./pinned-node.js";

const node = pinnedNode();
if (node === undefined) {
  process.stderr.write(
    "makima is not installed yet. Run `npm start` in the checkout, or `npm ci --ignore-scripts` there.\n",
  );
  process.exitCode = 1;
} else {
  const program = fileURLToPath(new URL("../main.ts", import.meta.url));
  await handOver({ node, program, args: process.argv.slice(2) });
}
