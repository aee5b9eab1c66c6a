// A program of the operator, led to a model server of ours by the variables that most programs know.
import { join } from 'node:path';
import type { Trial, TrialPlace } from '../adapter.js';
import { writeWhole } from '../files.js';
import { anthropic } from '../claude/trial.js';
import { codexConfig } from '../codex/trial.js';
import { secretsOf } from '../secrets/values.js';
import { noTable, tableOf } from './surroundings.js';
import { COMMAND, type CommandConfig } from './settings.js';

/** Of what the table says the variables of the trial win: no case may reach a provider. */
export function commandTrial(member: string, { home, url, key, config, permission }: TrialPlace): Trial | string {
  const table = tableOf(member, { config });
  if (table === null) return noTable(member);
  if (table.dialect === 'codex' && table.sandbox === 'bubblewrap' && permission !== 'maximum') return HOMELESS;
  // Codex, and programs that are made of it, know no variable for it.
  writeWhole(join(home, 'config.toml'), codexConfig(url));
  const env = { CODEX_HOME: home, ...(asksAnthropic(table) ? anthropic(url, key) : openai(url, key)) };
  const own = { ...config[COMMAND], [member]: { ...table, env: { ...withoutSecrets(table.env, key), ...env } } };
  return { env: {}, config: { ...config, [COMMAND]: own } };
}

const HOMELESS = 'behind walls of ours it does not see its own home, which says where its provider is';

/** Of a key of its own it gets ours in its place: it may ask a provider that none of these variables leads away from. */
const withoutSecrets = (env: Readonly<Record<string, string>>, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, secretsOf([{ [name]: value }]).length === 0 ? value : key]),
  );

/** A program gets the key of one provider, so that the suite can see whether it keeps it from its tools. */
const asksAnthropic = ({ dialect, passEnv, env }: CommandConfig): boolean =>
  dialect === 'claude' || [...passEnv, ...Object.keys(env)].some((name) => name.startsWith('ANTHROPIC_'));

const openai = (url: string, key: string) => ({ OPENAI_BASE_URL: url, OPENAI_API_BASE: url, OPENAI_API_KEY: key });
