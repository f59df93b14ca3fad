import { createHash } from 'node:crypto'
import { ProblemError } from '@syndicate/contracts'
import { createDecoder, createSigner, createVerifier } from 'fast-jwt'

const party = 'syndicate'
const algorithm = 'HS256'

export interface Tokens<Claims> {
  sign(claims: Claims): string
  /** @throws ProblemError not-authenticated for anything but a token of ours, of this type, that is still good */
  read(token: string | undefined): Claims
}

/**
 * Signs and reads the tokens of one type: HS256 alone, and nothing but what a token says of itself by its `kid` is
 * believed before its signature is.
 * @param type what `typ` says, so that no token passes for one of another kind
 * @param secrets the one that signs, and those that still verify while they are being replaced
 */
export function createTokens<Claims extends { exp: number }>(
  type: string,
  secrets: readonly [string, ...string[]],
  claims: readonly (keyof Claims & string)[],
): Tokens<Claims> {
  const rules = {
    algorithms: [algorithm] as 'HS256'[],
    allowedIss: party,
    allowedAud: party,
    checkTyp: type,
    requiredClaims: ['iss', 'aud', 'iat', 'exp', ...claims],
    cache: false,
  }
  const sign = createSigner({
    algorithm,
    key: secrets[0],
    kid: kidOf(secrets[0]),
    iss: party,
    aud: party,
    header: { alg: algorithm, typ: type },
  })
  const verifiers = new Map(secrets.map((key) => [kidOf(key), createVerifier({ ...rules, key })]))
  const decode = createDecoder({ complete: true })

  function verify(token: string): Claims {
    const { header } = decode(token) as { header: { kid?: unknown } }
    const verifier = typeof header.kid === 'string' ? verifiers.get(header.kid) : undefined
    if (!verifier) throw new ProblemError('not-authenticated')
    return verifier(token) as Claims
  }

  return {
    sign,
    read(token) {
      if (!token) throw new ProblemError('not-authenticated')
      try {
        return verify(token)
      } catch (cause) {
        throw new ProblemError('not-authenticated', undefined, { cause })
      }
    },
  }
}

/** Names a secret without telling it: enough of a hash to tell two apart, too little to find it by. */
function kidOf(secret: string): string {
  return createHash('sha256').update(`syndicate kid ${secret}`).digest('base64url').slice(0, 8)
}
