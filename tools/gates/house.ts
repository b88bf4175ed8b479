// Gates: the house rules, one gate each, over a tree that is read and parsed once for all of them.
import type { Rule } from "../house/rule.ts";
import { readTree, type Tree } from "../house/tree.ts";
import type { Gate } from "./gate.ts";

export function houseGate({ name, sentence, find }: Rule): Gate {
  const check = async (folder: string): Promise<readonly string[]> =>
    find(readOnce(folder)).map(
      ({ path, line, message }) => `${path}${line === 0 ? "" : `:${line}`} ${message}`,
    );
  return { name, sentence, check };
}

const read = new Map<string, Tree>();

function readOnce(folder: string): Tree {
  const tree = read.get(folder) ?? readTree(folder);
  read.set(folder, tree);
  return tree;
}
