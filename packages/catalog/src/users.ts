import { isId, nameKey, newId, ProblemError, type Role, type User, type UserSource } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from './connect.ts'
import { pageOf } from './page.ts'
import { endedNow } from './sessions.ts'

/** A user as whoever checks a password needs them. */
export interface UserSecrets {
  id: string
  username: string
  role: Role
  passwordHash: string
  /** Grows with every change of the password. */
  passwordVersion: number
  disabled: boolean
  source: UserSource
}

/** Somebody as a provider of OpenID Connect knows them. */
export interface Subject {
  issuer: string
  subject: string
}

export interface UserMove {
  role?: Role
  passwordHash?: string
  /** Their keys outlive the former password. */
  keepKeys?: boolean
  disabled?: boolean
  /** Also of the last administrator. */
  evenLast?: boolean
}

export function createUsers(sql: Sql) {
  const source = sql`case when oidc_subject is null then 'local' else 'oidc' end`
  const secrets = sql`
    id, username, role, password_hash as "passwordHash", password_version as "passwordVersion",
    disabled_at is not null as disabled, ${source} as source`
  const columns = sql`id, username, role, ${source} as source, disabled_at is not null as disabled, created_at as "createdAt"`

  return {
    /** However the name is written; of namesakes from before names were one, each is found by its own way first. */
    async byName(name: string): Promise<UserSecrets | null> {
      const exact = name.trim()
      const [user] = await sql<UserSecrets[]>`
        select ${secrets} from users
        where username = ${exact} or (lower(username collate "C") = ${nameKey(name)} and not namesake)
        order by username = ${exact} desc limit 1`
      return user ?? null
    },

    async byId(id: string): Promise<UserSecrets | null> {
      if (!isId(id)) return null
      const [user] = await sql<UserSecrets[]>`select ${secrets} from users where id = ${id}`
      return user ?? null
    },

    async bySubject({ issuer, subject }: Subject): Promise<UserSecrets | null> {
      const [user] = await sql<UserSecrets[]>`
        select ${secrets} from users where oidc_issuer = ${issuer} and oidc_subject = ${subject}`
      return user ?? null
    },

    /** In the order they were added; the last id of a page is the cursor to the next. */
    async list(page: { limit: number; cursor?: string }): Promise<{ users: User[]; next: string | null }> {
      const rows = await sql<UserRow[]>`
        select ${columns} from users ${page.cursor === undefined ? sql`` : sql`where id > ${page.cursor}`}
        order by id limit ${page.limit + 1}`
      const { items: users, next } = pageOf(rows.map(toUser), page.limit, ({ id }) => id)
      return { users, next }
    },

    /** Adds a user, durably; one who is already there by that name, in whatever case, stays as they are. */
    async create(user: {
      username: string
      role: Role
      passwordHash: string
    }): Promise<{ id: string; createdAt: Date; created: boolean }> {
      const [, [row]] = await sql.begin((tx) => [
        durably(tx),
        tx<{ id: string; createdAt: Date; created: boolean }[]>`
          insert into users (id, username, role, password_hash)
          values (${newId()}, ${user.username}, ${user.role}, ${user.passwordHash})
          on conflict (lower(username collate "C")) where not namesake do update set username = users.username
          returning id, created_at as "createdAt", xmax = 0 as created`,
      ])
      return row!
    },

    /** Adds somebody from a provider, durably. @returns null when the name or the subject is taken */
    async provision(
      user: Subject & { username: string; role: Role; passwordHash: string },
    ): Promise<UserSecrets | null> {
      const [, [row]] = await sql.begin((tx) => [
        durably(tx),
        tx<UserSecrets[]>`
          insert into users (id, username, role, password_hash, oidc_issuer, oidc_subject)
          values (${newId()}, ${user.username}, ${user.role}, ${user.passwordHash}, ${user.issuer}, ${user.subject})
          on conflict do nothing returning ${secrets}`,
      ])
      return row ?? null
    },

    /** Puts a new hash of the same password in the place of `from`. */
    async rehash(id: string, from: string, to: string): Promise<void> {
      await sql`update users set password_hash = ${to} where id = ${id} and password_hash = ${from}`
    },

    /**
     * Changes a user and ends their sessions, durably and in one step. With a new password their keys end as well, unless they
     * are to be kept, and they are no provider's any more; being disabled ends them for good.
     * @returns the user, and what they were known by: sessions and keys, which are to be looked at afresh
     * @throws ProblemError user-not-found, last-admin
     */
    async change(id: string, move: UserMove): Promise<{ user: User; known: string[] }> {
      if (!isId(id)) throw new ProblemError('user-not-found')
      const { role = null, passwordHash = null, disabled = null, keepKeys = false, evenLast = false } = move
      return sql.begin(async (tx) => {
        await durably(tx)
        if (!evenLast && ((role !== null && role !== 'admin') || disabled)) await refuseLastAdmin(tx, id)
        // Also of one who was disabled by hand.
        const [before] = await tx<{ disabled: boolean }[]>`
          select disabled_at is not null as disabled from users where id = ${id} for no key update`
        const endsKeys = (passwordHash !== null && !keepKeys) || disabled || (disabled === false && before?.disabled)
        const [row] = await tx<UserRow[]>`
          update users set role = coalesce(${role}, role), password_hash = coalesce(${passwordHash}, password_hash),
            oidc_issuer = case when ${passwordHash === null} then oidc_issuer end,
            oidc_subject = case when ${passwordHash === null} then oidc_subject end,
            password_version = password_version + ${passwordHash === null ? 0 : 1},
            disabled_at = case ${disabled}::boolean when true then coalesce(disabled_at, now()) when false then null else disabled_at end
          where id = ${id} returning ${columns}`
        if (!row) throw new ProblemError('user-not-found')
        // Statements of their own: each has to see what was made by whoever held a row locked until now, a session of this
        // user, a key of that session.
        const sessions = await tx<{ id: string }[]>`
          update sessions set ${endedNow(tx)} where user_id = ${id} and revoked_at is null returning sid as id`
        const keys = endsKeys
          ? await tx<{ id: string }[]>`
              update api_keys set revoked_at = now() where user_id = ${id} and revoked_at is null returning id::text`
          : await tx<{ id: string }[]>`
              select id::text from api_keys where user_id = ${id} and revoked_at is null`
        return { user: toUser(row), known: [...sessions, ...keys].map((each) => each.id) }
      })
    },
  }
}

/** Locks every enabled administrator, so that two who take each other's place away wait for one another. */
async function refuseLastAdmin(tx: Runner, id: string): Promise<void> {
  const admins = await tx<{ id: string }[]>`
    select id from users where role = 'admin' and disabled_at is null order by id for no key update`
  if (admins.length === 1 && admins[0]!.id === id) throw new ProblemError('last-admin')
}

type UserRow = Omit<User, 'createdAt'> & { createdAt: Date }

function toUser(row: UserRow): User {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
