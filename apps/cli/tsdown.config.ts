import { defineConfig } from 'tsdown'

/** The command in plain JavaScript with all it needs, for a machine that has Node alone. What few commands need stays apart. */
export default defineConfig({
  entry: { syndicate: 'src/main.ts' },
  platform: 'node',
  target: 'node20',
  dts: false,
  minify: true,
  // Tells what was bundled, and so whose licences go with it.
  sourcemap: true,
  // The scripts for shells are read from beside the code that fills them in.
  shims: true,
  copy: [{ from: 'node_modules/@pnpm/tabtab/lib/templates', to: 'dist' }],
  deps: { alwaysBundle: [/./], onlyBundle: false },
  fixedExtension: false,
  outputOptions: { comments: { legal: true } },
})
