import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createFakeEngine, incidentOf, predictionOf } from '../fake-engine.ts'
import { createFakeStore } from '../fake-store.ts'
import { serverUnderTest } from '../server-under-test.ts'

const CHROMIUM = '/usr/bin/chromium'
/** A root user needs no sandbox; the others keep a closed network from filling the log. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The built page in a real browser, over a server that has something to tell. */
describe('the page', () => {
  let browser: Browser

  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: run make tools`)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
  })
  afterAll(() => browser.close())

  async function open(options: { width: number; prefix?: string }) {
    const engine = createFakeEngine({
      openIncidents: () => [incidentOf()],
      openPredictions: () => [predictionOf()],
    })
    const store = createFakeStore({
      listIncidents: async () => ({ items: [incidentOf()], next: null }),
      listPredictions: async () => ({ items: [predictionOf()], next: null }),
    })
    const { app } = await serverUnderTest({
      engine,
      store,
      now: () => Date.now() / 1000,
      ...(options.prefix !== undefined && { routePrefix: options.prefix }),
    })
    const origin = await app.listen({ host: '127.0.0.1', port: 0 })
    const page = await browser.newPage({ viewport: { width: options.width, height: 800 } })
    const complaints: string[] = []
    const foreign: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // Outside the demo the page asks once whether it is one, and is told no.
      const isDemoProbe = message.location().url.endsWith('/demo/faults')
      if (message.type() === 'error' && !isDemoProbe) complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) foreign.push(request.url())
    })
    await page.goto(`${origin}${options.prefix ?? ''}/`)
    return { page, engine, complaints, foreign }
  }

  it.each([[1280], [380]])(
    'tells what is wrong at %d pixels, and asks nobody else',
    async (width) => {
      const { page, complaints, foreign } = await open({ width })
      await page.getByText(incidentOf().summary).first().waitFor()
      await page.getByText(predictionOf().summary).first().waitFor()
      expect(await page.locator('body').innerText()).toContain(predictionOf().summary)
      // In the page's own words: this file has no DOM to compile against.
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect({ overflow, complaints, foreign }).toEqual({
        overflow: 0,
        complaints: [],
        foreign: [],
      })
      await page.close()
    },
  )

  it('works under a route prefix', async () => {
    const { page, complaints } = await open({ width: 1000, prefix: '/ops/rootops' })
    await page.getByText(incidentOf().summary).first().waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})
