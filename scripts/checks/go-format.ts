/** Fails, naming the files, when gofmt would change a Go source. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const files = execFileSync('gofmt', ['-l', '.'], {
  cwd: join(import.meta.dirname, '..', '..', 'extensions'),
  encoding: 'utf8',
}).trim();
if (files !== '') {
  process.stderr.write(`gofmt would change:\n${files}\n`);
  process.exitCode = 1;
}
