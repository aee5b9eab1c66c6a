// What a history must not tell: where it was recorded and by which process. Payloads are looked into.
import type { History } from './history.js';

/** What stands in place of a real path in recorded histories. */
export const NEUTRAL_PATHS = { bench: '/bench', packageRoot: '/millrace', node: '/node', home: '/operator' } as const;

const NEUTRAL = Object.values(NEUTRAL_PATHS).map((word) => word.slice(1));
const ABSOLUTE = new RegExp(`(?<![\\w./~}-])/(?!(?:${NEUTRAL.join('|')})\\b)[\\w.-]+/[\\w.-]+`, 'g');
/** Names of processes as the SDK and our leases make them. */
const PROCESS = /\b\d+@[\w.-]+|\b[\w.-]+:\d+:\d+:[0-9a-f]{6}\b/g;

interface Payload {
  metadata: { encoding: string };
  data: string;
}

const JSON_PLAIN = Buffer.from('json/plain').toString('base64');

export const isJsonPayload = (value: object): value is Payload =>
  'data' in value && 'metadata' in value && (value as Payload).metadata.encoding === JSON_PLAIN;

export const textOf = ({ data }: Payload): string => Buffer.from(data, 'base64').toString('utf8');

/** Absolute paths and names of processes; none in a history that may be kept. */
export function traces(history: History): string[] {
  const text = JSON.stringify(history, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && isJsonPayload(value) ? textOf(value) : value,
  );
  return [ABSOLUTE, PROCESS].flatMap((pattern) => text.match(pattern) ?? []);
}
