import type { Stack } from './stack.ts'

const network = 'syndicate-test_elsewhere'
/** Where the service is reached there. */
const host = '10.87.134.2'

/** How a service is spoken to within its container's networks. */
const reachedBy = {
  proxy: { module: 'http', port: 3003 },
  tls: { module: 'https', port: 443, servername: 'localhost', rejectUnauthorized: false },
}

/**
 * Fails to sign in out of a network, 10.87.134.0/24, that is none of the stack's.
 * @param from the caller's address there
 * @param saidToBeFrom what the caller says of itself, as a proxy would
 */
export async function failToSignInFrom(
  from: string,
  { sh, idsOf, image }: Stack,
  through: keyof typeof reachedBy,
  saidToBeFrom: string,
): Promise<void> {
  const [container] = await idsOf(through)
  const { module, ...where } = reachedBy[through]
  const headers = { host: 'localhost', 'content-type': 'application/json', 'x-forwarded-for': saidToBeFrom }
  const options = { ...where, host, headers, method: 'POST', path: '/api/auth/login' }
  const body = JSON.stringify({ username: 'ada', password: 'another' })
  const asking = `require('node:${module}').request(${JSON.stringify(options)}, (answer) => answer.resume()).end('${body}')`
  await sh(`docker network create --subnet 10.87.134.0/24 ${network}`)
  try {
    await sh(`docker network connect --ip ${host} ${network} ${container}`)
    await sh(`docker run --rm --interactive --network ${network} --ip ${from} ${image} node -`, asking)
  } finally {
    await sh(`docker network disconnect --force ${network} ${container}; docker network rm ${network}`)
  }
}
