/**
 * Numbers the tools of a conversation, and gives each call the label that its result shows too: `2` for the first call of
 * the second tool, `2.3` for its third call.
 */
export class ToolNumbers {
  readonly #numbers = new Map<string, number>()
  readonly #calls = new Map<string, number>()
  /** Labels of the calls without a result yet, by the lane and the id of the call. */
  readonly #open = new Map<string, string[]>()

  /** The number of a tool, from 1. */
  numberOf(tool: string): number {
    const number = this.#numbers.get(tool) ?? this.#numbers.size + 1
    this.#numbers.set(tool, number)
    return number
  }

  /**
   * The label of a new call.
   *
   * @param id of the call, or the name of the tool when calls have no id.
   */
  call(lane: string, id: string, tool: string): string {
    const count = (this.#calls.get(tool) ?? 0) + 1
    this.#calls.set(tool, count)
    const number = this.numberOf(tool)
    const label = count === 1 ? String(number) : `${number}.${count}`
    const key = `${lane}\n${id}`
    this.#open.set(key, [...(this.#open.get(key) ?? []), label])
    return label
  }

  /** The label of the call that a result belongs to; `?` when no call is known. */
  result(lane: string, id: string): string {
    const labels = this.#open.get(`${lane}\n${id}`) ?? []
    // The last one stays: the same result may come again in another branch of the conversation.
    return (labels.length > 1 ? labels.shift() : labels[0]) ?? '?'
  }
}
