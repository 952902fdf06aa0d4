import type { Message, Notice } from '../src/model/notice.ts'

/** Whole notices and messages with one detail that matters, as the builders of findings have it. */
export function aNotice(over: Partial<Notice> = {}): Notice {
  return {
    id: 'i1',
    about: 'incident',
    severity: 'warning',
    service: 'checkout',
    entity: 'shop/checkout',
    start: 1_800_000_000,
    end: null,
    summary:
      'p95 latency of checkout rose to 0.5 s. First to change was cart: errors at 12:00 UTC.',
    causes: [{ service: 'cart', score: 1, reasons: ['first to change: errors at 12:00 UTC'] }],
    ...over,
  }
}

export function aMessage(over: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    destination: 'ops/webhook[0]',
    event: 'opened',
    created: 1_800_000_060,
    notice: aNotice(),
    ...over,
  }
}
