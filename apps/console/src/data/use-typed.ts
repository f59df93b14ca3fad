import { useEffect, useRef, useState } from 'preact/hooks'

/**
 * What is typed into a search, whose value stands in the address. It goes out when the typing pauses; when the address
 * comes to say something else, the field does too.
 */
export function useTyped(
  value: string,
  pauseMs: number,
  onPause: (text: string) => void,
): [typed: string, type: (text: string) => void] {
  const [typed, type] = useState(value)
  /** What the address says, or is about to. */
  const said = useRef(value)
  const latest = useRef(onPause)
  latest.current = onPause
  useEffect(() => {
    if (value === said.current) return
    said.current = value
    type(value)
  }, [value])
  useEffect(() => {
    if (typed.trim() === said.current) return
    const timer = setTimeout(() => {
      said.current = typed.trim()
      latest.current(said.current)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return [typed, type]
}
