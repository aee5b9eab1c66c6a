// Text from elsewhere as the command line shows it; `cli/output.ts` lets nothing else out.
export { inert, inertJson } from '../../core/inert.js';
