import { isId, type ApiKey, type Role } from '@syndicate/contracts'
import { durably, type Sql } from './connect.ts'
import { pageOf } from './page.ts'

/** A key as whoever is shown one needs it. */
export interface KeyHolder {
  userId: string
  username: string
  /** Of the owner, at this moment. */
  role: Role
  secretHash: Uint8Array
  scopes: string[]
  expiresAt: Date
}

export interface NewKey {
  id: string
  userId: string
  /** The session of its owner that makes it. */
  sid: string
  name: string
  secretHash: Uint8Array
  scopes: string[]
  expiresAt: Date
  /** Most keys of this user that hold at once. */
  most: number
}

export function createApiKeys(sql: Sql) {
  const columns = sql`
    api_keys.id, user_id as "userId", username, name, scopes, api_keys.created_at as "createdAt", expires_at as "expiresAt",
    last_used_at as "lastUsedAt"`

  return {
    /**
     * The lock on the session makes it wait for whoever ends that, or them for it: no key is made by a session that is over.
     * @returns the key, durably kept, or null when its owner has too many, or their session has ended
     */
    async create(key: NewKey): Promise<ApiKey | null> {
      const { id, userId, sid, name, secretHash, scopes, expiresAt, most } = key
      const [, [row]] = await sql.begin((tx) => [
        durably(tx),
        tx<KeyRow[]>`
          with maker as (
            select from sessions where sid = ${sid} and user_id = ${userId} and revoked_at is null for share
          ), api_keys as (
            insert into api_keys (id, user_id, name, secret_hash, scopes, expires_at)
            select ${id}, ${userId}, ${name}, ${Buffer.from(secretHash)}, ${scopes}::text[], ${expiresAt} from maker
            where (select count(*) from api_keys where user_id = ${userId} and revoked_at is null and expires_at > now()) < ${most}
            returning *
          )
          select ${columns} from api_keys join users on users.id = user_id`,
      ])
      return row ? toKey(row) : null
    },

    /** The key, or null when it is unknown, revoked or over, or its owner disabled. */
    async find(id: string): Promise<KeyHolder | null> {
      if (!isId(id)) return null
      const [key] = await sql<KeyHolder[]>`
        select user_id as "userId", username, role, secret_hash as "secretHash", scopes, expires_at as "expiresAt"
        from api_keys join users on users.id = user_id
        where api_keys.id = ${id} and revoked_at is null and expires_at > now() and disabled_at is null`
      return key ?? null
    },

    /** Those not revoked, in the order they were made; the last id of a page is the cursor to the next. */
    async list(page: {
      userId?: string
      limit: number
      cursor?: string
    }): Promise<{ keys: ApiKey[]; next: string | null }> {
      const rows = await sql<KeyRow[]>`
        select ${columns} from api_keys join users on users.id = user_id
        where revoked_at is null
          ${page.userId === undefined ? sql`` : sql`and user_id = ${page.userId}`}
          ${page.cursor === undefined ? sql`` : sql`and api_keys.id > ${page.cursor}`}
        order by api_keys.id limit ${page.limit + 1}`
      const { items: keys, next } = pageOf(rows.map(toKey), page.limit, ({ id }) => id)
      return { keys, next }
    },

    /**
     * Durable when it resolves.
     * @param userId whose key it has to be; anybody's when left out
     * @returns whether it was there
     */
    async revoke(id: string, userId?: string): Promise<boolean> {
      if (!isId(id)) return false
      const [, { count }] = await sql.begin((tx) => [
        durably(tx),
        tx`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null
          ${userId === undefined ? tx`` : tx`and user_id = ${userId}`}`,
      ])
      return count > 0
    },

    /** Remembers that a key was used, to the minute. */
    async used(id: string): Promise<void> {
      await sql`
        update api_keys set last_used_at = now()
        where id = ${id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`
    },
  }
}

type KeyRow = Omit<ApiKey, 'createdAt' | 'expiresAt' | 'lastUsedAt'> & {
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
}

function toKey(row: KeyRow): ApiKey {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
