import { createHash } from 'node:crypto'
import type { AuditEntry, Run } from '@syndicate/contracts'
import { expect } from 'vitest'
import type { Client, Json } from '../acceptance/client.ts'

/** What people would miss, as they see it. */
export interface Picture {
  /** By name: what is said of each, and what is in each version, by its SHA-256. */
  datasets: Record<string, { described: Json; versions: { version: number; lines: number; sha256: string }[] }>
  quarantine: string[]
  users: string[]
  keys: string[]
  /** Ids of entries. */
  audit: string[]
}

export async function pictureOf(user: Client, datasets: readonly string[]): Promise<Picture> {
  const pictures = await Promise.all(datasets.map(async (name) => [name, await datasetOf(user, name)] as const))
  const quarantined = await Promise.all(datasets.map((name) => user.quarantine(`dataset=${name}&limit=1000`)))
  const { users } = await user.get<{ users: Json[] }>('/api/users')
  const { keys } = await user.get<{ keys: Json[] }>('/api/keys')
  const { entries } = await user.get<{ entries: AuditEntry[] }>('/api/audit?limit=1000')
  return {
    datasets: Object.fromEntries(pictures),
    quarantine: quarantined.flat().map((record) => JSON.stringify(record)),
    users: users.map(({ username, role }) => `${username as string} ${role as string}`),
    keys: keys.map(({ name }) => name as string),
    audit: entries.map(({ id }) => id),
  }
}

async function datasetOf(user: Client, name: string): Promise<Picture['datasets'][string]> {
  const described = await user.get<Json & { versions: { version: number }[] }>(`/api/registry/${name}`)
  const versions = described.versions.map(async ({ version }) => {
    const answer = await user.fetch(`/api/registry/${name}/records?version=${version}`)
    expect(answer.status).toBe(200)
    const text = await answer.text()
    const lines = text.split('\n').length - 1
    return { version, lines, sha256: createHash('sha256').update(text).digest('hex') }
  })
  return { described, versions: await Promise.all(versions) }
}

/** The same, but for what has been written to the audit trail since. */
export function expectSame({ audit, ...now }: Picture, { audit: auditBefore, ...before }: Picture): void {
  expect(now).toEqual(before)
  expect(audit).toEqual(expect.arrayContaining(auditBefore))
}

export function expectBalanced({ state, counts }: Run): void {
  const { in: read, loaded, quarantined, duplicate, filtered } = counts
  expect(state).toBe('published')
  expect(loaded + quarantined + duplicate + filtered).toBe(read)
}
