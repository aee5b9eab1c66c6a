// Ways to make good evidence tell of something that must not happen.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type RawEvent = { eventId: string; eventType: string } & Record<string, Record<string, unknown>>;
export type Which = 'workspace' | 'lineage';

export interface Spoiler {
  /** Request ids, in the order in which their agents started. */
  requests: string[];
  text(name: string, change: (text: string) => string): void;
  /** Lines without the last, empty one. */
  lines(name: string, change: (lines: string[]) => string[]): void;
  /** Name of the file of a run, 1-based; of a stage result. */
  history(which: Which, run: number): string;
  stageResult(request: string): string;
  copy(from: string, to: string): void;
  move(from: string, to: string): void;
  remove(name: string): void;
  write(name: string, text: string): void;
  /** Changes the first event of this type, and whose payload holds this text, over all runs of a workflow. */
  event(which: Which, type: string, holds: string, change: (event: RawEvent) => void): void;
  /** Adds an event where a run may still have one: before its last when that ends it. `run`: 1-based. */
  add(which: Which, run: number, event: { type: string; attributes: object }): void;
  /** Adds a copy of the first event of this type, and whose payload holds this text, to the same run. */
  repeat(which: Which, type: string, holds: string): void;
}

export function spoilerOf(dir: string): Spoiler {
  const file = (name: string): string => path.join(dir, name);
  const read = (name: string): string => readFileSync(file(name), 'utf8');
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  };
  const text: Spoiler['text'] = (name, change) => {
    const [before, after] = [read(name), change(read(name))];
    if (before === after) throw new Error(`${name} was not changed`);
    write(name, after);
  };
  const histories = (which: Which): string[] => {
    const pattern = which === 'lineage' ? /:backlog\.\d+\.json$/ : /^millrace:[^:]+\.\d+\.json$/;
    const names = readdirSync(file('histories')).filter((name) => pattern.test(name));
    return names.sort().map((name) => `histories/${name}`);
  };
  const withEvents = (name: string, change: (events: RawEvent[]) => void): void =>
    text(name, (before) => {
      const { events } = JSON.parse(before) as { events: RawEvent[] };
      change(events);
      return JSON.stringify({ events });
    });
  const find = (which: Which, type: string, holds: string): { name: string; id: string } => {
    for (const name of histories(which)) {
      const { events } = JSON.parse(read(name)) as { events: RawEvent[] };
      const found = events.find((event) => event.eventType === `EVENT_TYPE_${type}` && decoded(event).includes(holds));
      if (found !== undefined) return { name, id: found.eventId };
    }
    throw new Error(`no ${type} with ${holds} in the ${which}'s histories`);
  };
  return {
    ...{ text, write },
    requests: read('agents.jsonl')
      .split('\n')
      .filter((line) => line.includes('"start"'))
      .map((line) => (JSON.parse(line) as { request: string }).request),
    lines: (name, change) => text(name, (before) => `${change(before.trimEnd().split('\n')).join('\n')}\n`),
    history: (which, run) => histories(which)[run - 1] ?? '',
    stageResult: (request) => stageResult(dir, request),
    copy: (from, to) => write(to, read(from)),
    move: (from, to) => {
      write(to, read(from));
      rmSync(file(from));
    },
    remove: (name) => rmSync(file(name), { recursive: true }),
    event(which, type, holds, change) {
      const { name, id } = find(which, type, holds);
      withEvents(name, (events) => change(events[Number(id) - 1] as RawEvent));
    },
    add(which, run, { type, attributes }) {
      const name = histories(which)[run - 1] ?? '';
      withEvents(name, (events) => insert(events, eventOf(type, attributes)));
    },
    repeat(which, type, holds) {
      const { name, id } = find(which, type, holds);
      withEvents(name, (events) => insert(events, structuredClone(events[Number(id) - 1] as RawEvent)));
    },
  };
}

function stageResult(dir: string, request: string): string {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return names.find((name) => name.includes('stage_results') && name.endsWith(`${request}.json`)) ?? '';
}

/** Nothing refers to the number of a last event that ends its run. */
function insert(events: RawEvent[], event: RawEvent): void {
  const ends = events.at(-1)?.eventType === 'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW';
  events.splice(ends ? -1 : events.length, 0, event);
  for (const [index, one] of events.entries()) one.eventId = String(index + 1);
}

const eventOf = (type: string, attributes: object): RawEvent =>
  ({ eventId: '0', eventType: `EVENT_TYPE_${type}`, anyEventAttributes: attributes }) as unknown as RawEvent;

/** In place of an event that is taken out: the numbers of the others stay. */
export function silence(event: RawEvent): void {
  for (const key of Object.keys(event)) if (key.endsWith('EventAttributes')) delete event[key];
  event.eventType = 'EVENT_TYPE_MARKER_RECORDED';
}

export const payload = (value: unknown) => ({
  payloads: [{ data: Buffer.from(JSON.stringify(value)).toString('base64') }],
});

/** Changes the value of every payload of an event. */
export function revalue(event: RawEvent, change: (text: string) => string): void {
  visit(event, (holder) => (holder.data = Buffer.from(change(plain(holder.data))).toString('base64')));
}

const plain = (data: string): string => Buffer.from(data, 'base64').toString('utf8');

function decoded(event: RawEvent): string {
  let all = JSON.stringify(event);
  visit(event, ({ data }) => (all += plain(data)));
  return all;
}

function visit(value: unknown, see: (holder: { data: string }) => unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('data' in value && typeof value.data === 'string') see(value as { data: string });
  for (const member of Object.values(value)) visit(member, see);
}
