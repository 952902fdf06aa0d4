export type IndicatorKind =
  | 'cpu'
  | 'memory'
  | 'latency'
  | 'success'
  | 'error'
  | 'disk'
  | 'network'
  | 'load'
  | 'other'

/** The first that fits names the kind. */
const PATTERNS: readonly (readonly [IndicatorKind, RegExp])[] = [
  ['cpu', /cpu|throttl/i],
  ['memory', /mem|heap|rss/i],
  ['latency', /lat(?:ency)?(?![a-z])|latency|duration|response|delay/i],
  ['success', /success|availab/i],
  ['error', /err|fail|exception|5xx/i],
  ['disk', /disk|(?:^|[_ ])io|iops/i],
  ['network', /net|bytes|packet|syscall|socket/i],
  ['load', /load|lod|work|request|ops|qps|rps/i],
]

/** How a person reads an indicator by its name. */
export function kindOf(indicator: string): IndicatorKind {
  return PATTERNS.find(([, pattern]) => pattern.test(indicator))?.[0] ?? 'other'
}

/**
 * How much a change of an indicator says about where the cause is. Traffic follows from what others
 * do, and so does the time that a client waits for them: a change of these says less than a change of
 * what a service uses or how it answers.
 */
export function weightOf(indicator: string, kind: IndicatorKind = kindOf(indicator)): number {
  if (kind === 'load' || /client/i.test(indicator)) return 0.3
  return kind === 'network' || kind === 'other' ? 0.4 : 1
}

/** Which way is bad: a success rate that falls, everything else when it rises. */
export function badDirection(kind: IndicatorKind): 1 | -1 {
  return kind === 'success' ? -1 : 1
}

/** What a service shows includes what the services it calls do: only spans can tell these apart. */
export function includesCallees(kind: IndicatorKind): boolean {
  return kind === 'latency' || kind === 'success' || kind === 'error'
}
