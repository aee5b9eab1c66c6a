// `npm run campaign -- [--kills N] [--seed S] [--reference] [--tenth] [--bound SECONDS]`: works a script of the size of the published
// campaign, and prints what came of it beside what the script comes to. Exit 1 when the two differ or anything was paid twice.
import { parseArgs } from 'node:util';
import { loadLine, machineLine } from '../../bench/machine.js';
import { faultsIn, tableOf } from './table.js';
import { runOurs } from './ours.js';
import { runReference } from './reference.js';
import { TENTH, WHOLE } from './script.js';

const USAGE = 'Usage: npm run campaign -- [--kills N] [--seed S] [--reference] [--tenth] [--bound SECONDS]';
const EXIT = { fine: 0, failed: 1, usage: 2 } as const;

function readArguments() {
  const options = {
    kills: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    bound: { type: 'string', default: '1800' },
    reference: { type: 'boolean', default: false },
    tenth: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ options });
  const number = (name: 'kills' | 'seed' | 'bound'): number => {
    if (!/^\d{1,6}$/.test(values[name])) throw new Error(`--${name} ${values[name]} is not a whole number.`);
    return Number(values[name]);
  };
  const campaign = values.tenth ? TENTH : WHOLE;
  const asked = { campaign, kills: number('kills'), seed: number('seed'), bound: number('bound') };
  return { ...asked, reference: values.reference };
}

async function main(): Promise<number> {
  let asked: ReturnType<typeof readArguments>;
  try {
    asked = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return EXIT.usage;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  console.log(`Machine: ${await machineLine()}.\n`);
  const ours = await runOurs({ ...asked, stop: stop.signal });
  const reference =
    asked.reference && !stop.signal.aborted ? await runReference({ ...asked, stop: stop.signal }) : null;
  console.log(`${tableOf(asked.campaign, ours, reference)}\n\nAt its end: ${loadLine()}.`);
  const faults = faultsIn(asked.campaign, ours, asked.kills);
  for (const fault of faults) console.log(`fault: ${fault}`);
  console.log(`campaign: ${faults.length === 0 ? 'OK' : 'FAILED'}`);
  return faults.length === 0 ? EXIT.fine : EXIT.failed;
}

process.exit(await main());
