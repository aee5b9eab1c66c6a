// Adds up what the steps of .ci/run have left behind and prints the last line: `N passed, N failed`.
// Arguments: one `STATUS=REPORT` per step; REPORT is vitest's JSON report, `-` for a step that makes none.
import { existsSync, readFileSync } from 'node:fs';

const NOTHING = { numPassedTests: 0, numFailedTests: 0, testResults: [] };

/** An empty report for a file that is not there or was cut off in the middle: its step has failed, or counts as failed. */
function read(path) {
  if (!existsSync(path)) return null;
  try {
    return { ...NOTHING, ...JSON.parse(readFileSync(path, 'utf8')) };
  } catch {
    return null;
  }
}

/** A file that could not be loaded has no test that failed: it counts as one. */
const brokenFiles = ({ testResults }) =>
  testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  );

function count(argument) {
  const at = argument.indexOf('=');
  const status = Number(argument.slice(0, at));
  const path = argument.slice(at + 1);
  const report = path === '-' ? NOTHING : read(path);
  const { numPassedTests: passed, numFailedTests } = report ?? NOTHING;
  const failed = numFailedTests + brokenFiles(report ?? NOTHING).length;
  const crashed = status !== 0 || report === null;
  return { passed, failed: crashed ? Math.max(failed, 1) : failed };
}

const sums = process.argv.slice(2).map(count);
const total = (key) => sums.reduce((sum, one) => sum + one[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
