// Shows which flags are read out of a help.
import { expect, test } from "vitest";
import { readFlags } from "./read-flags.ts";

test("those that begin a line, with the placeholder behind them", () => {
  const help = `Usage: agent [options]

Options:
  --add-dir <directories...>            More directories
  --allowedTools, --allowed-tools <tools...>
      Tools to allow (e.g. "Bash(git *)")
  -r, --resume [value]                  Resume
                                        --not-this is of the text
  -i, --image <FILE>...
      --oss
  -d, --debug                     Run in debug mode  [boolean] [default: false]
`;
  expect(readFlags(help)).toEqual({
    "--add-dir": "<directories...>",
    "--allowedTools": "<tools...>",
    "--allowed-tools": "<tools...>",
    "--resume": "[value]",
    "--image": "<FILE>...",
    "--oss": "",
    "--debug": "",
  });
});
