import { newId, type Role } from '@syndicate/contracts'
import type { Sql } from './connect.ts'

export interface User {
  id: string
  username: string
  role: Role
  passwordHash: string
}

export function createUsers(sql: Sql) {
  return {
    async byName(username: string): Promise<User | null> {
      const [user] = await sql<User[]>`
        select id, username, role, password_hash as "passwordHash" from users where username = ${username}`
      return user ?? null
    },

    /** Adds a user; one who is already there by that name stays as they are. */
    async create(user: Omit<User, 'id'>): Promise<{ id: string }> {
      const [row] = await sql<{ id: string }[]>`
        with added as (
          insert into users (id, username, role, password_hash)
          values (${newId()}, ${user.username}, ${user.role}, ${user.passwordHash})
          on conflict (username) do nothing
          returning id
        )
        select id from added union all select id from users where username = ${user.username} limit 1`
      return row!
    },
  }
}
