import { signIn, type Caller } from './sign-in.ts'
import { placeStack, type Stack } from './stack.ts'

/** Of the administrator that each stack has. */
export const password = 'A long enough password for ada'

/** Builds the image and brings a stack up. @returns it, and how to sign in as its administrator */
export async function startStack(
  ...place: Parameters<typeof placeStack>
): Promise<{ stack: Stack; signInAsAda: (url?: string) => Promise<Caller> }> {
  const stack = await placeStack(...place)
  await stack.sh('./deploy/tests/stand-ins.sh')
  await stack.compose('up --build --detach')
  await stack.compose('run --rm -T gateway node scripts/create-user.ts ada --role admin', password)
  return { stack, signInAsAda: (url = stack.url) => signIn(url, 'ada', password) }
}
