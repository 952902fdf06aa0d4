import { createTemplateMiner, type MinerOptions, type Pattern } from './template-miner.ts'

export interface Assignment {
  /** Each line's pattern, in the order of the lines. */
  readonly patterns: readonly Pattern[]
  /** The patterns there are, most frequent first. */
  readonly all: readonly Pattern[]
}

/** Groups lines by pattern, as known when the last line has been seen. */
export function assignTemplates(lines: Iterable<string>, options: MinerOptions = {}): Assignment {
  const miner = createTemplateMiner(options)
  const first: Pattern[] = []
  for (const line of lines) first.push(miner.add(line))
  return {
    patterns: first.map((pattern) => miner.resolve(pattern)),
    all: miner.patterns().sort((a, b) => b.count - a.count),
  }
}
