import type { User, UserChange } from '@syndicate/contracts'
import type { Context } from '../context.ts'
import { findUser } from './find-user.ts'

/** Changes a user, which ends their sessions. @param said what is told about it */
export async function changeUser(
  { client: connect, out }: Context,
  name: string,
  change: UserChange,
  said: (user: User) => string,
): Promise<void> {
  const client = await connect()
  const id = await findUser(client, name)
  const user = await client.request('PATCH /api/users/:id', { params: { id }, body: change })
  out.value(user, () => said(user))
}
