// `npm run conformance` as a process of its own, and what it says as data.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/test/conformance/main.js', import.meta.url));

export interface Answer {
  code: number | string | undefined;
  output: string;
  runs: { file: string; result: string; reason: string | null }[];
  counts: Record<string, number>;
}

/** Never throws: exit code and what it said on stderr are in the answer. */
export function conformance(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args, '--json'], { maxBuffer: 1 << 26 }, (error, output, errors) => {
      const json = output.startsWith('{') ? (JSON.parse(output) as Pick<Answer, 'runs' | 'counts'>) : {};
      resolve({ runs: [], counts: {}, ...json, code: error === null ? 0 : (error.code ?? undefined), output: errors });
    });
  });
}

/** `equal`, `explained`, `different` or `skipped`, by name of the run. */
export const resultsOf = (runs: Answer['runs']): Record<string, string> =>
  Object.fromEntries(runs.map((run) => [path.basename(run.file, '.json'), run.result]));
