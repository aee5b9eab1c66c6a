// `npm run chaos -- --kills N --seed S [--tasks 10] [--mode default_codex] [--trees [--deliver merge]] [--kinds KIND,...] [--evidence DIR]`: kills workers, servers, commands, agents, hosts
// and gits of a workspace at work, with `--trees` of eight roots in four lanes, with `--deliver merge` of roots that land by themselves, and says what came of it. Exit 1 when anything was lost, repeated or left behind.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { KINDS } from './killer.js';
import { runChaos, type ChaosOptions } from './run.js';
import { lastLine, tableOf } from './table.js';
import { judge } from './verdict.js';
import { MODES } from './work.js';

const USAGE = `Usage: npm run chaos -- --kills N --seed S [--tasks 10] [--mode ${MODES.join('|')}] [--trees [--deliver merge]] [--kinds KIND,...] [--evidence DIR]`;
const EXIT = { fine: 0, failed: 1, usage: 2 } as const;

interface Asked extends Omit<ChaosOptions, 'stop'> {
  /** A folder that was asked for stays, whatever came of the run. */
  keep: boolean;
}

function readArguments(): Asked {
  const options = {
    kills: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    tasks: { type: 'string', default: '10' },
    mode: { type: 'string', default: MODES[0] },
    trees: { type: 'boolean', default: false },
    deliver: { type: 'string', default: 'branch' },
    kinds: { type: 'string' },
    evidence: { type: 'string' },
  } as const;
  const { values } = parseArgs({ options });
  const number = (name: 'kills' | 'seed' | 'tasks'): number => {
    if (!/^\d{1,6}$/.test(values[name])) throw new Error(`--${name} ${values[name]} is not a whole number.`);
    return Number(values[name]);
  };
  const mode = MODES.find((one) => one === values.mode);
  if (mode === undefined) throw new Error(`--mode ${values.mode} is none of ${MODES.join(', ')}.`);
  const { trees } = values;
  const deliver = (['branch', 'merge'] as const).find((one) => one === values.deliver);
  if (deliver === undefined) throw new Error(`--deliver ${values.deliver} is neither branch nor merge.`);
  const kinds = values.kinds?.split(',').map((name) => {
    const kind = KINDS.find((one) => one === name);
    if (kind === undefined) throw new Error(`--kinds ${name} is none of ${KINDS.join(', ')}.`);
    return kind;
  });
  const counts = {
    ...(kinds && { kinds }),
    mode,
    trees,
    deliver,
    kills: number('kills'),
    seed: number('seed'),
    tasks: Math.max(1, number('tasks')),
  };
  if (values.evidence === undefined)
    return { ...counts, evidence: mkdtempSync(path.join(tmpdir(), 'millrace-chaos-')), keep: false };
  const evidence = path.resolve(values.evidence);
  if (existsSync(evidence)) throw new Error(`--evidence ${evidence} is there already. Name a folder that is not.`);
  return { ...counts, evidence, keep: true };
}

async function main(): Promise<number> {
  let asked: Asked;
  try {
    asked = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return EXIT.usage;
  }
  try {
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const run = await runChaos({ ...asked, stop: stop.signal });
    const verdict = judge(run, asked.evidence);
    const { faults } = verdict;
    console.log(tableOf(run, verdict));
    for (const fault of faults) console.log(`fault: ${fault}`);
    if (faults.length === 0 && !asked.keep) rmSync(asked.evidence, { recursive: true, force: true });
    else console.log(`evidence: ${asked.evidence}`);
    console.log(lastLine(run, verdict));
    return faults.length === 0 ? EXIT.fine : EXIT.failed;
  } catch (error) {
    console.error(`The driver failed: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`evidence: ${asked.evidence}`);
    return EXIT.failed;
  }
}

process.exit(await main());
