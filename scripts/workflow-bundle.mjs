// Makes `dist/workflow-bundle.js`, the code of all workflows in one file, which a worker reads and compiles as it starts.
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { transform } from 'esbuild';
import { inAscii, named } from './named-text.mjs';
import { thinMap } from './thin-map.mjs';

const MAP = '//# sourceMappingURL=data:application/json;base64,';

/** Its stack traces still name lines of the sources, by paths that are those of every machine. */
const portable = (code, root) => {
  const at = code.lastIndexOf(MAP);
  const map = thinMap(JSON.parse(Buffer.from(code.slice(at + MAP.length), 'base64').toString()));
  const sources = map.sources.map((source) => (source.startsWith('/') ? relative(root, source) : source));
  return `${named(inAscii(code.slice(0, at).trimEnd()))}\n${MAP}${Buffer.from(JSON.stringify({ ...map, sources })).toString('base64')}\n`;
};

/** Modules of ours become one where they can: each workflow has all modules for itself, and what each of them exports, apart from the code. */
const joined = (config) => ({
  ...config,
  optimization: { ...config.optimization, concatenateModules: true, providedExports: true, usedExports: true },
});

/** A worker that bundles for itself needs 1.5 s more to start; what is in the file is parsed by each, so that white space and copies of the sources cost. */
export async function bundleWorkflows(root) {
  const dist = join(root, 'dist');
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(dist, 'workflows', 'index.js'),
    workflowInterceptorModules: [join(dist, 'workflows', 'shield.js')],
    webpackConfigHook: joined,
    logger: new DefaultLogger('WARN'),
  });
  const small = await transform(code, {
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: 'inline',
    sourcesContent: false,
    target: 'node20',
  });
  writeFileSync(join(dist, 'workflow-bundle.js'), portable(small.code, root));
}
