import { defineConfig, type OxlintOverride } from 'oxlint'

/** Who may know whom among the workspace's own packages. One way only; what is not listed is refused. */
const mayImport: Record<string, string[]> = {
  'packages/contracts': [],
  'packages/timing': [],
  'packages/metrics': ['contracts'],
  'packages/logging': ['contracts'],
  'packages/tracing': ['timing'],
  'packages/pipeline': ['contracts'],
  'packages/definitions': ['contracts'],
  'packages/config': ['contracts', 'definitions'],
  'packages/catalog': ['contracts', 'timing'],
  'packages/broker': ['contracts', 'timing'],
  'packages/identity': ['contracts', 'catalog', 'broker', 'timing'],
  'packages/telemetry': ['contracts', 'pipeline', 'broker', 'timing'],
  'packages/runs': ['contracts', 'definitions', 'pipeline', 'catalog', 'broker', 'logging', 'timing', 'tracing'],
  'packages/alerts': ['contracts', 'catalog', 'timing'],
  'packages/diagnosis': ['contracts', 'config', 'catalog', 'broker', 'alerts', 'timing'],
  'packages/client': ['contracts'],
  'packages/stack': ['contracts', 'config', 'catalog'],
  'apps/gateway': [
    'contracts',
    'config',
    'pipeline',
    'catalog',
    'broker',
    'identity',
    'telemetry',
    'runs',
    'alerts',
    'diagnosis',
    'logging',
    'metrics',
    'timing',
    'tracing',
  ],
  'apps/worker': ['contracts', 'config', 'catalog', 'broker', 'runs', 'alerts', 'logging', 'metrics', 'tracing'],
  'apps/console': ['contracts', 'client', 'definitions'],
  'apps/cli': ['contracts', 'definitions', 'config', 'client'],
  bench: ['contracts', 'config', 'pipeline', 'catalog', 'broker', 'runs', 'stack'],
  scripts: ['contracts', 'definitions', 'config', 'catalog', 'broker', 'diagnosis', 'identity', 'runs'],
  tests: ['contracts', 'client', 'cli', 'config', 'stack', 'catalog/testing'],
  'tests/budget': ['contracts', 'stack'],
  'tests/faults': ['contracts', 'client', 'config', 'stack'],
  'tests/postgres': ['contracts', 'client', 'catalog', 'config', 'stack'],
}

/** What reaches a database or a queue, and the one package that may hold it. A bench may measure them bare, the budget measures what they keep, the fault suite breaks them, and `tests/postgres` sets PostgreSQL up anew. */
const keepers: Record<string, string> = {
  postgres: 'packages/catalog',
  ioredis: 'packages/broker',
  bullmq: 'packages/broker',
}

const bare = new Set(['bench', 'tests/budget', 'tests/faults', 'tests/postgres'])

/** These run anywhere, browsers included: they decide, others act. */
const pure = new Set([
  'packages/contracts',
  'packages/definitions',
  'packages/pipeline',
  'packages/client',
  'packages/timing',
])

/** These start often, or are loaded over a network. */
const light = new Set(['apps/cli', 'apps/console', 'packages/client'])

function boundaries(folder: string): OxlintOverride[] {
  const allowed = mayImport[folder]!
  const names = (packages: string[]) => ({
    group: ['@syndicate/**', ...packages.flatMap((name) => [`!@syndicate/${name}`, `!@syndicate/${name}/*`])],
    message: `${folder} may import only ${packages.join(', ') || 'nothing of ours'}, by package name.`,
  })
  const paths = { regex: '^(\\.\\./)+[^./]+/(src|tests)/', message: 'Import another package by its name.' }
  const others = Object.keys(keepers).filter((library) => keepers[library] !== folder)
  const libraries = {
    regex: `^(${others.join('|')})(/|$)`,
    message: 'Only catalog talks SQL, only broker talks Redis.',
  }
  const node = { regex: '^node:', message: `${folder} is pure: it has no I/O.` }
  const heavy = {
    regex: '^@syndicate/(contracts|definitions|config)$',
    allowTypeImports: true,
    message: 'Its values bring a validation library along; what it exports by a path brings nothing. Else import() it.',
  }
  const all = [names(allowed), paths, ...(bare.has(folder) ? [] : [libraries]), ...(pure.has(folder) ? [node] : [])]
  return [
    // Before the others: what one pattern lets through by name, those after it do not look at.
    restrict(`${folder}/**`, light.has(folder) ? [heavy, ...all] : all),
    restrict(`${folder}/**/*.test.ts`, all),
    // A test may start the whole house and reach behind its back.
    restrict(`${folder}/tests/**`, [names(folder.startsWith('apps/') ? [...allowed, 'stack'] : allowed), paths]),
  ]
}

function restrict(files: string, patterns: object[]): OxlintOverride {
  return { files: [files], rules: { 'eslint/no-restricted-imports': ['error', { patterns }] } }
}

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'node', 'promise', 'vitest'],
  categories: { correctness: 'error', suspicious: 'off' },
  options: { typeAware: true },
  ignorePatterns: ['**/dist/**', '.syndicate/**'],
  rules: {
    'eslint/max-lines': ['error', { max: 300 }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'node/no-process-env': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    // Factories return functions that use no `this`, and an object's text is no-base-to-string's business.
    'typescript/restrict-template-expressions': 'off',
    'typescript/unbound-method': 'off',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/prefer-node-protocol': 'error',
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*'] }],
    // A harness may hand out a `test` with more to work with.
    'vitest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['test'] }],
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/require-mock-type-parameters': 'off',
    'vitest/require-to-throw-message': 'off',
    'vitest/no-restricted-vi-methods': [
      'error',
      { mock: 'Pass the dependency in instead.', doMock: 'Pass the dependency in instead.' },
    ],
  },
  overrides: [
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off', 'node/no-process-env': 'off' } },
    {
      // Entry points pass the environment on; nothing else may look at it.
      files: [
        'packages/config/**',
        'apps/*/src/main.ts',
        'packages/stack/src/bin/**',
        'packages/stack/src/testing/global-setup.ts',
        '**/tests/**',
        'scripts/*.ts',
        'bench/src/main.ts',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
    ...Object.keys(mayImport).flatMap(boundaries),
  ],
})
