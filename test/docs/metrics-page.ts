// docs/metrics.md: written by hand, but for its table of metrics, which is made from the table in the code.
import { format } from 'prettier';
import { METRICS, type MetricName } from '../../core/metrics/catalog.js';
import { tableOf } from './markdown.js';
import { readPage } from './pages.js';

const HEADING = '### All metrics\n';

/** The page as it has to be. */
export function metricsPage(): Promise<string> {
  const [before = '', after = ''] = readPage('docs/metrics.md').split(HEADING);
  const rest = after.slice(after.indexOf('\n### '));
  return format(`${before}${HEADING}\n${metricsTable()}\n${rest}`, {
    parser: 'markdown',
    printWidth: 120,
    singleQuote: true,
  });
}

const metricsTable = (): string =>
  tableOf(
    ['metric', 'type', 'labels', 'meaning'],
    (Object.keys(METRICS) as MetricName[]).map((name) => {
      const { type, labels, help } = METRICS[name];
      return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
    }),
  );
