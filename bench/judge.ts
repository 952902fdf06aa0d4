import { judgeSample } from '../src/detect/metrics/detector.ts'
import { trackFindings } from '../src/detect/metrics/findings.ts'
import { createJudgement } from '../src/detect/metrics/judgement.ts'
import { createBank, STATE_BYTES, stateInBank } from '../src/detect/metrics/state.ts'
import { createRandom } from '../src/math/random.ts'
import { cpuMilliseconds, type Suite } from './suite.ts'

const SIGNALS = 1000
const ROWS = 400

export const suite: Suite = {
  what: 'the metric judge, row by row over a bank of 1,000 signals',
  async run() {
    const milliseconds = cpuMilliseconds(judgeAll, 3)
    const perSample = (milliseconds * 1000) / (SIGNALS * ROWS)
    return [
      { what: 'time of one sample', measured: `${perSample.toFixed(2)} µs CPU` },
      { what: 'state of one signal', measured: `${STATE_BYTES} bytes`, wanted: '≤ 4 KB' },
    ]
  },
}

function judgeAll(): void {
  const bank = createBank(SIGNALS)
  const states = Array.from({ length: SIGNALS }, (_, id) => stateInBank(bank, id))
  const random = createRandom(3)
  const profile = { bad: 'both', role: 'level', unit: 'none', step: 60 } as const
  const out = createJudgement()
  for (let row = 0; row < ROWS; row++)
    for (let id = 0; id < SIGNALS; id++) {
      const value = 100 + 10 * Math.sin(row / 50) + random()
      judgeSample(states[id]!, { timestamp: row * 60, value }, profile, out)
      trackFindings(states[id]!, out, () => {})
    }
}
