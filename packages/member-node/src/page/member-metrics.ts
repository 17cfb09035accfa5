import type { MemberState } from './member-state.ts'

/** `/metrics` in the text format of Prometheus. */
export function memberMetrics(state: MemberState): string {
  const cosignedSeconds = state.cosignedAt ? Temporal.Instant.from(state.cosignedAt).epochMilliseconds / 1_000 : 0
  const gauges: [string, string, number][] = [
    ['entries', 'Entries held.', state.entries],
    ['cosigned_entries', 'Entries under the last cosignature.', state.cosignedSize],
    ['pending_entries', 'Size of the newest checkpoint that the log handed in.', state.pendingSize],
    ['last_cosignature_seconds', 'When it last cosigned, as POSIX seconds.', cosignedSeconds],
    ['signs', '1 while it cosigns, 0 while an alarm keeps it from it.', state.signs ? 1 : 0],
    ['open_alarms', 'Open alarms.', state.alarms.length],
    ['unproven_lot_keys', 'Members whose lot keys are not proven to it.', state.unprovenLotKeys.length],
    ['resident_bytes', 'Memory of the process.', process.memoryUsage.rss()],
  ]
  const lines = gauges.flatMap(([name, help, value]) => [
    `# HELP tongzhou_member_${name} ${help}`,
    `# TYPE tongzhou_member_${name} gauge`,
    `tongzhou_member_${name} ${value}`,
  ])
  lines.push('# HELP tongzhou_member_source_entries Size that the log or a peer shows.')
  lines.push('# TYPE tongzhou_member_source_entries gauge')
  for (const { name, size } of [state.log, ...state.peers]) {
    if (size !== null) lines.push(`tongzhou_member_source_entries{source="${name}"} ${size}`)
  }
  return `${lines.join('\n')}\n`
}
