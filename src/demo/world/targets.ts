import type { ActiveFault } from './faults.ts'
import type { Target } from './metric.ts'
import type { Model } from './model.ts'
import { hash, hashText } from './noise.ts'
import { NAMESPACE } from './shop.ts'

export interface TargetsOptions {
  readonly seed: number
  /** Milliseconds between scrapes. */
  readonly stepMs: number
  readonly faults: readonly ActiveFault[]
}

/** Makes the targets of a world, each once, and knows them all afterwards. */
export function createTargets({
  seed,
  stepMs,
  faults,
}: TargetsOptions): Pick<Model, 'target' | 'podTarget'> & { all(): Target[] } {
  const made = new Map<string, Target>()
  const silences = (exporter: string) =>
    faults.filter((fault) => fault.kind === 'silent_exporter' && fault.target === exporter)
  const target: Model['target'] = (options) => {
    const { exporter, job, instance, labels = {}, from = 0, until = Infinity } = options
    const key = `${job} ${instance} ${labels['pod'] ?? ''}`
    const known = made.get(key)
    if (known) return known
    const fresh: Target = {
      job,
      instance,
      labels: { job, instance, ...labels },
      phase: hash(seed, hashText(key)) % stepMs,
      silent: silences(exporter),
      from,
      until,
    }
    made.set(key, fresh)
    return fresh
  }
  return {
    target,
    podTarget: (pod) =>
      target({
        exporter: pod.service.name,
        job: pod.service.name,
        instance: pod.instance,
        labels: { namespace: NAMESPACE, pod: pod.name, service: pod.service.name },
        from: pod.from,
        until: pod.until,
      }),
    all: () => [...made.values()],
  }
}
