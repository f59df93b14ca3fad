import type { Role } from '@syndicate/contracts'
import { durably, type Sql } from './connect.ts'

export interface Session {
  userId: string
  username: string
  role: Role
  expiresAt: Date
}

export function createSessions(sql: Sql) {
  return {
    async create(session: { sid: string; userId: string; expiresAt: Date }): Promise<void> {
      await sql`
        insert into sessions (sid, user_id, expires_at)
        values (${session.sid}, ${session.userId}, ${session.expiresAt})`
    },

    /** The session, or null when it is unknown, revoked or over. */
    async find(sid: string): Promise<Session | null> {
      const [session] = await sql<Session[]>`
        select users.id as "userId", username, role, expires_at as "expiresAt"
        from sessions join users on users.id = user_id
        where sid = ${sid} and revoked_at is null and expires_at > now()`
      return session ?? null
    },

    async renew(sid: string, expiresAt: Date): Promise<void> {
      await sql`update sessions set expires_at = ${expiresAt} where sid = ${sid} and revoked_at is null`
    },

    /** Durable when it resolves: a crash must not bring a session back to life. */
    async revoke(sid: string): Promise<void> {
      await sql.begin((tx) => [
        durably(tx),
        tx`update sessions set revoked_at = now() where sid = ${sid} and revoked_at is null`,
      ])
    },
  }
}
