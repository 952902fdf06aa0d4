import { classOf } from '../../forecast/ledger/class-of.ts'
import { type Samples, usualRelief } from '../../forecast/ledger/relief.ts'
import { fnv1a64 } from '../../math/fnv1a.ts'
import type { Statement } from '../../model/ledger.ts'
import type { Outlook } from './outlook.ts'

/** An outlook as it goes into the ledger. The same statement has the same id. */
export function statementOf(
  outlook: Outlook,
  occasion: Statement['occasion'],
  { prediction, samples }: { prediction: string | null; samples: Samples },
): Statement {
  const { signal, value, crossing, horizonSeconds, now } = outlook
  const { value: threshold, direction, source } = signal.limit!
  return {
    id: fnv1a64([signal.id, occasion, horizonSeconds, threshold, direction, now].join('\u0000')),
    prediction,
    occasion,
    signal: signal.id,
    entity: signal.entity,
    service: signal.service,
    class: classOf(crossing.model, source),
    model: crossing.model,
    threshold,
    direction,
    made_at: now,
    horizon_seconds: horizonSeconds,
    probability: crossing.probability,
    reference: crossing.reference,
    value,
    usual_relief: usualRelief(samples, direction),
    outcome: 'pending',
    settled_at: null,
  }
}
