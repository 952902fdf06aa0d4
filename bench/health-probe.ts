/** A thread that asks /health again and again, and tells how long each answer took. */
import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const PAUSE_MS = 5

const { url } = workerData as { url: string }
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const taken: number[] = []
const enough = new AbortController()
parentPort!.once('message', () => enough.abort())

function askOnce(): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    request(`${url}/health`, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`/health answered ${response.statusCode}`))
      response.resume().on('end', () => resolve(performance.now() - start))
    })
      .on('error', reject)
      .end()
  })
}

while (!enough.signal.aborted) {
  taken.push(await askOnce())
  await new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS)
  })
}
agent.destroy()
parentPort!.postMessage(taken)
