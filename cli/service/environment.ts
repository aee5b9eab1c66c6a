// What of this shell's environment a unit keeps: where things are. Keys stay out of a file that lies in the home folder.
import { ALLOCATOR_NAMES } from '../allocator.js';

const NAMES = [
  ...['PATH', 'MILLRACE_STATE_HOME', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'CODEX_HOME', 'LANG', 'TZ'],
  ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_TLS'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'grpc_proxy', 'no_proxy'],
  ...ALLOCATOR_NAMES,
];

/** What a person has to bring into the unit themselves, where it is set here. */
const SECRET = /^TEMPORAL_.*(?:API_KEY|DATA)$|_(?:API_KEY|TOKEN)$/;

export interface KeptEnvironment {
  env: Record<string, string>;
  /** Names of variables that are set here and were left out because they may hold a secret. */
  leftOut: string[];
}

export function keptEnvironment(env: NodeJS.ProcessEnv): KeptEnvironment {
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const wanted = set.filter(([name]) => NAMES.includes(name));
  // A proxy may be named with a password.
  const isOpen = ([name, value]: [string, string]): boolean => !/proxy/i.test(name) || !value.includes('@');
  const secret = [...wanted.filter((one) => !isOpen(one)), ...set.filter(([name]) => SECRET.test(name))];
  return { env: Object.fromEntries(wanted.filter(isOpen)), leftOut: secret.map(([name]) => name).sort() };
}
