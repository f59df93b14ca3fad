import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** A certificate with its key, as files. */
export interface Certified {
  cert: string
  key: string
}

const notAuthority = 'basicConstraints=critical,CA:FALSE'
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']

/** A certificate authority in a folder, by openssl. @returns its certificate as a file, and how to have it sign one */
export function createAuthority(folder: string, name = 'authority') {
  const authority = filesOf(folder, name)
  make(authority, name, [])
  const signed = ['-CA', authority.cert, '-CAkey', authority.key, '-addext', notAuthority]
  return {
    ca: authority.cert,
    /** @param alternative what it is for. @default the subject, as the name of a host */
    certify(subject: string, alternative = `DNS:${subject}`): Certified {
      const files = filesOf(folder, `${name}-${subject}`)
      make(files, subject, [...signed, '-addext', `subjectAltName=${alternative}`])
      return files
    },
  }
}

function filesOf(folder: string, name: string): Certified {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
}

function make({ cert, key }: Certified, subject: string, more: string[]): void {
  const args = ['req', '-x509', ...newKey, ...more, '-subj', `/CN=${subject}`, '-keyout', key, '-out', cert]
  execFileSync('openssl', args, { stdio: 'pipe' })
}
