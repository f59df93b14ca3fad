import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Whether there is an openssl, and a Redis that was built with TLS: any other knows no such setting. */
export const canTryTls =
  spawnSync('openssl', ['version']).status === 0 &&
  /integer/.test(spawnSync('redis-server', ['--tls-port', 'none'], { encoding: 'utf8' }).stderr ?? '')
export const whyNotTls = 'redis-server is built without TLS, or there is no openssl'

/** A certificate with its key, as files. */
export interface Certified {
  cert: string
  key: string
}

/** A certificate authority in a folder. @returns its certificate as a file, and how to have it sign one for a name */
export function createAuthority(folder: string, name = 'authority') {
  const authority = filesOf(folder, name)
  openssl('req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-keyout', authority.key, '-out', authority.cert)
  return {
    ca: authority.cert,
    certify(host: string): Certified {
      const files = filesOf(folder, `${name}-${host}`)
      const signed = [
        '-CA',
        authority.cert,
        '-CAkey',
        authority.key,
        '-addext',
        `subjectAltName=DNS:${host}`,
        '-addext',
        notAuthority,
      ]
      openssl('req', '-x509', ...newKey, ...signed, '-subj', `/CN=${host}`, '-keyout', files.key, '-out', files.cert)
      return files
    },
  }
}

const notAuthority = 'basicConstraints=critical,CA:FALSE'
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']

function filesOf(folder: string, name: string): Certified {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' })
}
