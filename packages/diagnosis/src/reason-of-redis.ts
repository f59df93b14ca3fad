const client = 'REDIS_CERT_FILE and REDIS_KEY_FILE name the certificate of this client and its key'

/** With TLS, by what is said of a connection; the first that fits. */
const ofTls: [RegExp, string][] = [
  [
    /self-signed certificate|unable to (verify|get)/i,
    'REDIS_CA_FILE names the file of a private certificate authority',
  ],
  [/altnames/, 'REDIS_SERVERNAME is the name in its certificate, where that is not the host of REDIS_URL'],
  [
    /alert (certificate required|handshake failure|unknown ca|bad certificate)/i,
    `it asks for a certificate: ${client}`,
  ],
  // Who is not let in finds the connection reset before that is said.
  [/ECONNRESET|EPIPE|Connection is closed/, `does it ask for a certificate? ${client}`],
  // A Redis without TLS waits for the end of what it takes for a command.
  [
    /ETIMEDOUT|before secure TLS connection|wrong version number/,
    'if it speaks no TLS there, write redis:// for rediss://',
  ],
]

/** Of sentinels, however they are reached. */
const ofSentinels: [RegExp, string][] = [
  [/invalid reply: null|No such master/, 'no sentinel knows a master by the name at the end of REDIS_URL'],
  [
    /sentinel .*(NOAUTH|WRONGPASS|NOPERM)/,
    'REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD are what sentinels ask for',
  ],
]

/** Why Redis did not answer in words, and what to do about it. */
export function reasonOfRedis(error: unknown, url: string): string {
  const said = error instanceof Error ? error.message || error.name : String(error)
  // OpenSSL says where in its source it said it, too.
  const reason = /SSL routines:\w*:([^:]+):/.exec(said)?.[1] ?? said
  const known = [...ofSentinels, ...(url.startsWith('rediss') ? ofTls : [])]
  const [, mend] = known.find(([pattern]) => pattern.test(reason)) ?? []
  return mend === undefined ? reason : `${reason}; ${mend}`
}
