# sourced: run.sh MAIN -> workspace $W, home $H, `m` = millrace, stand-in codex in bin/fakecodex
MAIN=$(realpath "${1:?usage: run.sh path/to/dist/cli/main.js}")
SEC=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/seccase.XXXXXX"); W=$T/w; H=$T/h; mkdir -p "$W" "$H/attack"
# Where the stand-in leaves what each stage was asked: behind walls that is the tree, where an agent may write.
SAW=$H; [ -z "${WALLS:-}" ] || SAW=$W/saw
export SEC_STATE=${SEC_STATE:-$T/state}; export MILLRACE_STATE_HOME=$SEC_STATE HOME=$H
finish() { MILLRACE_STATE_HOME=$SEC_STATE node "$MAIN" server stop --force >/dev/null 2>&1; [ -n "${KEEP:-}" ] || rm -rf "$T"; }; trap finish EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
unset MILLRACE_SCRIPT MILLRACE_WORKSPACE
m() { node "$MAIN" "$@"; }
A=$W/millrace-agents
cd "$W"; git init -q .; echo hi > README.md; git add .; git commit -qm x
# TREES=per_root tries a case in trees of their own; else it is tried in place.
setup() { m init --trees "${TREES:-in_place}" >/dev/null; m config set runners.codex.command "${STANDIN:-$SEC/bin/fakecodex}" >/dev/null
  [ -z "${WALLS:-}" ] || { m config set runners.scripted.sandbox "$WALLS" >/dev/null; scripted; }; }
# WALLS=bubblewrap or none: every stage is played by the runner `scripted` with that sandbox. By value, since the case's own files are hidden from it.
scripted() { export MILLRACE_SCRIPT=$T/script.json; node - "$H/attack" > "$MILLRACE_SCRIPT" <<'S'
const fs = require('fs'), folder = process.argv[2], outcomes = {};
// Who attacks leaves only what the attack does, and the Arbiter never more than that; plans are left whole, so that the attack behind them is reached.
const bare = (node, text) => node === 'arbiter' || (text !== false && !['planner', 'manager'].includes(node));
for (const node of 'recon planner manager mechanic auditor arbiter builder checker fixer doublechecker updater troubleshooter consultant'.split(' ')) {
  const file = `${folder}/${node}.sh`, text = fs.existsSync(file) && fs.readFileSync(file, 'utf8');
  const play = `mkdir -p saw; cp "$1" saw/prompt.${node}.txt; export PROMPT=$1; ${text ? `touch saw/played.${node}; ` : ''}bash -c "$0" >saw/said 2>>saw/attack.err; cat saw/said`;
  outcomes[node] = [{ run: ['bash', '-c', play, text || 'true', '${PROMPT_FILE}'], no_side_effects: bare(node, text), repeat: true }];
}
console.log(JSON.stringify({ outcomes }));
S
}
task() { # id [extra-line]
printf '# Task %s\n\nTask-ID: %s\nCreated-At: 2026-11-01T09:00:00Z\nCreated-By: ada\n%s\nTarget-Paths:\n- src/x.js\n\nAcceptance:\n- done\n\nRequired-Checks:\n- node --test\n\nReferences:\n- README.md\n\nRisk:\n- low\n' "$1" "$1" "${2:+$2
}" > "$T/$1.md"; m add-task "$T/$1.md" >/dev/null; }
attack() { # node <<script
printf '#!/bin/bash\n' > "$H/attack/$1.sh"; cat >> "$H/attack/$1.sh"; chmod +x "$H/attack/$1.sh"; [ -z "${WALLS:-}" ] || scripted; }
# An attack that was not played proves nothing.
played() { [ -z "${WALLS:-}" ] || ls "$SAW"/played.* >/dev/null 2>&1 || { echo "BROKE: no attack was played"; return 1; }; }
run() { timeout -k 5 "${LIMIT:-60}" node "$MAIN" run --until idle --monitor basic > "$T/run.out" 2>&1; RC=$?; }
sid() { node -p "JSON.parse(require('fs').readFileSync('$A/workspace.json')).id"; }
held() { played || exit 1; echo "HELD: $*"; exit 0; }
broke() { echo "BROKE: $*"; echo "  (in $T)"; exit 1; }
