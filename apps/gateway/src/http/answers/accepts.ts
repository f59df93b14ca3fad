/** Names of an Accept or Accept-Encoding header with their weights, in the order given. */
function weighted(header: string): { name: string; weight: number }[] {
  return header.split(',').flatMap((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const q = parameters
      .map((parameter) => /^q\s*=\s*([\d.]+)$/.exec(parameter)?.[1])
      .find((value) => value !== undefined)
    const weight = q === undefined ? 1 : Number(q)
    return name === '' || Number.isNaN(weight) ? [] : [{ name, weight }]
  })
}

/**
 * The offered media type the client likes best; the first offered one when it does not mind.
 * @returns undefined when it accepts none of them
 */
export function preferredType<T extends string>(header: string | undefined, offered: readonly T[]): T | undefined {
  if (header === undefined || header.trim() === '') return offered[0]
  const ranges = weighted(header)
  const weightOf = (type: string) => {
    const names = [type, `${type.split('/', 1)[0]}/*`, '*/*']
    return (
      names.map((name) => ranges.find((range) => range.name === name)?.weight).find((weight) => weight !== undefined) ??
      0
    )
  }
  const best = offered.map((type) => ({ type, weight: weightOf(type) })).toSorted((a, b) => b.weight - a.weight)[0]
  return best && best.weight > 0 ? best.type : undefined
}

/** Whether the client takes answers in this content coding when it is told so by name or by `*`. */
export function acceptsCoding(header: string | string[] | undefined, coding: string): boolean {
  const codings = weighted(Array.isArray(header) ? header.join(',') : (header ?? ''))
  const found = codings.find(({ name }) => name === coding) ?? codings.find(({ name }) => name === '*')
  return found !== undefined && found.weight > 0
}
