import { RootOpsError } from '../errors.ts'
import type { Message, Notice } from '../model/notice.ts'
import type { Reachable } from './destination.ts'
import type { Delivery } from './http/delivery.ts'
import { createPost } from './http/post.ts'
import { tellerOf } from './tellers/teller-of.ts'
import type { TellingContext } from './tellers/teller.ts'

/** Tells one destination, at once and past the store, that this is a test. `now`: unix seconds. */
export async function sendTest(
  destination: Reachable,
  now: number,
  context: TellingContext,
): Promise<Delivery> {
  const post = createPost(destination)
  try {
    const message = testMessage(destination.name, now)
    const parcel = { id: message.id, messages: [message], maybeTold: false }
    return await post.send(await tellerOf(destination, context).letterOf(parcel, now))
  } catch (error) {
    if (!(error instanceof RootOpsError)) throw error
    return { result: 'failed', reason: error.message, uncertain: false }
  } finally {
    await post.close()
  }
}

function testMessage(destination: string, now: number): Message {
  const notice: Notice = {
    id: 'test',
    about: 'test',
    severity: 'info',
    service: 'rootops',
    entity: 'rootops',
    start: Math.floor(now),
    end: null,
    summary: 'This is a test of RootOps. Nothing is wrong.',
    causes: [],
  }
  return { id: `test-${Math.floor(now)}`, destination, event: 'opened', created: now, notice }
}
