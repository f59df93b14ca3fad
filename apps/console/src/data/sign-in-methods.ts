import type { SignInMethods } from '@syndicate/contracts'
import { client } from './client.ts'

export function signInMethods(signal?: AbortSignal): Promise<SignInMethods> {
  return client.request('GET /api/auth/methods', { signal })
}
