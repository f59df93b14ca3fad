import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError } from '@commander-js/extra-typings'
import type { PatchOperation } from '@syndicate/contracts'

type Patch = readonly PatchOperation[]

/** `/cpu=99` → an operation that puts 99 there. What is no JSON is taken as text. @throws InvalidArgumentError */
export function setOperation(text: string): PatchOperation {
  const at = text.indexOf('=')
  const path = text.slice(0, at)
  if (at < 0 || !path.startsWith('/')) throw new InvalidArgumentError('Write it as /path=value, such as /cpu=99.')
  return { op: 'add', path, value: valueOf(text.slice(at + 1)) }
}

/** `/note` → an operation that takes it away. @throws InvalidArgumentError */
export function removeOperation(text: string): PatchOperation {
  if (!text.startsWith('/')) throw new InvalidArgumentError('Write it as /path, such as /note.')
  return { op: 'remove', path: text }
}

/**
 * A JSON Patch as it is, or from a file named as `@file`.
 * @param folder where a relative path begins
 * @throws InvalidArgumentError
 */
export function patchOperations(text: string, folder: string): Patch {
  let patch: unknown
  try {
    patch = JSON.parse(text.startsWith('@') ? readFileSync(resolve(folder, text.slice(1)), 'utf8') : text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
  if (Array.isArray(patch)) return patch as PatchOperation[]
  throw new InvalidArgumentError('A JSON Patch is a list, such as [{"op":"replace","path":"/cpu","value":99}].')
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
