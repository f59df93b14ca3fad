import { operations, type Operation } from './document.ts'

/** Pages for people, and what they load. */
const undescribed = /^\/($|\?|docs(\/|$|\?)|admin\/queues)/

const patterns = operations
  .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
  // A name that is written out comes before a parameter.
  .toSorted((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length)

function patternOf(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((text) => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`)
}

/** A server takes the absolute form of an address as well (RFC 9112). */
const absolute = /^https?:\/\/[^/?#]*/i

/** The operation that a request is for; null where nothing is, `undescribed` for what is left out on purpose. */
export function findOperation(method: string, target: string): Operation | 'undescribed' | null {
  const url = target.replace(absolute, '')
  if (undescribed.test(url)) return 'undescribed'
  const path = decoded(url.split(/[?#]/, 1)[0]!)
  const asked = method === 'HEAD' ? 'GET' : method
  return patterns.find(({ operation, pattern }) => operation.method === asked && pattern.test(path))?.operation ?? null
}

/** As a server reads a path: what is escaped without need is the same. */
function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
