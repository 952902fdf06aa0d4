import type { Head } from './head.ts'

/** Far from what this hour of the day usually has, or from the long median. */
export const deviation: Head = {
  name: 'deviation',
  need: {},
  ofBase: true,
  extent: 0,
  alert: 1,
  reach: 'short',
  tail: 'power',
  observe: (_memory, _place, { deviation: distance, seasonalDistance, spread }) =>
    (Number.isNaN(seasonalDistance) ? distance : seasonalDistance) / spread,
}
