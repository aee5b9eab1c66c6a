// What a shell is given to complete `millrace`. Each script asks `millrace complete` at the key, hands the words over as they are, and
// evaluates nothing that comes back: the shell itself quotes what it puts into the line.

/** An answer is `files` or `words` on its first line, then a word and a line about it, in turns. */
const BASH = `# Completion of millrace for bash: source <(millrace completion bash)
_millrace() {
  local kind= word= about=
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r word && IFS= read -r about; do
      printf -v word '%q' "$word"
      COMPREPLY+=("$word")
    done
  } < <("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $kind == files ]] || compopt +o default 2>/dev/null
  return 0
}
complete -o default -F _millrace millrace`;

const ZSH = `#compdef millrace
# Completion of millrace for zsh: source <(millrace completion zsh), after compinit; or as _millrace in a folder of fpath.
_millrace() {
  local kind word about
  local -a lines found shown
  lines=("\${(@f)$(command millrace complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  kind=\${lines[1]}
  for word about in "\${(@)lines[2,-1]}"; do
    found+=("$word")
    shown+=("$word\${about:+  -- }$about")
  done
  (( \${#found} )) && compadd -l -d shown -a -- found
  [[ $kind == files ]] && _files
  return 0
}
if [[ \${funcstack[1]} == _millrace ]]; then _millrace "$@"; else compdef _millrace millrace; fi`;

const FISH = `# Completion of millrace for fish: millrace completion fish | source
function __millrace_complete
  set -l words (commandline -opc)
  set -l begun (commandline -ct)
  command millrace complete -- $words[2..-1] "$begun" 2>/dev/null
end
function __millrace_words
  __millrace_complete | begin
    read -l kind
    while read -l word; and read -l about
      printf '%s\\t%s\\n' $word $about
    end
  end
end
function __millrace_files
  set -l answer (__millrace_complete)
  test "$answer[1]" = files
end
complete -c millrace -e
complete -c millrace -f -a '(__millrace_words)'
complete -c millrace -n __millrace_files -F`;

export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;

export type Shell = keyof typeof SCRIPTS;
