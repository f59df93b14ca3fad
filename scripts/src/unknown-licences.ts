/** What may be shipped with a program under Apache 2.0: they ask for no more than that their text goes with it. */
const shippable = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
])
/** What tools may have besides, which are run and not shipped. */
const ofTools = new Set(['CC-BY-4.0', 'MPL-2.0'])

/** What `pnpm licenses list --json` prints: packages by their licence. */
export type Licences = Record<string, { name: string; versions: string[] }[]>

/** @returns packages whose licence nobody has allowed, in words */
export function unknownLicences(used: Licences, shipped: Licences): string[] {
  const refused = (licences: Licences, allowed: (licence: string) => boolean, how: string) =>
    Object.entries(licences)
      .filter(([licence]) => !allowed(licence))
      .flatMap(([licence, packages]) =>
        packages.map(({ name, versions }) => `${name} ${versions.join(', ')} is ${how} under ${licence}`),
      )
  return [
    ...refused(shipped, (licence) => shippable.has(licence), 'shipped'),
    ...refused(used, (licence) => shippable.has(licence) || ofTools.has(licence), 'used'),
  ]
}
