import { defineConfig } from 'tsdown'

/** The file for pages. */
export default defineConfig({
  entry: { 'client.min': 'src/index.ts' },
  platform: 'browser',
  target: 'esnext',
  dts: false,
  minify: true,
  sourcemap: true,
  fixedExtension: false,
})
