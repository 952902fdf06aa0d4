import { fnv1a64 } from '../../math/fnv1a.ts'
import type { Objective } from '../../model/objective.ts'
import type { Signal } from '../../model/signal.ts'

/**
 * The signal that an objective's budget is: the share of it that is spent, which must not reach 1.
 * Its id depends on the objective's name alone, so that another target is another chapter of the
 * same story.
 */
export function signalOfObjective({ name, service }: Objective): Signal {
  return {
    id: fnv1a64(`objective\u0000${name}`),
    queryId: `objective:${name}`,
    name: service === undefined ? 'error budget' : `error budget {slo=${JSON.stringify(name)}}`,
    metric: 'error_budget',
    labels: { slo: name },
    role: 'errors',
    unit: 'ratio',
    bad: 'up',
    limit: { value: 1, direction: 'up', means: 'spent', source: 'objective' },
    entity: service ?? name,
    service: service ?? name,
  }
}
