// Runs the files of a few failed tests once more, on their own: a machine that is busy for a moment is no fault of the code, and a
// fault of the code fails again. Whoever failed at first is named, whatever comes of it. Arguments: REPORT SECOND CONFIG.
import { spawnSync } from 'node:child_process';
import { failuresIn, inWords, readReport } from './report.mjs';

/** More than this many at once are no accident. */
const MOST_FILES = 4;

const [report, second, config] = process.argv.slice(2);
const failed = failuresIn(readReport(report) ?? { testResults: [] });
const files = [...new Set(failed.map(({ file }) => file))].filter((file) => file !== '');
if (files.length === 0 || files.length > MOST_FILES) process.exit(1);
console.log(`== again, on their own: ${files.join(' ')}`);
for (const one of failed) console.log(`failed at first: ${inWords(one)}`);
const reporters = ['default', 'json', './.ci/unhandled.mjs'].map((one) => `--reporter=${one}`);
const args = ['vitest', 'run', '--config', config, ...reporters, `--outputFile.json=${second}`, ...files];
const env = { ...process.env, VITEST_ERRORS: `${second}.errors` };
const { status } = spawnSync('npx', args, { stdio: 'inherit', env });
process.exit(status ?? 1);
