import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The code that is tested. */
export const projectDir = resolve(import.meta.dirname, '../../..')

/** What another release of the project has that this one does not. */
export interface ReleaseChanges {
  /** SQL by file name. */
  migrations: Record<string, string>
  /** Its jobs are left alone by this release, and it leaves those of this one alone. */
  hasJobsOfItsOwn?: boolean
}

/**
 * A copy of apps and packages, with changes. Links between packages are relative and stay within the copy; those to
 * dependencies lead on to the ones installed here.
 */
export function makeRelease(dir: string, { migrations, hasJobsOfItsOwn = false }: ReleaseChanges): string {
  mkdirSync(dir)
  for (const part of ['apps', 'packages', 'docs']) {
    cpSync(join(projectDir, part), join(dir, part), { recursive: true, verbatimSymlinks: true })
  }
  // Its version is read by all processes.
  copyFileSync(join(projectDir, 'package.json'), join(dir, 'package.json'))
  symlinkSync(join(projectDir, 'node_modules'), join(dir, 'node_modules'))
  for (const [name, statements] of Object.entries(migrations)) {
    writeFileSync(join(dir, 'packages/catalog/migrations', name), statements, { flag: 'wx' })
  }
  if (hasJobsOfItsOwn) raiseJobVersion(join(dir, 'packages/contracts/src/job.ts'))
  return dir
}

function raiseJobVersion(file: string): void {
  const source = readFileSync(file, 'utf8')
  const raised = source.replace(/(?<=jobVersion = )\d+/, (version) => `${Number(version) + 1}`)
  if (raised === source) throw new Error(`${file} names no jobVersion`)
  writeFileSync(file, raised)
}
