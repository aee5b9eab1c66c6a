// Whoever opens a file by himself follows links, waits at pipes and leaves halves: activities, agents, workers and the rooms
// within disk/ read, write and move files by the ways at the top of disk/ alone.

const OPENS =
  /^(?:open|opendir|(?:read|write|append|copy)File|truncate|rename|cp|link)(?:Sync)?$|^openAsBlob$|^create(?:Read|Write)Stream$/;
const MODULES = new Set(['fs', 'node:fs', 'fs/promises', 'node:fs/promises']);

const NAME = '`{{name}}` opens or moves a file by itself: take the ways of disk/ (read, write, files, proc, pipe).';
const WHOLE =
  'Import from `{{name}}` by names: as a whole it can open files by itself, and disk/ has the ways to do that.';

const nameOf = (node) => (node.type === 'Identifier' ? node.name : String(node.value));

/** Value of a text that is written here; else undefined. */
const textOf = (node) => {
  if (node?.type === 'Literal') return node.value;
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0].value.cooked : undefined;
};

const isTypeOnly = (node) => node.importKind === 'type' || node.exportKind === 'type';

/** `promises` and `default` are the module as a whole. */
const isWhole = (name) => name === 'promises' || name === 'default';

export const rawFiles = {
  meta: { type: 'problem', schema: [], messages: { name: NAME, whole: WHOLE } },
  create(context) {
    const refuse = (node, messageId, name) => context.report({ node, messageId, data: { name } });
    const named = (node, name, module) => {
      if (isWhole(name)) refuse(node, 'whole', module);
      else if (OPENS.test(name)) refuse(node, 'name', name);
    };
    const listed = (node, specifiers) => {
      const module = textOf(node.source);
      if (!MODULES.has(module) || isTypeOnly(node)) return;
      for (const one of specifiers) {
        if (isTypeOnly(one)) continue;
        const name = one.imported ?? one.local;
        if (one.type === 'ImportSpecifier' || one.type === 'ExportSpecifier') named(one, nameOf(name), module);
        else refuse(one, 'whole', module);
      }
    };
    const loaded = (node, source) => {
      if (MODULES.has(textOf(source))) refuse(node, 'whole', textOf(source));
    };
    return {
      ImportDeclaration: (node) => listed(node, node.specifiers),
      ExportNamedDeclaration: (node) => listed(node, node.specifiers),
      ExportAllDeclaration: (node) => loaded(node, node.source),
      ImportExpression: (node) => loaded(node, node.source),
      TSExternalModuleReference: (node) => loaded(node, node.expression),
      // `require`, one that was made or has another name, and `process.getBuiltinModule`.
      CallExpression: (node) => node.arguments.length === 1 && loaded(node, node.arguments[0]),
    };
  },
};
