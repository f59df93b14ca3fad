import { createServer } from 'node:net'
import { freePort } from './free-port.ts'

/**
 * Makes sure that nobody listens on `port`; 0 is always fine.
 * @throws Error that names the port and how to choose another
 */
export async function requirePort(port: number, host: string): Promise<void> {
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer()
    server.once('error', resolve)
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
  if (!problem) return
  if (problem.code === 'EADDRINUSE') {
    throw new Error(
      `Port ${port} is taken by another program. Choose another one, for example: PORT=${await freePort(port + 1)}`,
    )
  }
  if (problem.code === 'EACCES')
    throw new Error(`Port ${port} needs more rights than this user has. Choose one above 1023: PORT=3003`)
  throw problem
}
