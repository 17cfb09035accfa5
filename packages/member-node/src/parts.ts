import type { FastifyInstance } from 'fastify'
import { attesterPart } from './attester/part.ts'
import { disputesPart } from './disputes/part.ts'
import type { Member } from './member.ts'
import { prepareMonitor } from './monitor/index.ts'
import { receiptsPart } from './receipts/part.ts'
import type { Store } from './storage/store.ts'

/** Something that a member does besides mirroring: its tables, its routes, what it does now and then, its commands. */
export interface Part {
  /** Makes its tables. Before anything else. */
  readonly prepare?: (store: Store) => void
  /** Within a scope of its own, where Fastify reads JSON bodies. */
  readonly routes?: (app: FastifyInstance, member: Member) => void
  readonly jobs?: readonly Job[]
  /** Words after `tongzhou-member`. */
  readonly commands?: Readonly<Record<string, Command>>
}

/** Runs again and again while the member serves; never twice at a time. A fault is logged, and the next run comes. */
export interface Job {
  readonly name: string
  readonly everySeconds: number
  readonly run: (member: Member) => Promise<void>
}

/** Gets what follows its name and returns what is printed; a thrown error is printed and ends with 1. */
export interface Command {
  /** One line for the usage: arguments, two spaces or more, what it does. */
  readonly usage: string
  readonly run: (given: readonly string[]) => Promise<string> | string
}

/** All parts. A new one is added here. */
export const parts: readonly Part[] = [{ prepare: prepareMonitor }, receiptsPart, attesterPart, disputesPart]
