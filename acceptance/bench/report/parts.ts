import { calculations } from '../lists/list-routes.ts'
import type { Chart } from './chart.ts'

/** What a program's last line holds, as JSON. */
export type Line = Readonly<Record<string, unknown>>

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What was measured beside it in the same run, and how it stands to that. */
  readonly bound?: { readonly name: string; readonly value: number }
  readonly ratio?: number
  /** What is aimed at: of the ratio where there is one, else of the value. */
  readonly least?: number
  readonly most?: number
}

export interface PartResult {
  readonly figures: readonly Figure[]
  readonly chart?: Chart
  /** What the figures rest on, or what they do not say. */
  readonly notes?: readonly string[]
}

export interface BenchPart {
  readonly title: string
  /** How to run it alone. */
  readonly command: string
  /** A program below the root with its words, once for each size. */
  readonly runs: (options: RunOptions) => readonly (readonly string[])[]
  readonly result: (lines: readonly Line[]) => PartResult
}

export interface RunOptions {
  /** Participants of the periods that are settled. */
  readonly sizes: readonly number[]
  /** Small everywhere: shows that all runs, its figures say little. */
  readonly quick: boolean
}

const aimedParticipants = 100_000_000
/** Half of the bare insert's speed. */
const leastSettleRatio = 0.5
const mostResidentMb = 300
/** Between a million and ten million. */
const mostGrowth = 1.3
const mostListMilliseconds = 500

export const benchParts: Readonly<Record<string, BenchPart>> = {
  settle: {
    title: 'Settling a period: the roll, and the close with its tree over all charges',
    command: 'npm run tongzhou -- bench settle --participants N --rounds N',
    runs: ({ quick, sizes }) =>
      (quick ? [2_000, 20_000] : sizes).map((size) => {
        const rounds = quick ? 1 : size > 1_000_000 ? 2 : 3
        return [
          'packages/platform/bench/settle.ts',
          '--participants',
          String(size),
          '--rounds',
          String(rounds),
          '--json',
        ]
      }),
    result: settleResult,
  },
  'sum-tree': {
    title: 'The sum tree over charges, joined as a close joins it, against bare SHA-256',
    command: 'npm run bench:sum-tree -- CHARGES',
    runs: ({ quick }) => [['acceptance/bench/sum-tree.ts', quick ? '50000' : '1000000']],
    result: ([line]) => ({
      figures: [
        {
          name: `${line!.charges} charges joined`,
          value: numberOf(line, 'seconds'),
          unit: 's',
          bound: { name: 'as many bare hashes of a node', value: numberOf(line, 'bareHashSeconds') },
          ratio: numberOf(line, 'ratio'),
        },
      ],
    }),
  },
  lot: {
    title: 'The draw of a panel, against bare SHA-256',
    command: 'npm run bench:lot -- JURORS',
    runs: ({ quick }) => [['acceptance/bench/lot.ts', quick ? '50000' : '1000000']],
    result: ([line]) => ({
      figures: [
        {
          name: `${line!.drawn} drawn from ${line!.jurors} jurors`,
          value: numberOf(line, 'drawSeconds'),
          unit: 's',
          bound: { name: 'as many bare hashes', value: numberOf(line, 'bareHashSeconds') },
          ratio: numberOf(line, 'ratio'),
        },
        { name: 'root of their list', value: numberOf(line, 'listRootSeconds'), unit: 's' },
      ],
    }),
  },
  http: {
    title: 'Joining and bills through HTTP with all checks',
    command: 'npm run bench:http -- --people N',
    runs: ({ quick }) => [['acceptance/bench/http.ts', ...(quick ? ['--people', '1500'] : [])]],
    result: ([line]) => ({
      figures: [
        rate(line, 'joins', 'joinsPerSecond', 'bare inserts of one row', 'bareInsertsPerSecond'),
        { name: 'a join at a steady rate, p99', value: numberOf(line, 'joinP99Milliseconds'), unit: 'ms' },
        rate(line, 'bills', 'billsPerSecond', 'a bare route', 'bareRoutePerSecond'),
        { name: 'bills at a steady rate, p99', value: numberOf(line, 'billP99Milliseconds'), unit: 'ms' },
      ],
    }),
  },
  ballots: {
    title: 'Sealed ballots through HTTP with all checks',
    command: 'npm run bench:ballots -- --ballots N',
    runs: ({ quick }) => [['acceptance/bench/ballots.ts', ...(quick ? ['--ballots', '900'] : [])]],
    result: ([line]) => ({
      figures: [
        rate(line, 'ballots', 'ballotsPerSecond', 'bare inserts of one row', 'bareInsertsPerSecond'),
        { name: 'a ballot at a steady rate, p99', value: numberOf(line, 'steadyP99Milliseconds'), unit: 'ms' },
      ],
    }),
  },
  log: {
    title: 'From the outbox to the countersignatures of a quorum, four members on this machine',
    command: 'npm run bench:log -- ENTRIES',
    runs: ({ quick }) => [['acceptance/bench/log.ts', quick ? '5000' : '50000']],
    result: ([line]) => ({
      figures: [
        rate(line, 'entries', 'toQuorumPerSecond', 'the same rows inserted in batches', 'batchedInsertPerSecond'),
        { name: 'until an entry is final at 100 a second, p99', value: numberOf(line, 'p99Seconds'), unit: 's' },
        { name: 'a proof', value: numberOf(line, 'proofBytes'), unit: 'bytes' },
      ],
    }),
  },
  lists: {
    title: 'Lists at size',
    command: 'npm run bench:lists -- --participants N --claims N',
    runs: ({ quick }) => [
      ['acceptance/bench/lists.ts', ...(quick ? ['--participants', '20000', '--claims', '2000'] : [])],
    ],
    result: listsResult,
  },
}

