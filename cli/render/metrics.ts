// Where figures are served, in words.
import type { MetricsPlace } from '../../read/metrics/where.js';

export const metricsText = ({ pid, address, error }: MetricsPlace): string =>
  address === null ? `process ${pid} serves none: ${error ?? ''}` : `${address}/metrics and /healthz (process ${pid})`;
