// `makima completion bash|zsh|fish`: the script that makes a shell complete commands, options and ids.
import { Argument, type Command } from "commander";
import { SHELL_SCRIPTS, SHELLS, type Shell } from "../completion/shell-scripts.ts";

export function completion(command: Command): void {
  command
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(SHELLS))
    .addHelpText(
      "after",
      "\nbash: source <(makima completion bash)   in ~/.bashrc" +
        "\nzsh:  source <(makima completion zsh)    in ~/.zshrc, behind compinit" +
        "\nfish: makima completion fish | source    in ~/.config/fish/config.fish",
    )
    .action((shell: Shell) => {
      process.stdout.write(SHELL_SCRIPTS[shell]);
    });
}
