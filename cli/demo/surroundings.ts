// The environment of the demo's commands: nothing in it may lead them to another workspace, repository or configuration.

const DROPPED = /^(?:GIT_.*|MILLRACE_(?:WORKSPACE|SCRIPT)|NODE_TEST_CONTEXT)$/;

const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'millrace demo',
  GIT_AUTHOR_EMAIL: 'demo@localhost',
  GIT_COMMITTER_NAME: 'millrace demo',
  GIT_COMMITTER_EMAIL: 'demo@localhost',
};

/** For real agents, also where the caller plays a script. */
export function surroundings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !DROPPED.test(name));
  return { ...Object.fromEntries(kept), ...GIT };
}
