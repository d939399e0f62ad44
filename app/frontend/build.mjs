// Bundles the front end into app/static/dist; run by scripts/set_up.py, knows nothing of Python.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = resolve(here, '../static/dist');

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [resolve(here, 'app.js'), resolve(here, 'case.js'), resolve(here, 'replay.js')],
  outdir,
  bundle: true,
  minify: true,
  sourcemap: false,
  format: 'iife',
  target: ['es2018', 'chrome100'],
  // bpmn-js brings its font inside the style sheet; the content policy allows fonts from data:.
  loader: { '.woff2': 'dataurl', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  legalComments: 'eof',
  logLevel: 'warning',
});
