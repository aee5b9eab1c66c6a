// The property tests of the two machines with many more runs: a slice of them in CI, all of them by hand.
process.env['MILLRACE_PROPERTY_RUNS'] = process.env['MILLRACE_LONG'] === 'slice' ? '400' : '10000';
await import('../pure/machines.test.js');
