// Bundles the front end into app/static/dist; run by scripts/set_up.py, knows nothing of Python.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formWords, strictStyles } from './designer/building.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = resolve(here, '../static/dist');
const common = {
  bundle: true,
  minify: true,
  sourcemap: false,
  // bpmn-js brings its font inside the style sheet; the content policy allows fonts from data:.
  loader: { '.woff2': 'dataurl', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  legalComments: 'eof',
  logLevel: 'warning',
};

rmSync(outdir, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['app', 'case', 'replay', 'compare', 'designer_checks'].map((name) => resolve(here, `${name}.js`)),
  outdir,
  format: 'iife',
  target: ['es2018', 'chrome100'],
});

// The editors: modules that are fetched when a file of their kind is opened, on the editor's page alone.
await build({
  ...common,
  entryPoints: [resolve(here, 'designer/designer.js')],
  outdir: resolve(outdir, 'designer'),
  format: 'esm',
  splitting: true,
  chunkNames: '[name]-[hash]',
  target: ['es2022', 'chrome109', 'firefox115'],
  alias: { preact: '@bpmn-io/properties-panel/preact' },
  plugins: [strictStyles, formWords],
});
