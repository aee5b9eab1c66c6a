// [metrics]: where a worker serves its figures, to this machine alone. Absent = it listens nowhere.
import { z } from 'zod';

const HOSTS = ['127.0.0.1', '::1', 'localhost'] as const;
const HIGHEST = 65_535;

export const metrics = z
  .strictObject({
    port: z
      .int()
      .min(0)
      .max(HIGHEST, { error: ({ input }) => `${String(input)} is no port: 0 to ${HIGHEST}` })
      .optional()
      .describe('Port of `/metrics` and `/healthz`; 0 = any free one, which `millrace status` names; absent = none.'),
    host: z
      .enum(HOSTS, {
        error: ({ input }) =>
          `${JSON.stringify(input)} is not this machine: figures are served to 127.0.0.1, ::1 or localhost alone, and nobody is asked who he is; let a proxy of yours bring them elsewhere`,
      })
      .default('127.0.0.1')
      .describe('Address of this machine that is listened on: 127.0.0.1, ::1 or localhost.'),
  })
  .prefault({})
  .describe('Figures for Prometheus, read when a worker starts.');

export type MetricsSettings = z.infer<typeof metrics>;
