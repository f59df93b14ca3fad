import type { AnswerTo, NewApiKey, NewUser, PasswordChange, SessionEntry, User, UserChange } from '@syndicate/contracts'
import { client } from './client.ts'

export function listUsers(signal?: AbortSignal): Promise<AnswerTo<'GET /api/users'>> {
  return client.request('GET /api/users', { query: { limit: 1000 }, signal })
}

export function addUser(user: NewUser): Promise<User> {
  return client.request('POST /api/users', { body: user })
}

export function changeUser(id: string, change: UserChange): Promise<User> {
  return client.request('PATCH /api/users/:id', { params: { id }, body: change })
}

export function listKeys(signal?: AbortSignal): Promise<AnswerTo<'GET /api/keys'>> {
  return client.request('GET /api/keys', { query: { limit: 1000 }, signal })
}

export function makeKey(key: NewApiKey): Promise<AnswerTo<'POST /api/keys'>> {
  return client.request('POST /api/keys', { body: key })
}

export function revokeKey(id: string): Promise<void> {
  return client.request('DELETE /api/keys/:id', { params: { id } })
}

export async function listSessions(signal?: AbortSignal): Promise<SessionEntry[]> {
  return (await client.request('GET /api/auth/sessions', { signal })).sessions
}

export function endSession(id: string): Promise<void> {
  return client.request('DELETE /api/auth/sessions/:id', { params: { id } })
}

export function logOutEverywhere(): Promise<void> {
  return client.request('POST /api/auth/logout-everywhere')
}

export async function changePassword(change: PasswordChange): Promise<void> {
  await client.request('POST /api/auth/password', { body: change })
}
