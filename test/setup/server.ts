// One Temporal server for all test files of a project; each file takes a task queue of its own.
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startTestServer } from '../support/server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** host:port; the namespace is `NAMESPACE`. */
    temporalAddress: string;
    /** Absolute path; made by the build. */
    workflowBundle: string;
  }
}

/** Vitest calls it before the first file of the project, and what it returns after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('temporalAddress', server.address);
  project.provide('workflowBundle', fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)));
  return server.stop;
}
