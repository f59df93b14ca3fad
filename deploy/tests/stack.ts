import { execFile, execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const project = resolve(import.meta.dirname, '../..')
/** A name of its own, so that a stack that is used on this machine is left alone. */
const image = 'syndicate-compose-test'

type Service = 'gateway' | 'worker' | 'proxy' | 'postgres' | 'redis'

export interface Stack {
  /** Where its proxy is reached. */
  url: string
  image: string
  /** Runs a command in the folder of its Compose file, and gives what it prints. */
  sh(command: string, input?: string): Promise<string>
  compose(args: string, input?: string): Promise<string>
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
 */
export async function placeStack(port: number, lines: string[]): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-compose-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: project })
  for (const file of files.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(project, file), join(folder, file))
  }
  const compose = composeCommand()!
  const own = [
    `PORT=${port}`,
    'SUBNET=10.87.133.0/24',
    `SYNDICATE_IMAGE=${image}`,
    'COMPOSE_PROJECT_NAME=syndicate-test',
  ]
  appendFileSync(join(folder, '.env'), `${[...own, ...lines].join('\n')}\n`)

  async function sh(command: string, input = ''): Promise<string> {
    const { PATH, HOME, DOCKER_HOST, DOCKER_CONFIG } = process.env
    const env = { PATH, HOME, DOCKER_HOST, DOCKER_CONFIG, COMPOSE: compose, XDG_CONFIG_HOME: join(folder, '.config') }
    const running = run('sh', ['-c', command], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
    running.child.stdin!.end(input)
    return (await running).stdout.trim()
  }
  await sh('./deploy/make-env.sh')

  return {
    url: `http://127.0.0.1:${port}`,
    image,
    sh,
    compose: (args, input) => sh(`${compose} ${args}`, input),
    async idsOf(service) {
      const labels = `--filter label=com.docker.compose.project=syndicate-test --filter label=com.docker.compose.service=${service}`
      const ids = await sh(`docker ps --quiet --no-trunc ${labels}`)
      return ids.split('\n').filter(Boolean).toSorted()
    },
    inspect: (id, format) => sh(`docker inspect --format '${format}' ${id}`),
    async remove() {
      await sh(`${compose} down --volumes --remove-orphans`)
      rmSync(folder, { recursive: true })
    },
  }
}
