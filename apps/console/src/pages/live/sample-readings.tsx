import { useEffect, useRef } from 'preact/hooks'
import { client } from '../../data/client.ts'
import { useAction } from '../../data/use-action.ts'
import { Button } from '../../parts/button.tsx'
import { Failure } from '../../parts/notice.tsx'

const readings = 20
const pauseMs = 500

/** Sends readings for a few seconds, so that there is something to see. They are published like any others. */
export function SampleReadings() {
  const gone = useRef(false)
  useEffect(() => () => void (gone.current = true), [])
  const action = useAction(async () => {
    let cpu = 40
    for (let sent = 0; sent < readings && !gone.current; sent += 1) {
      cpu = Math.min(99, Math.max(5, cpu + (Math.random() - 0.5) * 25))
      const reading = {
        cpu: Math.round(cpu),
        mem: Math.round((3 + cpu / 50) * 2 ** 30),
        timestamp: new Date().toISOString(),
      }
      await client.sendTelemetry(reading)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  })
  return (
    <>
      <Button busy={action.busy} onClick={action.run}>
        {action.busy ? 'Sending …' : 'Send sample readings'}
      </Button>
      <Failure>{action.error}</Failure>
    </>
  )
}
