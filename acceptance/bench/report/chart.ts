/** A line of a chart: where it was measured, and where it is only drawn on. */
export interface Series {
  readonly name: string
  readonly points: readonly (readonly [number, number])[]
  /** A point that was not measured, joined by dashes. */
  readonly expected?: readonly [number, number]
}

export interface Chart {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly Series[]
}

const width = 720
const height = 420
const area = { left: 76, right: width - 24, top: 56, bottom: height - 56 }
/** Told apart also by those who don't see red or green. */
const colours = ['#0b5394', '#b45309', '#4d7c0f', '#86198f']

/** A chart with both axes in powers of ten, as SVG. Throws where nothing was measured, or something is not above zero. */
export function drawChart({ series, title, x, y }: Chart): string {
  const points = series.flatMap((one) => [...one.points, ...(one.expected ? [one.expected] : [])])
  if (points.length === 0) throw new RangeError(`the chart "${title}" has no points`)
  if (points.some((point) => point.some((value) => !(value > 0))))
    throw new RangeError(`the chart "${title}" has a value not above zero`)
  const across = axisOf(
    points.map(([value]) => value),
    area.left,
    area.right,
  )
  const up = axisOf(
    points.map(([, value]) => value),
    area.bottom,
    area.top,
  )
  const lines = [
    ...across.ticks.map((at) => tick(across.place(at), area.bottom, across.place(at), area.top, shortNumber(at), 'x')),
    ...up.ticks.map((at) => tick(area.left, up.place(at), area.right, up.place(at), shortNumber(at), 'y')),
    ...series.map((one, index) => drawSeries(one, colours[index % colours.length]!, across.place, up.place, index)),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${area.left}" y="24" font-size="16">${escaped(title)}</text>
${lines.join('\n')}
<text x="${(area.left + area.right) / 2}" y="${height - 14}" text-anchor="middle">${escaped(x)}</text>
<text transform="translate(18 ${(area.top + area.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>
</svg>
`
}

function axisOf(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  const place = (value: number) => round(from + ((Math.log10(value) - low) / (high - low)) * (to - from))
  return { place, ticks: Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at)) }
}

function tick(x1: number, y1: number, x2: number, y2: number, text: string, axis: 'x' | 'y'): string {
  const label =
    axis === 'x'
      ? `<text x="${x1}" y="${y1 + 20}" text-anchor="middle">${text}</text>`
      : `<text x="${x1 - 8}" y="${y1 + 4}" text-anchor="end">${text}</text>`
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>${label}`
}

function drawSeries(
  { expected, name, points }: Series,
  colour: string,
  acrossAt: (value: number) => number,
  upAt: (value: number) => number,
  index: number,
): string {
  const places = points.map(([across, up]) => `${acrossAt(across)},${upAt(up)}`)
  const dots = points.map(
    ([across, up]) => `<circle cx="${acrossAt(across)}" cy="${upAt(up)}" r="4" fill="${colour}"/>`,
  )
  const last = places.at(-1)
  const dashed =
    expected && last
      ? `<polyline points="${last} ${acrossAt(expected[0])},${upAt(expected[1])}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="6 5"/>` +
        `<circle cx="${acrossAt(expected[0])}" cy="${upAt(expected[1])}" r="4" fill="#fff" stroke="${colour}" stroke-width="2"/>`
      : ''
  const legend = `<rect x="${area.left + 12}" y="${area.top + 8 + index * 20}" width="14" height="4" fill="${colour}"/><text x="${area.left + 34}" y="${area.top + 15 + index * 20}">${escaped(name)}</text>`
  return `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${dashed}${legend}`
}

function shortNumber(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`
  if (value >= 1e3) return `${value / 1e3} k`
  return String(Number(value.toPrecision(3)))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
