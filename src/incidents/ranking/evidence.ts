/** What speaks for a service: a number like a z score, at least 0, and a sentence for people. */
export interface Evidence {
  readonly strength: number
  readonly sentence: string
}

/** The evidence of one term by service; a service without an entry has none. */
export type EvidenceByService = Map<string, Evidence>

/** The ways in which a service may give itself away. */
export type Term = 'resource' | 'latency' | 'shape' | 'stops' | 'logs' | 'path'

/** A strength above this says no more than this. */
const STRONGEST = 1e4

/** Keeps the strongest evidence of each service; of equal ones the first sentence in the alphabet. */
export function keepStronger(found: EvidenceByService, service: string, evidence: Evidence): void {
  const strength = Math.min(STRONGEST, evidence.strength)
  if (!(strength > 0)) return
  const known = found.get(service)
  if (known !== undefined && known.strength > strength) return
  if (known?.strength === strength && known.sentence <= evidence.sentence) return
  found.set(service, { strength, sentence: evidence.sentence })
}
