import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

import { serverUnderTest } from '../../../test/server-under-test.ts'
import { BUILT_PAGE } from './page.ts'

function builtPage(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rootops-page-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<title>the page</title>')
  writeFileSync(join(directory, 'assets/index-abc.js'), 'run()')
  writeFileSync(join(directory, 'secret.txt'), 'outside of assets')
  return directory
}

test('the page is served, and its assets for ever', async () => {
  const { app } = await serverUnderTest({ uiDirectory: builtPage() })
  const page = await app.inject('/')
  expect(page.body).toContain('the page')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['cache-control']).toBe('no-cache')
  const asset = await app.inject('/assets/index-abc.js')
  expect(asset.statusCode).toBe(200)
  expect(asset.headers['cache-control']).toContain('immutable')
  for (const url of ['/assets/../secret.txt', '/assets/..%2fsecret.txt', '/secret.txt'])
    expect((await app.inject(url)).statusCode).not.toBe(200)
})

test('below a prefix the page needs its slash; links and redirects stay relative', async () => {
  const { app } = await serverUnderTest({ uiDirectory: builtPage(), routePrefix: '/a/b' })
  const bare = await app.inject('/a/b')
  expect([bare.statusCode, bare.headers.location]).toEqual([302, 'b/'])
  expect((await app.inject('/a/b/')).body).toContain('the page')
  expect((await app.inject('/a/b/dashboard')).headers.location).toBe('./')
  expect((await app.inject('/a/b/assets/index-abc.js')).statusCode).toBe(200)
})

test('in a checkout without a built page there is a hint', async () => {
  const { app } = await serverUnderTest({ uiDirectory: join(tmpdir(), 'rootops-not-there') })
  const answer = await app.inject('/')
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain('npm run build:ui')
})

test('the built page is looked for where vite puts it', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  expect(relative(root, BUILT_PAGE)).toBe(join('dist', 'ui'))
  expect(readFileSync(join(root, 'ui/vite.config.ts'), 'utf8')).toContain("outDir: '../dist/ui'")
})
