import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'tsdown'
import { bundledLicences } from './src/bundled-licences.ts'
import { runCheck } from './src/run-check.ts'

/** Makes `syndicate-cli-VERSION.tgz` of the command, which `npm install -g` takes without a registry, and prints its path. */
const root = resolve(import.meta.dirname, '..')
const cli = join(root, 'apps/cli')
const into = resolve(process.argv[2] ?? root)

await build({ cwd: cli, logLevel: 'warn' })
const { version, description } = JSON.parse(await readFile(join(cli, 'package.json'), 'utf8')) as Record<string, string>
const folder = await mkdtemp(join(tmpdir(), 'syndicate-cli-'))
try {
  const manifest = {
    name: 'syndicate-cli',
    version,
    description,
    license: 'Apache-2.0',
    type: 'module',
    bin: { syndicate: 'syndicate.js' },
    // Before it there is no `styleText`.
    engines: { node: '>=20.12' },
  }
  await Promise.all([
    cp(join(cli, 'dist'), folder, { recursive: true, filter: (path) => !path.endsWith('.map') }),
    cp(join(root, 'docs/cli.md'), join(folder, 'README.md')),
    cp(join(root, 'LICENSE'), join(folder, 'LICENSE')),
    writeFile(join(folder, 'LICENSES-OF-OTHERS.txt'), await bundledLicences(join(cli, 'dist'))),
    writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`),
  ])
  const args = ['pack', folder, '--pack-destination', into, '--offline', '--silent']
  const { passed, output } = await runCheck({ name: 'pack', command: 'npm', args }, root)
  if (!passed) throw new Error(`npm pack failed: ${output}`)
  console.log(join(into, `syndicate-cli-${version}.tgz`))
} finally {
  await rm(folder, { recursive: true })
}
