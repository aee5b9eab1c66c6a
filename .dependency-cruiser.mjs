// Which room may import what. A room names what it may see; all else is refused, unresolved and unknown things included.
const TEST = ['^test/', '\\.test\\.ts$'];

const folders = (...names) => names.map((name) => `^${name}/`);
const packages = (...names) => names.map((name) => `(^|/)node_modules/${name}/`);
const temporal = (...names) => packages(...names.map((name) => `@temporalio/${name}`));
const ANY_TEMPORAL = packages('@temporalio');

/** The half of each runner that core reads, and the list of them. */
const KINDS = '^agents/(?:kinds|given|[^/]+/settings)\\.ts$';

/** `dependencyTypesNot: builtins` leaves Node's own modules out of a refusal. */
const builtins = ['core'];

const error = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: TEST, ...from },
  to,
});

const rooms = [
  error(
    'core-is-pure',
    'core imports itself, zod, smol-toml, yaml, @noble/hashes and @noble/curves, any-ascii and what the runners say of their settings: what it needs of the world comes in as an argument',
    { path: '^core/' },
    {
      pathNot: [
        ...folders('core'),
        '^agents/kinds\\.ts$',
        ...packages('zod', 'smol-toml', 'yaml', '@noble/hashes', '@noble/curves', 'any-ascii'),
      ],
    },
  ),
  error(
    'settings-of-runners-are-pure',
    'core reads what a runner says of its settings, and so it is as pure as core',
    { path: KINDS },
    { pathNot: [KINDS, ...folders('core'), ...packages('zod')] },
  ),
  error(
    'disk-knows-core-alone',
    'what lies on disk is read and written here by everybody: disk imports core and Node',
    { path: '^disk/' },
    { pathNot: folders('disk', 'core'), dependencyTypesNot: builtins },
  ),
  error(
    'workflows-see-engine-and-contracts',
    'workflows import the engine, the contracts, how they are told and the workflow SDK: all else would enter the bundle',
    { path: '^workflows/' },
    {
      pathNot: [
        ...folders('workflows', 'core/engine', 'core/contracts', 'core/told'),
        '^core/(?:form|inert|own)\\.ts$',
        ...temporal('workflow', 'common'),
      ],
    },
  ),
  error(
    'scheduler-knows-no-executor',
    'the two machines meet in contracts alone: the workspace sees of a lineage what its messages say',
    { path: '^core/engine/workspace/' },
    { path: folders('core/engine/lineage') },
  ),
  error(
    'executor-knows-no-scheduler',
    'the two machines meet in contracts alone: a lineage sees of its workspace what its messages say',
    { path: '^core/engine/lineage/' },
    { path: folders('core/engine/workspace') },
  ),
  error(
    'contracts-stand-below',
    'a contract is what both sides of a border know; it knows neither side',
    { path: '^core/contracts/' },
    { path: '^core/(engine|plan|simulate|outcome|assets|ground)/' },
  ),
  error(
    'agents-know-no-temporal',
    'agents import core, disk, Node, execa, zod and the rules of secretlint: an agent host outlives the worker and its server',
    { path: '^agents/' },
    {
      pathNot: [...folders('agents', 'core', 'disk'), ...packages('execa', 'zod', '@secretlint')],
      dependencyTypesNot: builtins,
    },
  ),
  error(
    'checkpoints-know-no-stage',
    'checkpoints import core, disk, the small forker and Node: they record files, whoever changed them',
    { path: '^checkpoints/' },
    {
      pathNot: [...folders('checkpoints', 'core', 'disk'), '^agents/host/forker\\.ts$'],
      dependencyTypesNot: builtins,
    },
  ),
  error(
    'trees-know-no-stage',
    'trees import core, disk, checkpoints and Node: what becomes of files and branches, whoever asks for it',
    { path: '^trees/' },
    { pathNot: folders('trees', 'core', 'disk', 'checkpoints'), dependencyTypesNot: builtins },
  ),
  error(
    'activities-are-shells',
    'activities import core, disk, agents, checkpoints, trees, Node and the activity SDK; a workflow names them by contract only',
    { path: '^activities/' },
    {
      pathNot: [
        ...folders('activities', 'core', 'disk', 'agents', 'checkpoints', 'trees'),
        ...temporal('activity', 'common'),
      ],
      dependencyTypesNot: builtins,
    },
  ),
  error(
    'spans-load-lazily',
    'OpenTelemetry is loaded where [tracing] asks for it and nowhere else: use `await import()` of worker/spans/',
    { path: '^(cli|read|disk|agents|activities|workflows|worker)/', pathNot: '^worker/spans/' },
    {
      path: [...folders('worker/spans'), ...packages('@opentelemetry', '@temporalio/interceptors-opentelemetry')],
      dependencyTypesNot: ['dynamic-import', 'type-only'],
    },
  ),
  error(
    'worker-knows-no-front',
    'the worker serves the CLI, and whoever reads, and never imports them',
    { path: '^worker/' },
    // Which branches wait decides which trees may go.
    { path: folders('cli', 'mcp', 'read', 'tui', 'web'), pathNot: '^read/branches[.]ts$' },
  ),
];

