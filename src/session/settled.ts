import { nextTurn } from '../stream/clock.ts'

/** Turns of the event loop without an event after which an app has reacted to what it received. */
const reaction = 10

/**
 * Resolves when an app has reacted to what it received: nothing has happened for some turns of the event loop.
 *
 * @param moves counts the events so far.
 */
export async function settled(moves: () => number, isOver: () => boolean = () => false): Promise<void> {
  for (let before = moves(), turns = 0; turns < reaction && !isOver(); turns++) {
    await nextTurn()
    if (moves() === before) continue
    before = moves()
    turns = 0
  }
}
