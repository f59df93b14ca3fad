import type { ApiKey, NewApiKey, NewUser, SessionEntry, User, UserChange } from '@syndicate/contracts'
import { client } from './client.ts'
import type { Page } from './page.ts'

export function listUsers(signal?: AbortSignal): Promise<Page<'users', User>> {
  return client.request('GET', '/api/users', { query: { limit: 1000 }, ...(signal && { signal }) })
}

export function addUser(user: NewUser): Promise<User> {
  return client.request('POST', '/api/users', { body: user })
}

export function changeUser(id: string, change: UserChange): Promise<User> {
  return client.request('PATCH', `/api/users/${id}`, { body: change })
}

export function listKeys(signal?: AbortSignal): Promise<Page<'keys', ApiKey>> {
  return client.request('GET', '/api/keys', { query: { limit: 1000 }, ...(signal && { signal }) })
}

export function makeKey(key: NewApiKey): Promise<ApiKey & { key: string }> {
  return client.request('POST', '/api/keys', { body: key })
}

export function revokeKey(id: string): Promise<void> {
  return client.request('DELETE', `/api/keys/${id}`)
}

export async function listSessions(signal?: AbortSignal): Promise<SessionEntry[]> {
  const { sessions } = await client.request<{ sessions: SessionEntry[] }>('GET', '/api/auth/sessions', {
    ...(signal && { signal }),
  })
  return sessions
}

export function endSession(id: string): Promise<void> {
  return client.request('DELETE', `/api/auth/sessions/${encodeURIComponent(id)}`)
}

export function logOutEverywhere(): Promise<void> {
  return client.request('POST', '/api/auth/logout-everywhere')
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  return client.request('POST', '/api/auth/password', { body: { currentPassword, newPassword } })
}
