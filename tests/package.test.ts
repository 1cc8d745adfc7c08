import { execFile } from 'node:child_process';
import { relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadCourse } from '../server/lessons/course.ts';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

test('the package has what it serves, and every source that a lesson quotes, but no test', async () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', args, { maxBuffer: 10_000_000 });
  const [packed] = JSON.parse(stdout) as [Packed];
  const paths = packed.files.map(({ path }) => path);
  const { files } = await loadCourse(process.cwd());
  const quoted = files.map((file) => relative(process.cwd(), file).split(sep).join('/'));
  expect(quoted.length).toBeGreaterThan(10);
  const needed = ['bin/wire101.js', 'dist/server/main.js', 'dist/page/index.html', 'docs/writing-lessons.md'];
  expect([...needed, ...quoted].filter((path) => !paths.includes(path))).toEqual([]);
  expect(paths.filter((path) => path.endsWith('.test.ts'))).toEqual([]);
});
