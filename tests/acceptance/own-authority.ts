import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

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

/** What a file holds, for a variable that may be one. */
export const textOf = (file: string): string => readFileSync(file, 'utf8')

const notAuthority = 'basicConstraints=critical,CA:FALSE'
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']

function filesOf(folder: string, name: string): Certified {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' })
}
