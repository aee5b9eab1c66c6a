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
const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${second}`];
const { status } = spawnSync('npx', ['vitest', ...args, ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
