// `npm run conformance -- FILE... [--json]`: replays recorded runs and says what came of each.
// Exit 1 on any difference.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../disk/package-root.js';
import { judge, type Observation, type Judgement } from './compare.js';
import { nameOf, readExpectation, readRecord, recordedObservation } from './record.js';
import { replay } from './replay.js';
import { openStand, type Stand } from './stand.js';

const USAGE = 'Usage: npm run conformance -- [FILE...] [--json] [--expected DIR] [--bound SECONDS]';
const RESULTS = ['equal', 'explained', 'different', 'skipped'] as const;
const EXIT = { done: 0, different: 1, usage: 2, interrupted: 130 } as const;

interface Report {
  file: string;
  result: Judgement['result'] | 'skipped';
  reason: string | null;
  recorded: Observation | null;
  ours: Observation | null;
}

interface Asked {
  files: string[];
  json: boolean;
  /** Folder of the expectations. */
  expected: string;
  /** Seconds that one run may take. */
  bound: number;
}

function readArguments(): Asked {
  const data = path.join(packageRoot(), 'test', 'conformance');
  const options = {
    json: { type: 'boolean', default: false },
    expected: { type: 'string' },
    bound: { type: 'string', default: '120' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const bound = Number(values.bound);
  if (!(bound > 0)) throw new Error(`--bound ${values.bound} is not a number of seconds above 0.`);
  const runs = path.join(data, 'runs');
  const all = readdirSync(runs).filter((name) => name.endsWith('.json'));
  const files = positionals.length > 0 ? positionals : all.sort().map((name) => path.join(runs, name));
  return { files, json: values.json, expected: values.expected ?? path.join(data, 'expected'), bound };
}

async function report(file: string, asked: Asked, stand: Stand, stop: AbortSignal): Promise<Report> {
  const known: Report = { file, result: 'different', reason: null, recorded: null, ours: null };
  try {
    const record = readRecord(file);
    if (record === null) return { ...known, result: 'skipped', reason: 'the record has no stages' };
    known.recorded = recordedObservation(record);
    const name = nameOf(file, record);
    const expectation = readExpectation(path.join(asked.expected, `${name}.json`));
    known.ours = await replay(name, record, stand, { seconds: asked.bound, stop });
    return { ...known, ...judge(known.recorded, known.ours, expectation) };
  } catch (error) {
    return { ...known, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function reportAll(asked: Asked, stop: AbortSignal): Promise<Report[]> {
  const stand = await openStand();
  const reports: Report[] = [];
  try {
    for (const file of asked.files) {
      const one = await report(file, asked, stand, stop);
      if (stop.aborted) break;
      reports.push(one);
      if (!asked.json) console.log(lineOf(one));
    }
  } finally {
    await stand.close();
  }
  return reports;
}

function lineOf({ file, result, reason }: Report): string {
  const text = `${result.padEnd(10)} ${path.basename(file, '.json')}`;
  return reason === null ? text : `${text}: ${reason}`;
}

function counted(reports: Report[]): Record<(typeof RESULTS)[number], number> {
  const count = (result: string): number => reports.filter((one) => one.result === result).length;
  return {
    equal: count('equal'),
    explained: count('explained'),
    different: count('different'),
    skipped: count('skipped'),
  };
}

function summarise(reports: Report[], json: boolean): void {
  const counts = counted(reports);
  if (json) console.log(JSON.stringify({ runs: reports, counts }, null, 2));
  else console.log(`${reports.length} runs: ${RESULTS.map((one) => `${counts[one]} ${one}`).join(', ')}.`);
}

async function main(): Promise<number> {
  let asked: Asked;
  try {
    asked = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return EXIT.usage;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const reports = await reportAll(asked, stop.signal);
  summarise(reports, asked.json);
  if (stop.signal.aborted) return EXIT.interrupted;
  return reports.some(({ result }) => result === 'different') ? EXIT.different : EXIT.done;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(EXIT.different);
}
