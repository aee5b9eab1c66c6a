// Names of Object.prototype are no members of a table: what is looked up by a name that is not written here goes through
// `own` and `put` of core/own.ts, or a Map. `table[name]` would find `constructor`, and set `__proto__`.

const LOOKUP =
  'This name comes from elsewhere, and every object has `constructor`: read by `own(table, name)`, write by `put`, or take a Map.';
const MERGE = '`Object.assign` sets what is called `__proto__`: make a new table by `{ ...a, ...b }`, or take a Map.';
const IN = 'Every object has `constructor` in it: ask `Object.hasOwn`.';

const isWritten = (node) =>
  node.type === 'Literal' || (node.type === 'TemplateLiteral' && node.expressions.length === 0);

/** Types of which a value may be, one by one; of a type parameter its bound. */
const partsOf = (checker, type) => {
  const bound = checker.getBaseConstraintOfType(type) ?? type;
  return bound.isUnionOrIntersection() ? bound.types.flatMap((one) => partsOf(checker, one)) : [bound];
};

/** Only what a table holds itself can be deleted from it. */
const isDeleted = ({ parent }) => parent.type === 'UnaryExpression' && parent.operator === 'delete';

const isLiteral = (type) => type.isStringLiteral() || type.isNumberLiteral();

export const ownKeys = {
  meta: { type: 'problem', schema: [], messages: { lookup: LOOKUP, merge: MERGE, in: IN } },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const parts = (node) => partsOf(checker, services.getTypeAtLocation(node));
    const isTable = (node) => parts(node).some((one) => one.getStringIndexType() !== undefined);
    const isKnown = (node) => isWritten(node) || parts(node).every(isLiteral);
    return {
      MemberExpression(node) {
        if (node.computed && !isDeleted(node) && !isKnown(node.property) && isTable(node.object))
          context.report({ node: node.property, messageId: 'lookup' });
      },
      'ObjectPattern > Property[computed=true]'(node) {
        if (!isKnown(node.key) && isTable(node.parent)) context.report({ node: node.key, messageId: 'lookup' });
      },
      'BinaryExpression[operator="in"]'(node) {
        if (node.left.type !== 'PrivateIdentifier' && !isKnown(node.left)) context.report({ node, messageId: 'in' });
      },
      'CallExpression[callee.object.name="Object"][callee.property.name="assign"]'(node) {
        const [into] = node.arguments;
        if (into !== undefined && isTable(into)) context.report({ node, messageId: 'merge' });
      },
    };
  },
};
