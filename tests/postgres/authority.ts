import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  certificate: string
  key: string
}

/** An authority of certificates, in files of a folder. Needs openssl. */
export function createAuthority(folder: string, name: string) {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const file = (end: string) => join(folder, `${name}${end}`)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
    '-keyout',
    file('.key'),
    '-out',
    file('.pem'),
  )

  /** @param alternative what it is for, such as DNS:localhost; none for a client's */
  function sign(subject: string, alternative?: string): Certificate {
    const path = (end: string) => file(`-${subject}${end}`)
    openssl('req', ...newKey, '-subj', `/CN=${subject}`, '-keyout', path('.key'), '-out', path('.csr'))
    writeFileSync(path('.ext'), alternative === undefined ? '' : `subjectAltName=${alternative}\n`)
    const authority = ['-CA', file('.pem'), '-CAkey', file('.key'), '-CAcreateserial']
    openssl(
      'x509',
      '-req',
      '-in',
      path('.csr'),
      ...authority,
      '-days',
      '2',
      '-extfile',
      path('.ext'),
      '-out',
      path('.pem'),
    )
    return { certificate: path('.pem'), key: path('.key') }
  }

  return { certificate: file('.pem'), sign }
}
