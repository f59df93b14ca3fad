import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { ConfigError, loadConfig, type Config } from '@syndicate/config'

/** Reading a configuration asks for a secret; nothing is signed with this one. */
const env = { NODE_ENV: 'test', JWT_SECRET: 'signs nothing, for nobody signs in here' }

/** The configuration in a folder of the work tree. @returns what is wrong with it, in words, where something is */
export function configIn(file: string): Config | string {
  try {
    return loadConfig({ file, env })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message
  }
}

/**
 * The same configuration as a commit has it, with the pipelines in files of their own beside it.
 * @param root of the repository
 * @returns null where the commit has no such file
 */
export async function configAt(commit: string, root: string, file: string): Promise<Config | string | null> {
  const path = relative(root, file)
  const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { maxBuffer: 256 * 1024 ** 2 })
  const there = git('ls-tree', '--name-only', commit, '--', path, join(dirname(path), 'pipelines'))
  const paths = there.toString().split('\n').filter(Boolean)
  if (!paths.includes(path)) return null
  const folder = await mkdtemp(join(tmpdir(), 'syndicate-base-'))
  try {
    const archive = join(folder, 'base.tar')
    const files = join(folder, 'files')
    mkdirSync(files)
    git('archive', '--format=tar', `--output=${archive}`, commit, '--', ...paths)
    execFileSync('tar', ['-xf', archive, '-C', files])
    return configIn(join(files, path))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
