/** Texts of JSON, or nearly, of about so many bytes, by what grows in them. */
export const grownJson: Record<string, (bytes: number) => string> = {
  'deep lists': (bytes) => `${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`,
  'deep objects': (bytes) => `${'{"a":'.repeat(bytes / 6)}1${'}'.repeat(bytes / 6)}`,
  'lists without end': (bytes) => '['.repeat(bytes),
  'records as deep as may be': (bytes) => listOf(bytes, () => `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`),
  'empty lists': (bytes) => listOf(bytes, () => '[]'),
  'empty records': (bytes) => listOf(bytes, () => '{}'),
  'no records': (bytes) => listOf(bytes, () => '1'),
  'many names': (bytes) => `{${members(bytes, (n) => `"k${n}":1`)}}`,
  'one name, often': (bytes) => `{${members(bytes, () => '"a":1')}}`,
  'a long name': (bytes) => `{"${'n'.repeat(bytes - 8)}":1}`,
  'long names': (bytes) => listOf(bytes, (n) => `{"${n}${'n'.repeat(bytes / 5)}":1}`),
  'another name each': (bytes) => listOf(bytes, (n) => `{"k${n}":${n}}`),
  'names of escapes': (bytes) => `{${members(bytes, (n) => `"${'\\u0001'.repeat(20)}${n}":1`)}}`,
  'a long text': (bytes) => `[{"text":"${'x'.repeat(bytes - 16)}"}]`,
  escapes: (bytes) => `[{"text":"${'\\u0001'.repeat(bytes / 6 - 4)}"}]`,
  'lone surrogates': (bytes) => `[{"text":"${'\\ud800'.repeat(bytes / 6 - 4)}"}]`,
  'many digits': (bytes) => `[{"n":${'9'.repeat(bytes - 10)}}]`,
  'large exponents': (bytes) => listOf(bytes, () => '{"n":1e999999999}'),
  'numbers of many digits': (bytes) => listOf(bytes, () => `{"n":0.${'1'.repeat(400)}}`),
  'names of objects': (bytes) => listOf(bytes, () => '{"__proto__":{"constructor":1}}'),
}

function listOf(bytes: number, item: (n: number) => string): string {
  return `[${members(bytes, item)}]`
}

function members(bytes: number, item: (n: number) => string): string {
  return repeated(bytes, item, ',')
}

/** As many items as fit into so many bytes, and one at least. */
export function repeated(bytes: number, item: (n: number) => string, between = ''): string {
  const all: string[] = []
  for (let left = bytes - 4; left > 0 || all.length === 0;) {
    const next = item(all.length)
    left -= next.length + between.length
    if (left >= 0 || all.length === 0) all.push(next)
  }
  return all.join(between)
}
