// Workflow types, for the bundle.
export { lineage } from './lineage.js';
export { workspace } from './workspace.js';
