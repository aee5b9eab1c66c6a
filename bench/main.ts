// `npm run bench -- [NAME...] [--reference] [--beside FOLDER] [--full] [--out FILE]`: measures, and prints a Markdown table per figure.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Asked, Figure } from './figure.js';
import { checkpoint } from './figures/checkpoint.js';
import { compile } from './figures/compile.js';
import { empty, gap } from './figures/gap.js';
import { history } from './figures/history.js';
import { host } from './figures/host.js';
import { idle } from './figures/idle.js';
import { kill } from './figures/kill.js';
import { lanes } from './figures/lanes.js';
import { long } from './figures/long.js';
import { many } from './figures/many.js';
import { plan } from './figures/plan.js';
import { prompts } from './figures/prompts.js';
import { queue } from './figures/queue.js';
import { read } from './figures/read.js';
import { throughput } from './figures/throughput.js';
import { trees } from './figures/trees.js';
import { tui } from './figures/tui.js';
import { web } from './figures/web.js';
import { loadLine, machineLine } from './machine.js';
import { markdown } from './numbers.js';
import { installReference } from './reference/install.js';
import { closeRooms } from './room.js';
import { otherBuild, ours, type Side } from './side.js';
import { own } from '../core/own.js';

// Node reads these at each start, ours and others: 45 ms that say nothing of what is measured.
delete process.env['NODE_EXTRA_CA_CERTS'];

const FIGURES: Readonly<Record<string, Figure>> = {
  gap,
  empty,
  kill,
  host,
  history,
  idle,
  read,
  plan,
  compile,
  queue,
  checkpoint,
  trees,
  lanes,
  prompts,
  tui,
  web,
  many,
  throughput,
  long,
};
const USAGE = `Usage: npm run bench -- [${Object.keys(FIGURES).join('|')}]... [--reference] [--beside FOLDER]... [--full] [--out FILE]`;
const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

interface Settings {
  names: string[];
  reference: boolean;
  /** Folders in which other versions of ours were built. */
  beside: string[];
  full: boolean;
  /** Null = only printed. */
  out: string | null;
}

function readArguments(): Settings {
  const options = {
    reference: { type: 'boolean', default: false },
    beside: { type: 'string', multiple: true },
    full: { type: 'boolean', default: false },
    out: { type: 'string' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.filter((name) => !Object.hasOwn(FIGURES, name));
  if (unknown.length > 0) throw new Error(`There is no figure ${unknown.join(', ')}.`);
  const names = positionals.length > 0 ? positionals : Object.keys(FIGURES).filter((name) => name !== 'empty');
  return {
    names,
    reference: values.reference,
    beside: values.beside ?? [],
    full: values.full,
    out: values.out ?? null,
  };
}

/** False when a figure could not be measured; its place says why. */
async function measure({ names, reference, beside, full, out }: Settings): Promise<boolean> {
  const texts: string[] = [];
  const say = (text: string): void => {
    texts.push(text);
    console.log(`${text}\n`);
  };
  say(`Machine: ${await machineLine()}.`);
  const sides: Side[] = [ours, ...beside.map(otherBuild), ...(reference ? [installReference()] : [])];
  let whole = true;
  for (const name of names) {
    const { text, measured } = await figureText(name, { sides, full });
    whole &&= measured;
    say(`${text}\n\nAt its end: ${loadLine()}.`);
  }
  if (out !== null) writeFileSync(out, `${texts.join('\n\n')}\n`);
  return whole;
}

async function figureText(name: string, asked: Asked): Promise<{ text: string; measured: boolean }> {
  try {
    const tables = (await own(FIGURES, name)?.(asked)) ?? [];
    return { text: tables.map(markdown).join('\n\n'), measured: true };
  } catch (error) {
    return { text: `## ${name}\n\nNot measured: ${messageOf(error)}`, measured: false };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An interrupt must not leave daemons and servers behind. */
function cleanUpOnInterrupt(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void closeRooms().finally(() => process.exit(EXIT.interrupted)));
  }
}

async function main(): Promise<number> {
  let settings: Settings;
  try {
    settings = readArguments();
  } catch (error) {
    console.error(`${messageOf(error)}\n${USAGE}`);
    return EXIT.usage;
  }
  cleanUpOnInterrupt();
  return (await measure(settings)) ? EXIT.done : EXIT.failed;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = EXIT.failed;
}
