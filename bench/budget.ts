import { cpuSeconds } from './boards/progress.ts'
import { measureFaults } from './budget/faults.ts'
import { measureHealthy } from './budget/healthy.ts'
import { measureRecorded } from './budget/recorded.ts'
import type { Suite } from './suite.ts'

/** What is set where nobody says anything. */
const BUDGET = 3

export const suite: Suite = {
  what: 'pages a week against the alert budget, and faults found (development figures: seeds and data are public)',
  async run() {
    const started = process.cpuUsage()
    const rows = [
      ...(await measureHealthy(BUDGET)),
      ...(await measureRecorded(BUDGET)),
      ...(await measureFaults(BUDGET)),
    ]
    return [...rows, { what: 'time', measured: `${cpuSeconds(started).toFixed(0)} s CPU` }]
  },
}
