import { execFile } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { System } from '../acceptance/system.ts'
import type { Guide } from './read-blocks.ts'

export interface Outcome {
  code: number
  /** Both streams, with the line of the document before what each block wrote. */
  said: string
}

/** What differs for one guide. */
export interface Surroundings {
  /** Further variables. */
  env?: NodeJS.ProcessEnv
  /** Whom its commands run as. @default whoever runs the test */
  account?: { uid: number; gid: number } | undefined
  /** Programs of its own, by name: the text of a script each. */
  programs?: Record<string, string>
  /** What stands for what the guide says, as folders of a test for those of a server. */
  instead?: Record<string, string>
}

/** Where guides say the server is, as it is by default. */
const usual = 'http://127.0.0.1:3003'

/**
 * Runs a guide from its beginning in an empty folder that is home as well, in one shell that ends at the first failure. On the PATH
 * are `syndicate`, and `pnpm` for this project's scripts; `$B` and every mention of the usual address are the system's own. An
 * answer that is an error fails curl.
 */
export async function runGuide(
  { script, files }: Guide,
  system: Pick<System, 'url' | 'projectDir' | 'env'>,
  { env: given = {}, account, programs = {}, instead = {} }: Surroundings = {},
): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'syndicate-docs-'))
  const bin = join(home, 'bin')
  mkdirSync(bin)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text)
  writeFileSync(join(home, '.curlrc'), 'fail\nshow-error\n')
  const { scripts } = JSON.parse(readFileSync(join(system.projectDir, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const [name, text] of Object.entries({
    syndicate: start(system.projectDir, scripts['syndicate']!),
    pnpm: pnpm(system.projectDir, scripts),
    ...programs,
  })) {
    writeFileSync(join(bin, name), text, { mode: 0o755 })
  }
  const env = {
    ...system.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(system.projectDir, 'node_modules/.cache'),
    SYNDICATE_CONFIG: join(system.projectDir, 'syndicate.yaml'),
    SYNDICATE_URL: system.url,
    B: system.url,
    // mktemp -d stays inside what is removed.
    TMPDIR: home,
    ...given,
    PATH: `${bin}:${given['PATH'] ?? process.env['PATH']}`,
  }
  if (account) chownSync(home, account.uid, account.gid)
  const said = Object.entries({ [usual]: system.url, ...instead })
  const text = said.reduce((sum, [theirs, ours]) => sum.replaceAll(theirs, ours), script)
  try {
    return await new Promise((resolve) => {
      const child = execFile('bash', ['-e'], { cwd: home, env, timeout: 110_000, ...account }, (error, out, err) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, said: `${err}\n${out}` }),
      )
      child.stdin!.end(text)
    })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** A program that does what one of the project's scripts does: `node FILE`. */
function start(projectDir: string, script: string): string {
  const file = script
    .split(' && ')
    .at(-1)!
    .replace(/^node /, '')
  return `#!/bin/sh\nexec '${process.execPath}' '${projectDir}'/${file} "$@"\n`
}

/** As much of pnpm as guides use, without what it would install: `pnpm [--silent] SCRIPT ARGUMENTS`. */
function pnpm(projectDir: string, scripts: Record<string, string>): string {
  const cases = Object.entries(scripts).map(([name, script]) => {
    const [, command] = start(projectDir, script).split('\n')
    return `  ${name}) shift; ${command} ;;`
  })
  return ['#!/bin/sh', '[ "$1" = --silent ] && shift', 'case "$1" in', ...cases, 'esac', 'exit 127', ''].join('\n')
}
