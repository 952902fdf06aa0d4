import type { WatchOptions } from './discovery.ts'

/** What the engine is told at the start; times in seconds. */
export interface EngineOptions {
  /** Where the source is, for people; without user or password. */
  readonly sourceUrl: string
  readonly watch: WatchOptions
  readonly interval: number
  /** How far behind now a cycle looks. */
  readonly offset: number
  readonly history: number
  /** Most samples to read for learning; many signals learn from fewer days. */
  readonly historyPoints: number
  readonly rediscover: number
  /** How far ahead predictions look. */
  readonly horizon: number
  /** Time between them. */
  readonly forecastInterval: number
  readonly retention: number
  /** Watch and log, but store nothing. */
  readonly dryRun: boolean
}
