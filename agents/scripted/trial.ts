// The scripted agent: it asks no model, and plays those cases that are told by words and commands alone.
import { join } from 'node:path';
import type { Trial, TrialPlace } from '../adapter.js';
import { writeWhole } from '../files.js';
import type { Step } from '../suite/model-server/script.js';
import { SCRIPT_VARIABLE } from './script.js';

const PLAYED: readonly (keyof Step)[] = ['reply', 'shell'];
const NO_MODEL = 'it asks no model';

export function scriptedTrial({ home, steps, config, key }: TrialPlace): Trial | string {
  if (steps.some((step) => Object.keys(step).some((name) => !PLAYED.some((one) => one === name)))) return NO_MODEL;
  const raw = steps.findLast(({ reply }) => reply !== undefined && reply !== '')?.reply ?? '';
  const command = steps.find(({ shell }) => shell !== undefined)?.shell;
  const entry = {
    ...{ raw, no_side_effects: true, repeat: true },
    ...(command === undefined ? {} : { run: ['sh', '-c', `{ ${command}; } >/dev/null 2>&1`] }),
  };
  const script = join(home, 'script.json');
  writeWhole(script, JSON.stringify({ outcomes: { trial: [entry] } }));
  // Known to the worker, as a key of its provider would be.
  return { env: { [SCRIPT_VARIABLE]: script, OPENAI_API_KEY: key }, config, asksNobody: true };
}
