import { expect, test } from 'vitest'

import { createLogger } from './log.ts'

function linesOf(format: 'logfmt' | 'json') {
  const lines: string[] = []
  return { log: createLogger({ format, write: (line) => lines.push(line) }), lines }
}

test('logfmt lines start with time, level and msg and quote only what needs it', () => {
  const { log, lines } = linesOf('logfmt')
  log.info({ url: '/metrics', note: 'two words', nested: { a: 1 }, list: ['x'] }, 'hello "you"')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    /^time=\d{4}-\d\d-\d\dT[\d:.]+Z level=info msg="hello \\"you\\"" url=\/metrics note="two words" nested\.a=1 list="\[\\"x\\"\]"\n$/,
  )
})

test('a line break inside a value cannot forge a second line', () => {
  const { log, lines } = linesOf('logfmt')
  log.warn({ path: 'a\nlevel=error msg=forged' }, 'x')
  expect(lines.join('').split('\n')).toHaveLength(2)
})

test.each(['logfmt', 'json'] as const)('%s shows no secrets', (format) => {
  const { log, lines } = linesOf(format)
  log.error(
    { password: 'hunter2', http: { headers: { authorization: 'Bearer hunter2hunter2' } } },
    'cannot reach postgres://bob:hunter2@db/rootops with Basic aHVudGVyMg==',
  )
  expect(lines.join('')).not.toMatch(/hunter2|aHVudGVyMg/)
  expect(lines.join('')).toContain('//<secret>@db/rootops')
})

test('levels below the chosen one are not written', () => {
  const { log, lines } = linesOf('json')
  log.debug('quiet')
  log.info('loud')
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['loud'])
})
