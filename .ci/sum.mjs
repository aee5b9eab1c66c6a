// Adds up what the steps of .ci/run have left behind, names every test that failed, and prints the last line: `N passed, N failed`.
// Arguments: one `STATUS=REPORT` per step; REPORT is vitest's JSON report, `-` for a step that makes none. `REPORT.again` is that
// of the files that ran once more; a test that failed at first and passed then counts as passed, and is named. So does a file
// in which nobody caught an error. A step that failed and named nothing is told by the place it has among the arguments.
import { failuresIn, inWords, readReport } from './report.mjs';

const NOTHING = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
/** A step that was stopped has not run all of its tests: nothing heals that. */
const STOPPED = [124, 137];

const same = (a) => (b) => a.file === b.file && a.name === b.name;

function count(argument, place) {
  const at = argument.indexOf('=');
  const status = Number(argument.slice(0, at));
  const path = argument.slice(at + 1);
  const report = path === '-' ? NOTHING : readReport(path);
  const failures = failuresIn(report ?? NOTHING);
  const broken = failures.filter(({ name }) => name === '').length;
  const { numPassedTests, numFailedTests } = report ?? NOTHING;
  const again = failures.length === 0 ? null : readReport(`${path}.again`);
  const stillFailed = again === null ? failures : failuresIn(again);
  const healed = again === null ? [] : failures.filter((one) => passedIn(again, one) && !stillFailed.some(same(one)));
  const failed = numFailedTests + broken - healed.length + newIn(stillFailed, failures);
  const unexplained = (status !== 0 || report === null) && (healed.length === 0 || STOPPED.includes(status));
  const silent = unexplained && failed === 0;
  return {
    passed: numPassedTests + healed.filter(({ name }) => name !== '').length,
    failed: unexplained ? Math.max(failed, 1) : failed,
    healed,
    failures: [...failures.filter((one) => !healed.includes(one)), ...(silent ? [silence(place, status)] : [])],
  };
}

const silence = (place, status) => ({
  file: `step ${place + 1}`,
  name: '',
  why: `ended with status ${status} and named no failure`,
});

/** A test that the second run left out is not one that passed. */
const passedIn = ({ testResults }, { file, name }) =>
  testResults.some(
    (one) =>
      one.name === file &&
      (name === '' ? one.status === 'passed' : one.assertionResults.some((test) => isPassed(test, name))),
  );

const isPassed = ({ fullName, status }, name) => fullName === name && status === 'passed';

/** Failures of the second run that the first one had not. */
const newIn = (later, first) => later.filter((one) => !first.some(same(one))).length;

const sums = process.argv.slice(2).map(count);
for (const one of sums.flatMap(({ failures }) => failures)) console.log(`failed: ${inWords(one)}`);
for (const one of sums.flatMap(({ healed }) => healed))
  console.log(`failed at first, passed when its file ran again: ${inWords(one)}`);
const total = (key) => sums.reduce((sum, one) => sum + one[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
