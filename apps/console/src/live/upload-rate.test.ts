import { expect, test } from 'vitest'
import { followUpload } from './upload-rate.ts'

test('what an upload does in the last seconds says how long it will take', () => {
  const told = followUpload()
  expect(told(0, 10_000, 0)).toMatchObject({ bytesPerSecond: undefined, secondsLeft: undefined })
  expect(told(1_000, 10_000, 1_000)).toMatchObject({ bytesPerSecond: 1_000, secondsLeft: 9 })
  // It has come to a crawl: what was quick is long ago.
  for (let second = 2; second <= 12; second += 1) told(1_000 + second * 10, 10_000, second * 1_000)
  expect(told(1_130, 10_000, 13_000)).toMatchObject({ bytesPerSecond: 10, secondsLeft: 887 })
})

test('what is sent anew is counted anew, and of what has no size nobody knows when it ends', () => {
  const told = followUpload()
  told(5_000, undefined, 0)
  expect(told(9_000, undefined, 1_000)).toMatchObject({ bytesPerSecond: 4_000, secondsLeft: undefined })
  expect(told(100, undefined, 2_000).bytesPerSecond).toBeUndefined()
  expect(told(1_100, undefined, 3_000).bytesPerSecond).toBe(1_000)
})
