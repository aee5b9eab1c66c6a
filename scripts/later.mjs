// Modules of Node that a command which looks may need and mostly does not: each is loaded when it is called, because to load it costs such a
// command more than its own modules.

/** By module, the functions of it that we import. Another one is a fault that the bundler names. */
const LATER = {
  'node:child_process': ['execFileSync', 'spawn'],
  'node:os': ['homedir', 'hostname', 'networkInterfaces', 'tmpdir', 'userInfo'],
  'node:crypto': ['createHash', 'createPrivateKey', 'createPublicKey', 'randomBytes', 'randomUUID', 'sign', 'verify'],
  'node:readline/promises': ['createInterface'],
  'node:stream/promises': ['pipeline'],
  'node:timers/promises': ['setImmediate', 'setTimeout'],
};

const calls = (name) =>
  LATER[name].map((one) => `export const ${one} = (...args) => require('${name}').${one}(...args);`).join('\n');

export const later = {
  name: 'later',
  setup: (made) => {
    made.onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      path in LATER && namespace !== 'later' ? { path, namespace: 'later' } : undefined,
    );
    made.onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({ contents: calls(path), loader: 'js' }));
  },
};
