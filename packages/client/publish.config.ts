import { defineConfig } from 'tsdown'

/** For bundlers and Node: readable, and every type it names, the contract's too, in one file. */
export default defineConfig({
  entry: { client: 'src/index.ts' },
  platform: 'neutral',
  // Types are made from the workspace's own sources, which lie beside this package.
  dts: { tsconfig: '../../tsconfig.json' },
  deps: { alwaysBundle: [/./], onlyBundle: false },
  fixedExtension: false,
  // client.min.js is there already.
  clean: false,
})