/** The same of a run that is too small to be judged. */
export function withoutAims({ figures, notes = [], ...rest }: PartResult): PartResult {
  return {
    ...rest,
    figures: figures.map(({ least: _least, most: _most, ...figure }) => figure),
    notes: ['A quick run: it shows that all runs, and its figures say little.', ...notes],
  }
}

function listsResult([line]: readonly Line[]): PartResult {
  const lists = line!.lists as readonly { path: string; rows: number; calls: number; p95: number }[]
  return {
    figures: lists.map(({ calls, p95, path, rows }) => ({
      name: `${path} (${calls} requests, up to ${rows} rows)`,
      value: p95,
      unit: 'ms',
      ...(!calculations.includes(path) && { most: mostListMilliseconds }),
    })),
    notes: [
      `Among ${millions(numberOf(line, 'participants'))} participants and ${millions(numberOf(line, 'claims'))} claims: every list of the route table, as each office that may call it, by default and with each value of ` +
        'each parameter, searches included; the slowest of these requests stands here, by its 95th percentile once it is warm.',
    ],
  }
}

function settleResult(lines: readonly Line[]): PartResult {
  const figures = lines.flatMap((line): Figure[] => {
    const people = `${millions(numberOf(line, 'participants'))} participants`
    return [
      {
        name: `${people}: roll and close`,
        value: numberOf(line, 'seconds'),
        unit: 's',
        bound: { name: 'bare INSERT ... SELECT', value: numberOf(line, 'bareSeconds') },
        ratio: numberOf(line, 'ratio'),
        least: leastSettleRatio,
      },
      { name: `${people}: a charge`, value: numberOf(line, 'microsecondsPerCharge'), unit: 'µs' },
      {
        name: `${people}: Node's memory at most`,
        value: numberOf(line, 'residentMb'),
        unit: 'MB',
        most: mostResidentMb,
      },
      { name: `${people}: made up in`, value: numberOf(line, 'makeSeconds'), unit: 's' },
    ]
  })
  const [million, largest] = [lines.find((line) => line.participants === 1_000_000), lines.at(-1)!]
  if (million && numberOf(largest, 'participants') > 1_000_000) {
    const perCharge = [largest, million].map((line) => numberOf(line, 'microsecondsPerCharge')) as [number, number]
    figures.push({
      name: `a charge among ${millions(numberOf(largest, 'participants'))} to one among a million`,
      value: perCharge[0] / perCharge[1],
      unit: 'times',
      most: mostGrowth,
    })
  }
  const expected = (seconds: string) =>
    [aimedParticipants, (numberOf(largest, seconds) / numberOf(largest, 'charges')) * aimedParticipants] as const
  const points = (seconds: string) => lines.map((line) => [numberOf(line, 'charges'), numberOf(line, seconds)] as const)
  const gigabytes = (numberOf(largest, 'bytesPerCharge') * aimedParticipants) / 1e9
  return {
    figures,
    chart: {
      title: 'A period settled, beside the bare insert of its charges',
      x: 'charges',
      y: 'seconds',
      series: [
        { name: 'roll and close', points: points('seconds'), expected: expected('seconds') },
        { name: 'bare INSERT ... SELECT', points: points('bareSeconds'), expected: expected('bareSeconds') },
      ],
    },
    notes: [
      'Each run checks every charge: everybody in the plan is charged once, all audits find nothing, and settling again changes nothing.',
      `Not measured: 100 million charges, ${Math.round(expected('seconds')[1])} s at ${numberOf(largest, 'microsecondsPerCharge')} µs each and ${gigabytes.toFixed(1)} GB a period with its indexes. ` +
        'That rests on: the roll goes in slices of 250,000 and the tree in parts of 4,096, so that the work for one does not depend on how many there are; ' +
        'both indexes grow at their right end only, one level deeper; a charge is compared with the next exempt only; Node keeps a node of the tree for each part, 24,415 of them. ' +
        'It takes for granted a disk that writes on as fast as here when more than its cache was written.',
    ],
  }
}

function rate(line: Line | undefined, name: string, own: string, boundName: string, bound: string): Figure {
  const [value, boundValue] = [numberOf(line, own), numberOf(line, bound)]
  return { name, value, unit: '/s', bound: { name: boundName, value: boundValue }, ratio: value / boundValue }
}

/** Throws where a program did not say it. */
function numberOf(line: Line | undefined, name: string): number {
  const value = line?.[name]
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`a bench says nothing of ${name}: ${JSON.stringify(line)}`)
  return value
}

function millions(count: number): string {
  return count >= 1e6 ? `${count / 1e6} M` : `${count / 1e3} k`
}
