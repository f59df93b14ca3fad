import { defineConfig } from 'tsdown'

/** Names of properties that never leave the client, and that nothing of a browser has. */
const ownNames =
  'acknowledge|addressOf|began|begin|credentials|emit|enter|fail|follow|followers|gap|heard|leave|names|onChange|onOpen|' +
  'outbox|over|persistently|position|refuse|settle|stop|take|tries'

/** The file for pages. */
export default defineConfig({
  entry: { 'client.min': 'src/index.ts' },
  platform: 'browser',
  target: 'esnext',
  dts: false,
  minify: { mangleProps: { include: new RegExp(`^(${ownNames})$`) }, compress: true, mangle: true },
  sourcemap: true,
  fixedExtension: false,
  outputOptions: { comments: false },
  define: { BUILT_FOR_PAGES: 'true' },
})
