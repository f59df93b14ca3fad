import { ProblemError } from '@syndicate/contracts'
import { Interrupted } from './interrupted.ts'
import { NoPlace } from './no-place.ts'
import { PassingError } from './passing-error.ts'

/** Of clients: the other side cannot be reached, or went away in the middle. Of the system: there is nothing left to open. */
const awayCodes = new Set(
  (
    'ECONNREFUSED ECONNRESET ECONNABORTED EMFILE ENFILE EAGAIN ENOMEM ENOBUFS EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ' +
    'EADDRNOTAVAIL ENOTFOUND EAI_AGAIN EAI_FAIL ETIMEDOUT EPIPE ' +
    'CONNECT_TIMEOUT CONNECTION_CLOSED CONNECTION_ENDED CONNECTION_DESTROYED UNSUITABLE_HOST'
  ).split(' '),
)

/**
 * Of PostgreSQL, by class or code (https://www.postgresql.org/docs/current/errcodes-appendix.html): connections, deadlocks,
 * full disks and other want of resources, shutdowns and read-only standbys, locks; refused logins and a database that is
 * not there, as while a password is changed or a backup restored. Not what the same statement would meet again: timeouts,
 * limits that are configured, unreadable files.
 */
const passingStates = /^(08|28|3D000|40|53[0-3]|57P|25006|25P03|55P03)/

/** Of Redis: what it says while it loads, is full, cannot save, follows another, is kept busy or has another password. */
const redisSays = /^(LOADING|OOM|MISCONF|READONLY|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|NOAUTH|WRONGPASS)\b/

/** Of the Redis client, which has no codes for them. */
const redisIsAway =
  /Stream isn't writeable|Connection is closed|Command aborted|Command timed out|max retries per request|Socket timeout/

/** Of a cluster whose nodes go, or whose keys are on their way from one node to another in the middle of a script. */
const clusterIsMoving =
  /Cluster isn't ready|Cluster is ended|Too many Cluster redirections|startup nodes|refresh slots|Script attempted to access/

/** Whether an error comes of PostgreSQL, Redis or this machine being away, full or busy: the same again may do, later. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof ProblemError) return error.status === 503
  if (error instanceof Interrupted || error instanceof PassingError || error instanceof NoPlace) return true
  const { code } = error as Error & { code?: unknown }
  if (typeof code === 'string' && (awayCodes.has(code) || passingStates.test(code))) return true
  return redisSays.test(error.message) || redisIsAway.test(error.message) || clusterIsMoving.test(error.message)
}
