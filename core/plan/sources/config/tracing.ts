// [tracing]: where spans of stages are sent. Absent = none is made, and nothing that makes them is loaded.
import { z } from 'zod';
import { isCleartext, isTellable } from '../../../notify/address.js';
import { text } from './values.js';

const collector = text
  .refine(isTellable, {
    error: 'it has to be an address such as http://127.0.0.1:4318, without a user or password in it',
  })
  .refine((url) => !isTellable(url) || !isCleartext(url), {
    error: 'http: goes to this machine alone (127.0.0.1, ::1, localhost); everywhere else it has to be https:',
  });

export const tracing = z
  .strictObject({
    otlp: collector
      .optional()
      .describe(
        'Address of an OpenTelemetry collector that takes OTLP over HTTP; `/v1/traces` is added. Absent = none.',
      ),
  })
  .prefault({})
  .describe('Spans of stages for OpenTelemetry, read when a worker starts.');
