import type { Catalog } from '../catalog.ts'
import type { Target } from '../metric.ts'
import { TICK_MS, within } from '../tick.ts'

/** What Prometheus itself writes for every target. */
export function addUp(catalog: Catalog, targets: readonly Target[]): void {
  const up = catalog.declare('up', {
    type: 'gauge',
    help: '1 when the target answered the last scrape, 0 when it did not.',
  })
  for (const target of targets)
    up({
      target,
      ofScraper: true,
      read: ({ first, step }, out) => {
        for (let i = 0; i < out.length; i++) {
          const tick = Math.floor((first + i * step) / TICK_MS)
          out[i] = target.silent.some((stretch) => within(stretch, tick)) ? 0 : 1
        }
      },
    })
}
