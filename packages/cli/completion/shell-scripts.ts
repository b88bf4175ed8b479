// What each shell is told to do for a TAB: it asks this program with the words as they stand, and evaluates none of them.

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

// Bash parts words at "=" and shows what it offers as it is: with a description only where nothing is put in whole.
const BASH = `# completion of makima for bash:  source <(makima completion bash)
_makima() {
  local value text lines=()
  while IFS=$'\\t' read -r value text; do
    lines+=("$value"$'\\t'"$text")
  done < <(makima complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  if ((\${#lines[@]} == 0)); then
    compopt -o default 2>/dev/null
    return
  fi
  for text in "\${lines[@]}"; do
    value=\${text%%$'\\t'*}
    text=\${text#*$'\\t'}
    if ((\${#lines[@]} > 1)) && [[ -n $text && \${COMP_TYPE:-9} != 37 && \${COMP_TYPE:-9} != 42 ]]; then
      value="$value  ($text)"
    fi
    COMPREPLY+=("$value")
  done
}
complete -F _makima makima
`;

const ZSH = `#compdef makima
# completion of makima for zsh:  source <(makima completion zsh), behind compinit
_makima() {
  local line
  local -a offered
  for line in "\${(@f)$(makima complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && offered+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if ((\${#offered})); then
    _describe -V makima offered
  else
    _files
  fi
}
compdef _makima makima
`;

const FISH = `# completion of makima for fish:  makima completion fish | source
function __makima_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l offered (makima complete -- $before[2..-1] "$current" 2>/dev/null)
    if test (count $offered) -gt 0
        printf '%s\\n' $offered
    else
        __fish_complete_path "$current"
    end
end
complete -c makima -e
complete -c makima -f -k -a '(__makima_complete)'
`;

export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
