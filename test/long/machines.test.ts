// The property tests of the two machines with many more runs than `npm test` has, for whoever asks. MILLRACE_PROPERTY_RUNS
// asks for any number, and MILLRACE_PROPERTY_SEED for a seed, so that two processes can share them.
process.env['MILLRACE_PROPERTY_RUNS'] ??= '100000';
await import('../pure/machines.test.js');
