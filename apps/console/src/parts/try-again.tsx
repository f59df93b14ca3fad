import { useEffect, useState } from 'preact/hooks'
import { isClientError } from '../data/client.ts'
import { Button } from './button.tsx'

/** Asks again; counts down how long that is of no use yet, where the server said. Shown anew for another error. */
export function TryAgain({ after, onClick }: { after: unknown; onClick: () => void }) {
  const [due] = useState(() => Date.now() + secondsOf(after) * 1000)
  const [now, setNow] = useState(Date.now())
  const seconds = Math.ceil((due - now) / 1000)
  const isEarly = seconds > 0
  useEffect(() => {
    if (!isEarly) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [isEarly])
  return (
    <Button kind="quiet" disabled={isEarly} onClick={onClick}>
      {isEarly ? `Try again in ${seconds} s` : 'Try again'}
    </Button>
  )
}

function secondsOf(error: unknown): number {
  return (isClientError(error) && error.retryAfterSeconds) || 0
}
