import type { Role, SessionEntry, UserSource } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from './connect.ts'

export interface Session {
  userId: string
  username: string
  role: Role
  source: UserSource
  createdAt: Date
  expiresAt: Date
}

export interface NewSession {
  sid: string
  userId: string
  /** Of the password that was shown: when it was changed since, there is no session. */
  passwordVersion: number
  expiresAt: Date
  address: string
  userAgent: string | null
  /** What a provider said of who signed in there. */
  idToken: string | null
  /** Most sessions of this user at once; the oldest end. */
  most: number
}

export function createSessions(sql: Sql) {
  const ended = endedNow(sql)

  return {
    /**
     * Opens a session, and ends the oldest of its user that are too many. The lock on the user makes it wait for a change
     * of them under way, or that for it: no session outlives the password or the user it was opened with.
     * @returns the sessions ended for it, or null when user or password are no longer good
     */
    async create(session: NewSession): Promise<string[] | null> {
      const { sid, userId, passwordVersion, expiresAt, address, userAgent, idToken, most } = session
      const [row] = await sql<{ added: number; ended: string[] }[]>`
        with holder as (
          select id from users
          where id = ${userId} and password_version = ${passwordVersion} and disabled_at is null for share
        ), added as (
          insert into sessions (sid, user_id, expires_at, address, user_agent, oidc_id_token)
          select ${sid}, id, ${expiresAt}, ${address}, ${userAgent}, ${idToken} from holder returning sid
        ), surplus as (
          select sid from sessions where user_id = ${userId} and revoked_at is null and expires_at > now()
          order by created_at desc, sid offset ${most - 1}
        ), ended as (
          update sessions set ${ended} from surplus, added
          where sessions.sid = surplus.sid returning sessions.sid
        )
        select (select count(*)::int from added) as added, array(select sid from ended) as ended`
      return row!.added === 1 ? row!.ended : null
    },

    /** The session, or null when it is unknown, revoked or over, or its user disabled. */
    async find(sid: string): Promise<Session | null> {
      const [session] = await sql<Session[]>`
        select users.id as "userId", username, role, case when oidc_subject is null then 'local' else 'oidc' end as source,
          sessions.created_at as "createdAt", expires_at as "expiresAt"
        from sessions join users on users.id = user_id
        where sid = ${sid} and revoked_at is null and expires_at > now() and disabled_at is null`
      return session ?? null
    },

    /** What a provider said of whoever opened a session there; null where nobody did, or it is over. */
    async idTokenOf(sid: string): Promise<string | null> {
      const [session] = await sql<{ idToken: string | null }[]>`
        select oidc_id_token as "idToken" from sessions where sid = ${sid} and revoked_at is null`
      return session?.idToken ?? null
    },

    /** The sessions of a user that still hold, newest first. */
    async list(userId: string): Promise<Omit<SessionEntry, 'current'>[]> {
      const rows = await sql<(Omit<SessionEntry, 'current' | 'createdAt' | 'expiresAt'> & Times)[]>`
        select sid as id, created_at as "createdAt", expires_at as "expiresAt", address, user_agent as "userAgent"
        from sessions where user_id = ${userId} and revoked_at is null and expires_at > now()
        order by created_at desc, sid`
      return rows.map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
      }))
    },

    async renew(sid: string, expiresAt: Date): Promise<void> {
      await sql`update sessions set expires_at = ${expiresAt} where sid = ${sid} and revoked_at is null`
    },

    /**
     * Durable when it resolves: a crash must not bring a session back to life.
     * @param userId whose session it has to be; anybody's when left out
     * @returns whether it held until now
     */
    async revoke(sid: string, userId?: string): Promise<boolean> {
      const [, { count }] = await sql.begin((tx) => [
        durably(tx),
        tx`update sessions set ${ended} where sid = ${sid} and revoked_at is null
          ${userId === undefined ? tx`` : tx`and user_id = ${userId}`}`,
      ])
      return count > 0
    },

    /** Ends every session of a user, durably. @returns them */
    async revokeAll(userId: string): Promise<string[]> {
      const [, rows] = await sql.begin((tx) => [
        durably(tx),
        tx<{ sid: string }[]>`
          update sessions set ${ended} where user_id = ${userId} and revoked_at is null returning sid`,
      ])
      return rows.map(({ sid }) => sid)
    },
  }
}

/** What ending does to a session: it forgets as well what a provider said of who opened it. */
export function endedNow(sql: Runner) {
  return sql`revoked_at = now(), oidc_id_token = null`
}

interface Times {
  createdAt: Date
  expiresAt: Date
}
