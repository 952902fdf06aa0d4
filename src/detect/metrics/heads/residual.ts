import type { Head } from './head.ts'

/** Above the best one-step prediction. Each side has a tail of its own: few signals are symmetric. */
export const above: Head = {
  name: 'above',
  need: {},
  extent: 0.5,
  alert: 0,
  reach: 'short',
  tail: 'power',
  observe: (_memory, _place, { residual }) => Math.max(0, residual),
}

/** Below the best one-step prediction. */
export const below: Head = {
  name: 'below',
  need: {},
  extent: 0.5,
  alert: 0,
  reach: 'short',
  tail: 'power',
  observe: (_memory, _place, { residual }) => Math.min(0, residual),
}
