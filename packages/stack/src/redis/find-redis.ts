import { findProgram } from '../programs/find-program.ts'

const redis = {
  title: 'Redis',
  commands: ['redis-server', 'valkey-server'],
  debianPackage: 'redis-server',
  advice:
    'No redis-server or valkey-server was found. Install one (Debian and Ubuntu: apt-get install redis-server; ' +
    'Fedora: dnf install valkey; macOS: brew install redis), or set REDIS_URL to a Redis of your own.',
}

/** The path of a Redis server; root on a Debian gets the distribution's installed. */
export function findRedis(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  return findProgram(redis, env, log)
}
