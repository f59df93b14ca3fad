import Type from 'typebox'

const units = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const

/** A number of bytes as people write it: `1048576`, or `1 MiB`. @param standard what it is when nothing is said */
export function byteSize(standard?: string) {
  return Type.Unsafe<number | string>({
    type: ['integer', 'string'],
    minimum: 1,
    pattern: '^[1-9][0-9]{0,14} ?(B|KiB|MiB|GiB)$',
    ...(standard !== undefined && { default: standard }),
    description: 'a size such as 65536, 64 KiB, 8 MiB or 5 GiB',
  })
}

/** @returns bytes. The value has passed the schema above. */
export function bytesOf(size: number | string): number {
  if (typeof size === 'number') return size
  const [, amount, unit] = /^(\d+) ?(\w+)$/.exec(size)!
  return Number(amount) * units[unit as keyof typeof units]
}
