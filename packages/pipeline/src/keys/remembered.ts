/** Asks about each version once. */
export function remembered(ask: (version: number) => boolean): (version: number) => boolean {
  const known = new Map<number, boolean>()
  return (version) => {
    let answer = known.get(version)
    if (answer === undefined) known.set(version, (answer = ask(version)))
    return answer
  }
}
