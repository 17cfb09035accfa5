import { adviceFor } from './alarm-advice.ts'
import type { MemberState } from './member-state.ts'

const style = `
:root { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff }
body { max-width: 44rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
small, .quiet { color: #555 } code { overflow-wrap: anywhere; font-size: .85rem }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: .5rem 0 } dd { margin: 0 }
.well { border-left: .4rem solid #18794e; background: #eefbf3; padding: .5rem .75rem }
.alarm { border-left: .4rem solid #b42318; background: #fef3f2; padding: .5rem .75rem; margin: .75rem 0 }
.alarm h3 { color: #b42318; margin: 0; font-size: 1rem } .alarm p { margin: .25rem 0; overflow-wrap: anywhere }
ul { padding-left: 1.2rem } li { margin: .35rem 0; overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) {
  :root { color: #eee; background: #16181a } small, .quiet { color: #aaa } a { color: #8ab4f8 }
  .well { background: #12281c } .alarm { background: #2e1512 } .alarm h3 { color: #ff9a8f }
}`

/** The page at `/`: plain HTML that needs no script, Chinese first, then English, on a phone's width. */
export function memberPage(state: MemberState): string {
  const { title, name } = state
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="15"><title>${asHtml(title['zh-CN'])} · ${asHtml(name)}</title><style>${style}</style></head>
<body>
<h1>${asHtml(title['zh-CN'])}</h1>
<p><span lang="en">${asHtml(title.en)}</span> <small>${asHtml(name)}</small></p>
${statusOf(state)}
${state.alarms.map(alarmHtml).join('\n')}
<h2>持有 <small lang="en">What it holds</small></h2>
<dl>
${row('日志', 'log', `<code>${asHtml(state.origin)}</code>`)}
${row('已保存条目', 'entries held', String(state.entries))}
${row('已签署到', 'cosigned up to', String(state.cosignedSize))}
${row('最近签署', 'last cosignature', state.cosignedAt ? time(state.cosignedAt) : '—')}
${row('运营方最新', 'pending checkpoint', String(state.pendingSize))}
</dl>
${catchUpHtml(state)}
<h2>其他各方 <small lang="en">The log and the peers</small></h2>
<ul>${[state.log, ...state.peers].map(sourceHtml).join('')}</ul>
${unprovenHtml(state)}
<h2>公钥 <small lang="en">Public keys</small></h2>
<ul>${Object.entries(state.keys).map(keyHtml).join('')}</ul>
<p class="quiet"><a href="/state.json">state.json</a> · <a href="/metrics">metrics</a></p>
</body></html>
`
}

function statusOf({ signs, alarms }: MemberState): string {
  if (alarms.length === 0)
    return '<p class="well">一切正常，正在签署。<br><span lang="en">All is well; it cosigns.</span></p>'
  return signs
    ? `<p class="well">正在签署；有 ${alarms.length} 条提醒。<br><span lang="en">It cosigns; ${alarms.length} to look at.</span></p>`
    : `<p class="alarm" role="alert"><strong>有警报：已停止签署。<br><span lang="en">Alarm: it cosigns nothing.</span></strong></p>`
}

function alarmHtml({ id, name, subject, detail, raisedAt, evidence }: MemberState['alarms'][number]): string {
  const { zh, en } = adviceFor(name)
  const file = evidence
    ? `<p><a href="${asHtml(evidence)}" download>下载证据 <span lang="en">Download the evidence</span></a></p>`
    : ''
  return `<section class="alarm" id="alarm-${id}"><h3>${asHtml(name)}</h3>
<p><code>${asHtml(subject)}</code> ${time(raisedAt)}</p><p lang="en">${asHtml(detail)}</p>
<p>${asHtml(zh)}</p><p lang="en">${asHtml(en)}</p>${file}
<p class="quiet"><code>tongzhou-member resolve SETTINGS ${id} "…"</code></p></section>`
}

function catchUpHtml({ catchUp }: MemberState): string {
  if (!catchUp) return ''
  const { from, entries, target } = catchUp
  return `<p><progress max="${target}" value="${entries}"></progress><br>正在从 ${asHtml(from)} 补齐：${entries} / ${target}
<br><span lang="en">Catching up from ${asHtml(from)}</span></p>`
}

function unprovenHtml({ unprovenLotKeys }: MemberState): string {
  if (unprovenLotKeys.length === 0) return ''
  const one = ({ name, reason }: MemberState['unprovenLotKeys'][number]) =>
    `<li>${asHtml(name)}<br><small lang="en">${asHtml(reason)}</small></li>`
  return `<h2>抽签密钥未证明 <small lang="en">Lot keys that are not proven</small></h2>
<p>在此之前，本机不为任何抽签签名。<br><span lang="en">Until they are, it signs no lot.</span></p>
<ul>${unprovenLotKeys.map(one).join('')}</ul>`
}

function sourceHtml({ name, url, size, lag, seenAt, fault }: MemberState['log']): string {
  const sizes =
    size === null
      ? '—'
      : `${size} <small>(${lag === 0 ? '一致 <span lang="en">level</span>' : `落后 <span lang="en">lag</span> ${lag}`})</small>`
  const trouble = fault ? `<br><small>⚠ ${asHtml(fault)}</small>` : ''
  return `<li>${asHtml(name)}: ${sizes}<br><small><code>${asHtml(url)}</code> ${seenAt ? time(seenAt) : ''}</small>${trouble}</li>`
}

function keyHtml([use, key]: [string, string]): string {
  return `<li>${asHtml(use)} <small>id ${asHtml(key.split('+')[1] ?? '')}</small><br><code>${asHtml(key)}</code></li>`
}

function row(chinese: string, english: string, html: string): string {
  return `<dt>${chinese} <small lang="en">${english}</small></dt><dd>${html}</dd>`
}

function time(iso: string): string {
  return `<time datetime="${asHtml(iso)}">${asHtml(iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC'))}</time>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML: what comes from the log or a peer must not become markup. */
export function asHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!)
}
