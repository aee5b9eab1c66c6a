// [temporal]: which server. The environment beats it; without both a server of our own is started.
import { z } from 'zod';
import { text } from './values.js';

const port = z.int().min(1).max(65_535).optional();

export const temporal = z
  .strictObject({
    address: text.optional().describe('Server as host:port; without it one is started and left running.'),
    namespace: text.optional().describe('Namespace on the server; default millrace.'),
    port: port.describe('Port of the server that is started; without it a free one.'),
    ui_address: z
      .url({ protocol: /^https?$/, error: () => 'it has to be an address such as "http://127.0.0.1:8233"' })
      .optional()
      .describe('Web UI of the server that `address` names, for `millrace open`.'),
    ui_port: port.describe('Port of its Web UI; likewise.'),
  })
  .prefault({})
  .describe('The Temporal server.');