const front = [
  error(
    'cli-sees-no-workflow',
    'the CLI imports core, disk, read, checkpoints, trees, Node, commander and execa, and what it loads when a command needs it',
    { path: '^cli/' },
    {
      pathNot: [
        ...folders('cli', 'read', 'core', 'disk', 'worker', 'activities', 'agents', 'checkpoints', 'trees', 'mcp'),
        ...packages('commander', 'execa'),
        ...ANY_TEMPORAL,
        '^(?:tui|web/serve)/main\\.ts$',
      ],
      dependencyTypesNot: builtins,
    },
  ),
  error(
    'cli-loads-lazily',
    'use `await import()` where the command needs it: a static import slows down every command',
    { path: '^cli/' },
    {
      path: [
        ...folders('worker', 'activities', 'agents', 'checkpoints', 'trees', 'mcp', 'tui', 'web'),
        ...ANY_TEMPORAL,
      ],
      // Pure, and loaded with core.
      pathNot: ['^agents/kinds[.]ts$', '^checkpoints/paths[.]ts$'],
      dependencyTypesNot: ['dynamic-import', 'type-only'],
    },
  ),
  error(
    'cli-shows-what-read-reads',
    'the files of the mirror and the feed of events have one reader: the CLI asks `read/` for them and only shows them',
    { path: '^cli/' },
    {
      path: folders('disk/events', 'disk/mirror', 'disk/take-up'),
      dependencyTypesNot: ['dynamic-import', 'type-only'],
    },
  ),
  error(
    'screen-has-one-door',
    'the screen shows what read/ reads and says it in the words of the command line: of cli/ it takes what the door names, and what changes anything it calls as a command',
    { path: '^tui/' },
    {
      pathNot: [...folders('tui', 'read', 'core'), '^cli/door\\.ts$', ...packages('ink', 'react', '@types/react')],
      dependencyTypesNot: builtins,
    },
  ),
  error(
    'screen-model-is-pure',
    'what the screen shows and what a key means is a function of its state: no file, no clock, no library of screens',
    { path: '^tui/model/' },
    { pathNot: ['^tui/model/', ...folders('core'), '^cli/door\\.ts$'], dependencyTypesNot: ['type-only'] },
  ),
  error(
    'nobody-needs-the-screen',
    'the screen is loaded by its command when somebody asks for it',
    { pathNot: [...TEST, '^tui/', '^cli/apart\\.ts$'] },
    { path: '^tui/' },
  ),
  error(
    'dashboard-only-looks',
    'the server of the dashboard shows what read/ reads and says it in the words of the command line: of cli/ it takes what the door names, and it writes nothing and sends nothing',
    { path: '^web/serve/' },
    {
      pathNot: [
        ...folders('web/serve', 'read', 'core'),
        '^web/contract\\.ts$',
        '^cli/door\\.ts$',
        '^disk/package-root\\.ts$',
      ],
      dependencyTypesNot: builtins,
    },
  ),
  error(
    'read-needs-files-only',
    'reading the mirror needs core, disk and Node, and works without server, worker and packages',
    { path: '^read/' },
    { pathNot: folders('read', 'core', 'disk'), dependencyTypesNot: builtins },
  ),
];

const desk = [
  error(
    'web-page-imports-nothing-of-node',
    'the page of the dashboard runs in a browser: it imports itself, the contract with its server, preact, its signals and dagre, and those pure helpers of core and of the command line that say a number as every surface says it',
    { path: '^web/page/' },
    {
      pathNot: [
        '^web/page/',
        '^web/contract\\.ts$',
        '^core/(?:inert|own|report/cost|contracts/ids)\\.ts$',
        '^cli/render/(?:branch|count|duration|size|where)\\.ts$',
        ...packages('preact', '@preact', '@dagrejs'),
      ],
    },
  ),
  error(
    'mcp-calls-commands',
    'what an MCP tool does is what the command does, in a process of its own: mcp imports core, the place of the package, zod, Node and the MCP SDK',
    { path: '^mcp/' },
    {
      pathNot: [...folders('mcp', 'core'), '^disk/package-root[.]ts$', ...packages('zod', '@modelcontextprotocol/sdk')],
      dependencyTypesNot: builtins,
    },
  ),
];

const everywhere = [
  error(
    'bundle-has-no-parsers',
    'what runs in a workflow never reaches schemas, TOML, YAML, tables of letters or the compiler, directly or by way of another file',
    { path: ['^workflows/', '^core/engine/', '^core/contracts/', '^core/documents/render\\.ts$'] },
    { path: [...packages('zod', 'smol-toml', 'yaml', 'any-ascii'), '^core/plan/'], reachable: true },
  ),
  error(
    'no-cycles',
    'a cycle of files is one file in pieces; only types may close one',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  error(
    'checker-is-apart',
    'the judge of evidence shares no code with what it judges: both could be wrong in the same way',
    { path: '^test/long/checker/', pathNot: ['\\.test\\.ts$', '/record\\.ts$'] },
    { pathNot: folders('test/long/checker'), dependencyTypesNot: builtins },
  ),
  error('tests-are-leaves', 'what ships never imports from test/', {}, { path: TEST }),
  error('imports-resolve', 'the import names no file and no package of this one', {}, { couldNotResolve: true }),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...rooms, ...front, ...desk, ...everywhere],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(dist|assets|\\.cache|test/eval/sets)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
