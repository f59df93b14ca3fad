import { roles, type Role } from '@syndicate/contracts'

/** What a provider says of somebody: names and values as it likes. */
export type Claims = Readonly<Record<string, unknown>>

/** What claims mean here. */
export interface ClaimRules {
  readonly nameClaim: string
  readonly roleClaim?: string | undefined
  readonly roles: Readonly<Record<string, Role>>
  readonly defaultRole?: Role | undefined
  readonly allowedDomains: readonly string[]
}

/** The claim of that name or, where there is none, what a path of names leads to. Names may have dots themselves. */
export function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null) return undefined
  if (Object.hasOwn(claims, path)) return (claims as Claims)[path]
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const found = claimAt(claimAt(claims, path.slice(0, dot)), path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** The highest role that any value of the role claim stands for, or what there is without one; null for none. */
export function roleOf(claims: Claims, { roleClaim, roles: named, defaultRole }: ClaimRules): Role | null {
  const values = roleClaim === undefined ? [] : [claimAt(claims, roleClaim)].flat()
  const held = new Set(
    values.flatMap((value) => (typeof value === 'string' && Object.hasOwn(named, value) ? [named[value]] : [])),
  )
  return roles.find((role) => held.has(role)) ?? defaultRole ?? null
}

/** Whether somebody may come in by their mail address: verified, and of one of the domains, where any are named. */
export function hasAllowedEmail(claims: Claims, { allowedDomains }: ClaimRules): boolean {
  if (allowedDomains.length === 0) return true
  const email = verifiedEmail(claims)
  const at = email?.lastIndexOf('@') ?? -1
  return at > 0 && allowedDomains.includes(email!.slice(at + 1).toLowerCase())
}

/** What somebody is to be called here: letters, digits and . _ @ - as names have here, and at most 50 of them. */
export function nameOf(claims: Claims, { nameClaim }: ClaimRules): string {
  const wanted = nameClaim === 'email' ? verifiedEmail(claims) : claimAt(claims, nameClaim)
  const known = [wanted, claims['preferred_username'], verifiedEmail(claims), claims['sub']]
  const names = known.map((each) => (typeof each === 'string' ? fitting(each) : ''))
  return names.find((name) => name !== '') ?? 'somebody'
}

function fitting(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{Mark}/gu, '')
  return plain
    .replace(/[^A-Za-z0-9._@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 50)
}

/** An address that is not verified may be anybody's. */
function verifiedEmail({ email, email_verified: verified }: Claims): string | undefined {
  return typeof email === 'string' && (verified === true || verified === 'true') ? email : undefined
}
