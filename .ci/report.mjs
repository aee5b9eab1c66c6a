// Vitest's JSON report as the steps of .ci/run read it: which tests of which files failed.
import { existsSync, readFileSync } from 'node:fs';

const NOTHING = { numPassedTests: 0, numFailedTests: 0, testResults: [] };

/** Null for a report that is not there or was cut off in the middle. Errors that nobody caught are failures of their files. */
export function readReport(path) {
  const report = readJson(path);
  if (report === null) return null;
  const { testResults, ...counts } = { ...NOTHING, ...report };
  return { ...counts, testResults: [...testResults, ...(readJson(`${path}.errors`) ?? [])] };
}

function readJson(path) {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** One `{file, name, why}` for each test that failed, and one without a name for a file that could not be loaded. */
export function failuresIn({ testResults }) {
  return testResults.flatMap(({ name: file = '', status, message = '', assertionResults }) => {
    const tests = assertionResults.filter((one) => one.status === 'failed');
    if (tests.length === 0) return status === 'failed' ? [{ file, name: '', why: message }] : [];
    return tests.map((one) => ({ file, name: one.fullName ?? '', why: one.failureMessages?.[0] ?? '' }));
  });
}

/** For people, in one line. */
export function inWords({ file, name, why }) {
  const reason = why.split('\n')[0].slice(0, 300);
  return [file, name, reason].filter((part) => part !== '').join(' > ');
}
