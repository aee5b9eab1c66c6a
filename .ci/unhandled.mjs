// Vitest's reporter for what its JSON report leaves out: errors that nobody caught fail the run and no test of it. Written to the
// file that VITEST_ERRORS names, in the shape of a file's result, so that whoever reads the report can name them.
import { writeFileSync } from 'node:fs';

const asResult = ({ VITEST_TEST_PATH: name = '', VITEST_TEST_NAME: test, message = '', stack = '' }) => ({
  name,
  status: 'failed',
  message: `nobody caught${test ? ` (in or after "${test}")` : ''}: ${message.split('\n')[0]}\n${stack}`,
  assertionResults: [],
});

// Vitest takes a reporter as the default export of its file.
// eslint-disable-next-line no-restricted-syntax
export default class UnhandledErrors {
  onTestRunEnd(_modules, errors) {
    if (errors.length > 0) writeFileSync(process.env.VITEST_ERRORS, JSON.stringify(errors.map(asResult)));
  }
}
