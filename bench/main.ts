/**
 * npm run bench                 all suites
 * npm run bench -- traces scan  these only
 *
 * Every figure is CPU time or a ratio of the same run, the median of several: the machine is shared.
 */
import { printTable, type Suite } from './suite.ts'

const suites: Record<string, () => Promise<{ suite: Suite }>> = {
  traces: () => import('./traces.ts'),
  scan: () => import('./scan.ts'),
  judge: () => import('./judge.ts'),
  server: () => import('./server.ts'),
  cycle: () => import('./cycle.ts'),
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = wanted.filter((name) => !(name in suites))
if (unknown.length > 0) {
  console.error(`unknown suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : Object.keys(suites)) {
  const { suite } = await suites[name]!()
  console.error(`${name}: ${suite.what} …`)
  printTable(name, suite, await suite.run())
}
