/** Sets an own field, whatever its name: a plain assignment of `__proto__` would change the prototype and lose the value. */
export function put(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
  } else record[name] = value
}
