// `node dist/test/long/checker/main.js DIR`: prints what the evidence in DIR breaks. Exit 0 nothing, 1 something, 2 usage.
import { checkEvidence } from './check.js';

function main([dir, ...more]: string[]): number {
  if (dir === undefined || more.length > 0) {
    console.error(
      'Usage: node dist/test/long/checker/main.js DIR   (the layout of DIR: test/long/checker/evidence.ts)',
    );
    return 2;
  }
  const findings = checkEvidence(dir);
  for (const { rule, where, what } of findings) console.log(`${rule}  ${where}: ${what}`);
  console.log(`checker: ${findings.length} findings`);
  return findings.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
