/**
 * Something that happens to somebody over weeks. A story runs until it waits: what it yields is the number of days until it
 * goes on (0: later the same day).
 */
export type Story = AsyncGenerator<number, void, void>

/** What the agenda plays: a story, or a single act. */
export type Playable = Pick<Story, 'next'>

/** Something that happens on one day and is over. */
export function act(work: () => Promise<void>): Playable {
  return {
    next: async () => {
      await work()
      return { done: true, value: undefined }
    },
  }
}

/** Stories by the day on which they go on, in the order in which they were entered: the same in every run. */
export class Agenda {
  readonly #firstDay: Temporal.PlainDate
  readonly #days = new Map<number, Playable[]>()

  constructor(firstDay: Temporal.PlainDate) {
    this.#firstDay = firstDay
  }

  enter(day: Temporal.PlainDate, story: Playable): void {
    const number = this.#numberOf(day)
    const stories = this.#days.get(number)
    if (stories) stories.push(story)
    else this.#days.set(number, [story])
  }

  /** Lets everything happen that is due on a day, until each story waits for another day or is over. */
  async play(day: Temporal.PlainDate): Promise<void> {
    const number = this.#numberOf(day)
    for (let due = this.#take(number); due.length > 0; due = this.#take(number)) {
      for (const story of due) {
        const step = await story.next()
        if (!step.done) this.enter(day.add({ days: step.value }), story)
      }
    }
  }

  #take(number: number): Playable[] {
    const stories = this.#days.get(number) ?? []
    this.#days.delete(number)
    return stories
  }

  #numberOf(day: Temporal.PlainDate): number {
    return this.#firstDay.until(day, { largestUnit: 'day' }).days
  }
}
