import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  workspaces: {
    '.': { entry: ['tests/**/*.test.ts'] },
    'apps/*': { entry: ['src/main.ts', 'src/bin/*.ts'] },
    'packages/stack': { entry: ['src/bin/*.ts', 'src/testing/global-setup.ts'] },
    bench: { entry: ['src/main.ts'] },
    scripts: { entry: ['*.ts'] },
  },
  // A type may be exported for the reader of a signature.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // turbo runs the root's tasks for those who like it; turbo.json is its only trace.
  ignoreDependencies: ['turbo'],
  // Programs of the host.
  ignoreBinaries: ['apt-get', 'useradd', 'redis-server'],
}
export default config
