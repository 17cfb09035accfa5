import { describe, expect, test } from 'vitest'
import { drawChart } from './chart.ts'
import { reportText } from './markdown.ts'
import { benchParts, withoutAims } from './parts.ts'

const settled = (participants: number, seconds: number) => ({
  participants,
  charges: participants,
  seconds,
  bareSeconds: seconds * 0.6,
  ratio: 0.6,
  microsecondsPerCharge: (seconds * 1e6) / participants,
  residentMb: 310,
  makeSeconds: 1,
  bytesPerCharge: 100,
})

const result = benchParts.settle!.result([settled(1_000_000, 5), settled(10_000_000, 60)])

describe('a report', () => {
  test('says of each aim whether it is met, and what a ratio is beside', () => {
    const part = { title: 'Settling', command: 'bench', measuredOn: '2026-01-02', seconds: 7, ...result }
    const text = reportText({ machine: { node: 'v26' }, parts: { settle: part } })
    expect(text).toContain(
      '| 10 M participants: roll and close | 60.0 s | bare INSERT ... SELECT: 36.0 s | 0.60 | at least 0.5: met |',
    )
    expect(text).toContain("| 10 M participants: Node's memory at most | 310 MB |  |  | at most 300: **missed** |")
    expect(text).toContain('| a charge among 10 M to one among a million | 1.20 times |  |  | at most 1.3: met |')
    expect(text).toContain('](settle.svg)')
  })

  test('of a quick run judges nothing, and says so', () => {
    const part = { title: 'Settling', command: 'bench', measuredOn: '2026-01-02', seconds: 7, ...withoutAims(result) }
    const text = reportText({ machine: { node: 'v26' }, parts: { settle: part } })
    expect(text).not.toMatch(/missed|: met/)
    expect(text).toContain('A quick run')
    expect(text).toContain('](settle.svg)')
  })

  test('draws the line on to a hundred million, and says that it was not measured', () => {
    expect(result.chart?.series[0]?.expected).toEqual([100_000_000, 600])
    expect(result.notes?.at(-1)).toMatch(/^Not measured: 100 million charges, 600 s at 6 µs each and 10.0 GB/)
    expect(drawChart(result.chart!)).toMatch(/^<svg .*stroke-dasharray/s)
  })

  test('is not made of a bench that says nothing', () => {
    expect(() => benchParts.lot!.result([{}])).toThrow('a bench says nothing of drawSeconds')
    expect(() => drawChart({ title: 'none', x: '', y: '', series: [] })).toThrow('has no points')
  })
})
