/**
 * npm run bench                 all suites
 * npm run bench -- traces scan  these only
 * npm run bench -- nab vus entity --data DIR   accuracy on public data in DIR/detection
 * npm run bench -- budget --data DIR           pages a week against the budget, faults found
 * npm run bench -- m4 ops --data DIR           accuracy of forecasts on public data in DIR/forecasting
 * npm run bench -- forecast-cost               CPU of a forecast
 *
 * Every figure of speed is CPU time or a ratio of the same run, the median of several: the machine is shared.
 */
import { parseArgs } from 'node:util'

import { printTable, type Suite } from './suite.ts'

const suites: Record<string, () => Promise<{ suite: Suite }>> = {
  traces: () => import('./traces.ts'),
  otlp: () => import('./otlp.ts'),
  scan: () => import('./scan.ts'),
  judge: () => import('./judge.ts'),
  server: () => import('./server.ts'),
  cycle: () => import('./cycle.ts'),
  speed: () => import('./speed.ts'),
}
/** Minutes long, or on public data, which is not in this repository: run when named, or with --data. */
const boards: typeof suites = {
  nab: () => import('./boards/nab.ts'),
  vus: () => import('./boards/vus.ts'),
  entity: () => import('./boards/entity.ts'),
  budget: () => import('./budget.ts'),
  m4: () => import('./boards/m4.ts'),
  ops: () => import('./boards/ops.ts'),
  'forecast-cost': () => import('./boards/forecast-cost.ts'),
  breach: () => import('./boards/breach.ts'),
  disks: () => import('./boards/disks.ts'),
  'trace-faults': () => import('./boards/trace-faults.ts'),
  'trace-compare': () => import('./boards/trace-compare.ts'),
  causes: () => import('./boards/causes.ts'),
  'trace-parents': () => import('./boards/trace-parents.ts'),
}
const all = { ...suites, ...boards }

const { values, positionals: wanted } = parseArgs({
  options: { data: { type: 'string' } },
  allowPositionals: true,
  strict: false,
})
const unknown = wanted.filter((name) => !(name in all))
if (unknown.length > 0) {
  console.error(`unknown suite ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : Object.keys(values.data ? all : suites)) {
  const { suite } = await all[name]!()
  console.error(`${name}: ${suite.what} …`)
  printTable(name, suite, await suite.run())
}
