// The property tests of the two machines with many more runs: a slice of them in CI, all of them by hand. MILLRACE_PROPERTY_RUNS
// asks for any number, and MILLRACE_PROPERTY_SEED for a seed, so that two processes can share them.
process.env['MILLRACE_PROPERTY_RUNS'] ??= process.env['MILLRACE_LONG'] === 'slice' ? '1000' : '100000';
await import('../pure/machines.test.js');
