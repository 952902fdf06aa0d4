import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it.each([
  ['check', 'mixin/alerts.yml'],
  ['test', 'mixin/alerts.test.yml'],
])('promtool %s rules %s finds nothing wrong', (what, file) => {
  const { status, stdout, stderr } = spawnSync('promtool', [what, 'rules', file], {
    encoding: 'utf8',
  })
  expect({ status, output: stdout + stderr }).toEqual({
    status: 0,
    output: expect.stringContaining('SUCCESS'),
  })
})
