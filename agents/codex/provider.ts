// Where Codex finds its model, as far as its configuration tells. A wrong guess only makes a wait longer.
import { join } from 'node:path';
import { z } from 'zod';
import { readToml } from '../../core/plan/sources/read.js';
import { allowedEnv } from '../environment.js';
import { readText } from '../files.js';
import { type Address, addressOf, behindProxy } from '../probes.js';
import { type Around, codexHome, ownEnv } from './surroundings.js';
import { own } from '../../core/own.js';

const settings = z.looseObject({
  model_provider: z.string().optional(),
  openai_base_url: z.string().optional(),
  model_providers: z.record(z.string(), z.looseObject({ base_url: z.string().optional() })).optional(),
});
type Settings = z.infer<typeof settings>;

/** The built-in provider. With a ChatGPT login it is another host of the same provider. */
const OPENAI = 'https://api.openai.com';

/** Null when it cannot be told: behind a proxy, and for a provider without an address. */
export function providerAddress(context: Around): Address | null {
  if (behindProxy({ ...allowedEnv(context.env), ...ownEnv(context) })) return null;
  const layers = settingsOf(context);
  const first = (pick: (layer: Settings) => string | undefined): string | undefined =>
    layers.map(pick).find((value) => value !== undefined);
  const provider = first((layer) => layer.model_provider) ?? 'openai';
  const builtIn = provider === 'openai' ? (first((layer) => layer.openai_base_url) ?? OPENAI) : null;
  return addressOf(first((layer) => own(layer.model_providers ?? {}, provider)?.base_url) ?? builtIn);
}

/** Strongest first: our `-c` items from the last to the first, the profile's file, the user's file. */
function settingsOf(context: Around): Settings[] {
  const { extraConfig, profile } = context.config.codex;
  const files = [...(profile === null ? [] : [`${profile}.config.toml`]), 'config.toml'];
  const texts = files.map((name) => readText(join(codexHome(context), name)) ?? '');
  const read = (toml: string): Settings | null => readToml(settings, '', toml, []);
  const items = extraConfig.map((item) => read(item) ?? read(quoted(item))).reverse();
  return [...items, ...texts.map(read)].filter((layer) => layer !== null);
}

/** Codex takes a value that is no TOML as plain text. */
const quoted = (item: string): string => item.replace(/=(.*)$/s, (_all, value: string) => `=${JSON.stringify(value)}`);
