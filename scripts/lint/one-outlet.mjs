// All that the command line says leaves through cli/output.ts, where it is made inert: whoever writes past it lets an agent's text
// steer the terminal.

const MESSAGE =
  'Say it through cli/output.ts: what comes from a document or an agent must not reach a terminal as it is.';
const STREAMS = ['stdout', 'stderr'];
const WRITERS = ['write', 'writeSync', 'writeFile', 'writeFileSync', 'appendFileSync', 'createWriteStream'];

const nameOf = (node) => (node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '');

const isProcess = (node) =>
  nameOf(node) === 'process' || (node.type === 'MemberExpression' && nameOf(node.property) === 'process');

export const oneOutlet = {
  meta: { type: 'problem', schema: [], messages: { past: MESSAGE } },
  create(context) {
    const report = (node) => context.report({ node, messageId: 'past' });
    const ownStreams = (pattern) =>
      pattern.properties.filter((one) => one.type === 'Property' && STREAMS.includes(nameOf(one.key)));
    return {
      MemberExpression(node) {
        if (isProcess(node.object) && [...STREAMS, '_rawDebug', 'emitWarning'].includes(nameOf(node.property)))
          report(node);
        if (nameOf(node.object) === 'console') report(node);
      },
      VariableDeclarator({ id, init }) {
        if (id.type === 'ObjectPattern' && init !== null && isProcess(init)) ownStreams(id).forEach(report);
      },
      ImportDeclaration(node) {
        if (/^(?:node:)?(?:process|console)$/.test(node.source.value)) report(node);
      },
      CallExpression({ callee, arguments: [first] }) {
        const name = callee.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee);
        if (!WRITERS.includes(name) || first?.type !== 'Literal') return;
        if ([1, 2, '/dev/stdout', '/dev/stderr', '/dev/tty'].includes(first.value)) report(first);
      },
      // A child that has our streams writes to them itself.
      'Property[key.name="stdio"]'(node) {
        const { value } = node;
        const parts = value.type === 'ArrayExpression' ? value.elements : [value];
        if (parts.some((one) => one !== null && [1, 2, 'inherit'].includes(one.value))) report(node);
      },
      'Property[key.name=/^(?:stdout|stderr)$/] > Literal[value="inherit"]': report,
    };
  },
};
