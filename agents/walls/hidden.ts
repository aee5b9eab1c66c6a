// What no stage behind walls may read, whatever its runner: the files and folders in which tools keep keys and logins.
import { RUNNER_KINDS } from '../kinds.js';

/** Relative to the user's home. Not `.npmrc`: without its registry a command would ask the public one for private names. */
export const KEYS: readonly string[] = [
  ...['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.password-store', '.terraform.d'],
  ...['.config/gcloud', '.config/gh', '.config/glab-cli', '.config/hub', '.config/git/credentials', '.config/op'],
  ...['.docker/config.json', '.netrc', '.git-credentials', '.pypirc', '.cargo/credentials.toml'],
  ...RUNNER_KINDS.flatMap(({ logins }) => logins),
  '.gemini/oauth_creds.json',
  ...[
    '.local/share/keyrings',
    '.mozilla',
    '.config/google-chrome',
    '.config/chromium',
    '.bash_history',
    '.zsh_history',
  ],
];

/** Shared by all programs of a user: drafts, sockets of other sessions, whatever somebody left there. */
export const TEMPORARY: readonly string[] = ['/tmp', '/var/tmp'];

/** Sockets behind which a program would do for a command what its walls forbid: agents with keys, session buses, containers. */
export const sockets = (env: NodeJS.ProcessEnv): string[] => [
  ...[env['XDG_RUNTIME_DIR'] ?? '', `/run/user/${process.getuid?.() ?? 0}`],
  ...['/run/docker.sock', '/run/podman', '/run/containerd', '/run/dbus/system_bus_socket'],
];
