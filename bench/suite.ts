/** One line of a bench's table. */
export interface Row {
  readonly what: string
  readonly measured: string
  /** What it has to be, where something was promised. */
  readonly wanted?: string
}

export interface Suite {
  readonly what: string
  run(): Promise<Row[]>
}

export function printTable(name: string, { what }: Suite, rows: readonly Row[]): void {
  console.log(`\n### ${name}: ${what}\n\n| what | measured | wanted |\n|---|---|---|`)
  for (const { what: line, measured, wanted = '' } of rows)
    console.log(`| ${line} | ${measured} | ${wanted} |`)
}

/** CPU milliseconds (user and system, this process) of a call: the median of `times` calls. */
export function cpuMilliseconds(call: () => unknown, times = 7): number {
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    globalThis.gc?.()
    const before = process.cpuUsage()
    call()
    const { user, system } = process.cpuUsage(before)
    taken.push((user + system) / 1000)
  }
  return middle(taken)
}

export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
