import { expect, test } from 'vitest'
import { taskOf } from './case-task.ts'

const panel = { mode: 'panel', status: 'seating', answer: null, seated: false, voted: false }

test.each([
  [panel, 'answer-seat'],
  [{ ...panel, answer: 'accepted' }, 'waiting'],
  [{ ...panel, answer: 'declined' }, 'declined'],
  [{ ...panel, status: 'voting' }, 'missed'],
  [{ ...panel, status: 'voting', answer: 'accepted' }, 'not-needed'],
  [{ ...panel, status: 'voting', answer: 'accepted', seated: true }, 'vote'],
  [{ ...panel, status: 'voting', answer: 'accepted', seated: true, voted: true }, 'voted'],
  [{ ...panel, status: 'counting', answer: 'accepted', seated: true, voted: true }, 'counting'],
  [{ ...panel, status: 'decided', answer: 'accepted', seated: true, voted: true }, 'decided'],
  [{ ...panel, status: 'withdrawn' }, 'withdrawn'],
  [{ ...panel, mode: 'open', status: 'voting' }, 'take-seat'],
  [{ ...panel, mode: 'open', status: 'voting', answer: 'accepted', seated: true }, 'vote'],
])('%o asks for %s', (one, task) => {
  expect(taskOf(one)).toBe(task)
})
