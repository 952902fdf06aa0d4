const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
}

/** A duration as Prometheus writes it (`1m30s`) in seconds; undefined for anything else. */
export function durationSeconds(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+)(ms|[smhdwy])/g)
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit!]!, 0)
}
