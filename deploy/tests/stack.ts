import { execFile, execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { readBlocks } from '../../tests/docs/read-blocks.ts'

const run = promisify(execFile)
const project = resolve(import.meta.dirname, '../..')
/** A name of its own, so that a stack that is used on this machine is left alone. */
const image = 'syndicate-compose-test'

const name = 'syndicate-test'
/** What an earlier one left that was not stopped in order: nobody knows the secrets of its volumes any more. */
const clear = [
  `docker ps --all --quiet --filter name=${name} | xargs --no-run-if-empty docker rm --force --volumes`,
  `docker network ls --quiet --filter name=${name} | xargs --no-run-if-empty docker network rm`,
  `docker volume ls --quiet --filter name=${name} | xargs --no-run-if-empty docker volume rm`,
].join('\n')

type Service = 'gateway' | 'worker' | 'proxy' | 'postgres' | 'redis' | 'tls'

export interface Stack {
  /** Where its proxy is reached. */
  url: string
  image: string
  /** Runs a command in the folder of its Compose file, and gives what it prints. */
  sh(command: string, input?: string): Promise<string>
  compose(args: string, input?: string): Promise<string>
  /** What its PostgreSQL answers to a statement. */
  query(sql: string): Promise<string>
  /** How many runs have not ended. */
  unfinished(): Promise<number>
  /** Runs the commands that stand under a heading of docs/backup.md, whose files are placed first. */
  follow(heading: string, env?: NodeJS.ProcessEnv): Promise<string>
  /** The running containers of a service. */
  idsOf(service: Service): Promise<string[]>
  /** Asks the engine of a container, by a template. */
  inspect(id: string, format: string): Promise<string>
  remove(): Promise<void>
}

/** What keeps a stack from being run here; undefined: nothing. */
export function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root: stand-ins of images are made by debootstrap'
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore' })
    return composeCommand() === undefined ? 'needs Docker Compose' : undefined
  } catch {
    return 'needs a Docker engine'
  }
}

/** The one in COMPOSE, else the newest there is. */
function composeCommand(): string | undefined {
  return [process.env['COMPOSE'] ?? '', 'docker compose', 'docker-compose'].find((command) => {
    const [program, ...args] = command.split(' ')
    try {
      execFileSync(program!, [...args, 'version'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

/**
 * A copy of what is in the working tree, with a .env that says what the lines do; nothing is started.
 * @param lines of .env, to which deploy/make-env.sh adds the secrets that are not among them
 * @param flag for deploy/make-env.sh
 */
export async function placeStack(port: number, lines: string[], flag: '' | '--files' = ''): Promise<Stack> {
  const [folder, backups, programs] = ['compose', 'backups', 'programs'].map((each) =>
    mkdtempSync(join(tmpdir(), `syndicate-${each}-`)),
  ) as [string, string, string]
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: project })
  for (const file of files
    .toString()
    .split('\0')
    .filter((each) => each && existsSync(join(project, each)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(project, file), join(folder, file))
  }
  const compose = composeCommand()!
  const own = [`PORT=${port}`, 'SUBNET=10.87.133.0/24', `SYNDICATE_IMAGE=${image}`, `COMPOSE_PROJECT_NAME=${name}`]
  appendFileSync(join(folder, '.env'), `${[...own, ...lines].join('\n')}\n`)

  async function sh(command: string, input = '', more: NodeJS.ProcessEnv = {}): Promise<string> {
    const { PATH, HOME, DOCKER_HOST, DOCKER_CONFIG } = process.env
    const env = { PATH, HOME, DOCKER_HOST, DOCKER_CONFIG, COMPOSE: compose, XDG_CONFIG_HOME: join(folder, '.config') }
    const running = run('sh', ['-c', command], {
      cwd: folder,
      env: { ...env, ...more },
      maxBuffer: 64 * 1024 * 1024,
    })
    // One that asks for nothing may have ended by now.
    running.child.stdin!.on('error', () => {}).end(input)
    return (await running).stdout.trim()
  }
  await sh(clear)
  await sh(`./deploy/make-env.sh ${flag}`)

  // What commands of a document take for granted: the newest Compose, and sudo, which root may do without.
  const docker = await sh('command -v docker')
  writeFileSync(
    join(programs, 'docker'),
    `#!/bin/sh\n[ "$1" = compose ] || exec ${docker} "$@"\nshift\nexec ${compose.replace(/^docker /, `${docker} `)} "$@"\n`,
    { mode: 0o755 },
  )
  writeFileSync(join(programs, 'sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })

  const query = (sql: string) => sh(`${compose} exec -T postgres psql --username=syndicate -At -c "${sql}"`)

  return {
    url: `http://127.0.0.1:${port}`,
    image,
    sh,
    compose: (args, input) => sh(`${compose} ${args}`, input),
    query,
    unfinished: async () => Number(await query("select count(*) from runs where state in ('accepted', 'running')")),
    async follow(heading, env = {}) {
      const { script, files } = readBlocks(join(project, 'docs/backup.md'), heading)
      if (script === '') throw new Error(`docs/backup.md has no commands under “${heading}”`)
      const ours = (text: string) => text.replaceAll('/var/backups/syndicate', backups)
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), ours(text))
      writeFileSync(join(programs, 'guide.sh'), ours(script))
      return sh(`bash ${programs}/guide.sh`, '', { ...env, PATH: `${programs}:${process.env['PATH']}` })
    },
    async idsOf(service) {
      const labels = `--filter label=com.docker.compose.project=${name} --filter label=com.docker.compose.service=${service}`
      const ids = await sh(`docker ps --quiet --no-trunc ${labels}`)
      return ids.split('\n').filter(Boolean).toSorted()
    },
    inspect: (id, format) => sh(`docker inspect --format '${format}' ${id}`),
    async remove() {
      await sh(clear)
      for (const each of [folder, backups, programs]) rmSync(each, { recursive: true, force: true })
    },
  }
}
