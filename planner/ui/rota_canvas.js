// The rota as a picture: people downwards, elapsed time to the right, the coverage above.
// Only what is seen is drawn. The view (zoom, place) outlives new data.
const ROW = 20, LEFT = 150, HEAD = 22, STRIP = 40, TOP = HEAD + STRIP, DAY = 1440
const SHORT = "213,94,0", SPARE = "0,114,178"

const decoded = (text, Kind) => {
  const raw = atob(text), bytes = new Uint8Array(raw.length)
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i)
  return new Kind(bytes.buffer)
}

export default function show(component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector("#planner-rota")
  if (!data || !root) return
  // A shift that is being dragged stays in the hand: the new picture waits until it is let go.
  if (root.held) { root.later = component; return }
  const begun = performance.now()
  const bars = ["row", "start", "length", "colour", "mark"].map((name) => decoded(data[name], Int32Array))
  const [row, start, length, colour, mark] = bars
  const rest = { row: decoded(data.rest_row, Int32Array), start: decoded(data.rest_start, Int32Array),
                 length: decoded(data.rest_length, Int32Array) }
  const away = { row: decoded(data.away_row, Int32Array), start: decoded(data.away_start, Int32Array),
                 length: decoded(data.away_length, Int32Array) }
  const gap = decoded(data.gap, Float32Array)
  const rows = data.people.length, H = data.height
  const view = root.view || (root.view = { scale: 0, x: 0, y: 0 })
  const byRow = (of) => {
    const lists = Array.from({ length: rows }, () => [])
    for (let i = 0; i < of.length; i++) lists[of[i]].push(i)
    return lists
  }
  const ofRow = byRow(row), restOf = byRow(rest.row), awayOf = byRow(away.row)

  root.innerHTML = ""
  const tools = document.createElement("div")
  tools.className = "tools"
  const canvas = document.createElement("canvas")
  canvas.tabIndex = 0
  canvas.setAttribute("role", "img")
  canvas.setAttribute("aria-label", data.alt)
  canvas.style.height = H + "px"
  const tip = document.createElement("div")
  tip.className = "tip"
  root.append(tools, canvas, tip)
  const style = getComputedStyle(root)
  const ink = style.getPropertyValue("--st-text-color") || "#1F2933"
  const line = style.getPropertyValue("--st-border-color") || "#D9DEE3"
  const paper = style.getPropertyValue("--st-background-color") || "#FFFFFF"
  let drag = null, hover = -1, asked = false

  const width = () => root.clientWidth || 900
  const room = () => width() - LEFT
  const fit = (minutes) => { view.scale = room() / minutes; keep(); draw() }
  const keep = () => {
    const least = room() / Math.max(data.minutes, DAY)
    view.scale = Math.max(least, Math.min(3, view.scale))
    view.x = Math.max(0, Math.min(view.x, data.minutes * view.scale - room()))
    view.y = Math.max(0, Math.min(view.y, rows * ROW - (H - TOP)))
  }
  for (const [name, minutes] of data.zooms) {
    const button = document.createElement("button")
    button.textContent = name
    button.onclick = () => fit(minutes)
    tools.append(button)
  }
  const legend = document.createElement("span")
  for (const [name, hue] of data.legend) {
    const patch = document.createElement("i")
    patch.style.background = hue
    legend.append(patch, document.createTextNode(name + " "))
  }
  tools.append(legend)

  const px = (minute) => LEFT + minute * view.scale - view.x
  const draw = () => { if (!asked) { asked = true; requestAnimationFrame(paint) } }

  function paint() {
    asked = false
    const W = width(), ratio = window.devicePixelRatio || 1
    if (!view.scale) { view.scale = room() / Math.min(7 * DAY, data.minutes); keep() }
    if (canvas.width !== W * ratio || canvas.height !== H * ratio) {
      canvas.width = W * ratio; canvas.height = H * ratio
    }
    const g = canvas.getContext("2d")
    g.setTransform(ratio, 0, 0, ratio, 0, 0)
    g.fillStyle = paper; g.fillRect(0, 0, W, H)
    g.font = "11px " + (style.getPropertyValue("--st-font") || "sans-serif")
    const from = view.x / view.scale, to = (view.x + room()) / view.scale
    const first = Math.max(0, Math.floor(view.y / ROW))
    const last = Math.min(rows, Math.ceil((view.y + H - TOP) / ROW) + 1)
    g.save(); g.beginPath(); g.rect(LEFT, TOP, room(), H - TOP); g.clip()
    let drawn = 0
    for (let r = first; r < last; r++) drawn += person(g, r, TOP + r * ROW - view.y, from, to, W)
    days(g, TOP, H)
    g.restore()
    names(g, first, last)
    head(g, W, from, to)
    root.dataset.drawn = drawn
    root.dataset.ready = "1"
  }

  function person(g, r, y, from, to, W) {
    g.strokeStyle = line; g.beginPath(); g.moveTo(LEFT, y + ROW - 0.5); g.lineTo(W, y + ROW - 0.5); g.stroke()
    for (const i of awayOf[r]) {
      if (away.start[i] > to || away.start[i] + away.length[i] < from) continue
      g.fillStyle = "#E4E7EB"; g.fillRect(px(away.start[i]), y + 1, away.length[i] * view.scale, ROW - 2)
    }
    let drawn = 0
    for (const i of ofRow[r]) {
      const moved = drag && drag.i === i ? drag.by : 0, at = start[i] + moved
      if (at > to || at + length[i] < from) continue
      drawn++
      const x = px(at), w = Math.max(1.5, length[i] * view.scale - 1)
      g.globalAlpha = i === hover ? 1 : 0.88
      g.fillStyle = data.colours[colour[i]]; g.fillRect(x, y + 3, w, ROW - 6)
      g.globalAlpha = 1
      if (mark[i] & 1) { g.fillStyle = ink; g.fillRect(x, y + 3, Math.min(3, w), ROW - 6) }
      if (mark[i] & 2) { g.strokeStyle = `rgb(${SHORT})`; g.lineWidth = 2; g.strokeRect(x + 1, y + 3, w - 2, ROW - 6); g.lineWidth = 1 }
      if (mark[i] & 4) { g.strokeStyle = ink; g.lineWidth = 2; g.strokeRect(x, y + 2, w, ROW - 4); g.lineWidth = 1 }
    }
    if (view.scale > 0.05) for (const i of restOf[r]) {
      if (rest.start[i] > to || rest.start[i] + rest.length[i] < from) continue
      g.fillStyle = paper; g.fillRect(px(rest.start[i]), y + 6, Math.max(1, rest.length[i] * view.scale), ROW - 12)
    }
    return drawn
  }

  function days(g, top, bottom) {
    g.strokeStyle = line
    for (const [minute] of data.days) {
      const x = Math.round(px(minute)) + 0.5
      if (x >= LEFT) { g.beginPath(); g.moveTo(x, top); g.lineTo(x, bottom); g.stroke() }
    }
  }

  function names(g, first, last) {
    g.fillStyle = paper; g.fillRect(0, TOP, LEFT, H - TOP)
    g.fillStyle = ink
    g.save(); g.beginPath(); g.rect(0, TOP, LEFT - 6, H - TOP); g.clip()
    for (let r = first; r < last; r++) g.fillText(data.people[r], 4, TOP + r * ROW - view.y + 14)
    g.restore()
  }

  function head(g, W, from, to) {
    g.fillStyle = paper; g.fillRect(0, 0, W, TOP)
    const step = data.step, middle = HEAD + STRIP / 2, reach = data.reach
    g.save(); g.beginPath(); g.rect(LEFT, 0, room(), TOP); g.clip()
    const a = Math.max(0, Math.floor(from / step)), b = Math.min(gap.length, Math.ceil(to / step))
    for (let k = a; k < b; k++) {
      const value = gap[k]
      if (Math.abs(value) < 0.05) continue
      const part = Math.min(1, Math.abs(value) / reach), tall = Math.max(2, (part * (STRIP - 4)) / 2)
      g.fillStyle = `rgba(${value < 0 ? SHORT : SPARE},${value < 0 ? 1 : 0.55})`
      g.fillRect(px(k * step), value < 0 ? middle : middle - tall, Math.max(1, step * view.scale), tall)
    }
    g.strokeStyle = ink; g.beginPath(); g.moveTo(LEFT, middle + 0.5); g.lineTo(W, middle + 0.5); g.stroke()
    g.fillStyle = ink
    for (const [minute, name, short] of data.days) {
      const x = px(minute)
      if (DAY * view.scale > 30) g.fillText(DAY * view.scale > 70 ? name : short, x + 3, 14)
      if (DAY * view.scale > 400) for (let h = 3; h < 24; h += 3) g.fillText(String(h).padStart(2, "0"), x + h * 60 * view.scale - 6, 14)
    }
    days(g, 0, TOP)
    g.restore()
    g.fillStyle = ink
    g.fillText(data.strip, 4, middle - 4)
    g.fillText("▲ +" + reach + "  ▼ −" + reach, 4, middle + 12)
  }

  const spot = (event) => {
    const box = canvas.getBoundingClientRect()
    const x = event.clientX - box.left, y = event.clientY - box.top
    const minute = (x - LEFT + view.x) / view.scale, r = Math.floor((y - TOP + view.y) / ROW)
    let at = -1
    if (x >= LEFT && y >= TOP && r >= 0 && r < rows)
      for (const i of ofRow[r]) if (start[i] <= minute && minute < start[i] + length[i]) at = i
    return { i: at, minute, r, x, y }
  }
  const clock = (minute) => {
    let day = data.days[0]
    for (const other of data.days) if (other[0] <= minute) day = other
    const m = Math.round(minute - day[0])
    return day[1] + " " + String(Math.floor(m / 60)).padStart(2, "0") + ":" + String(m % 60).padStart(2, "0")
  }
  const tell = (event, words) => {
    tip.style.display = words ? "block" : "none"
    const box = root.getBoundingClientRect()
    tip.style.left = Math.min(event.clientX - box.left + 12, box.width - 260) + "px"
    tip.style.top = event.clientY - box.top + 14 + "px"
    tip.textContent = words
  }
  const release = () => {
    const was = drag, later = root.later
    drag = root.later = null
    root.held = false
    if (later) show(later)
    return was
  }
  canvas.onlostpointercapture = () => { if (drag) { release(); draw() } }
  canvas.onpointerdown = (event) => {
    const { i, minute } = spot(event)
    if (i >= 0) { drag = { i, from: minute, by: 0 }; root.held = true; canvas.setPointerCapture(event.pointerId) }
  }
  canvas.onpointermove = (event) => {
    const { i, minute, r, x, y } = spot(event)
    if (drag) {
      drag.by = Math.round((minute - drag.from) / data.step) * data.step
      tell(event, clock(start[drag.i] + drag.by) + " – " + clock(start[drag.i] + drag.by + length[drag.i]))
      return draw()
    }
    if (i !== hover) { hover = i; draw() }
    if (i >= 0) tell(event, data.people[row[i]] + " · " + clock(start[i]) + " – " + clock(start[i] + length[i]))
    else if (y > HEAD && y < TOP && x > LEFT) {
      const value = gap[Math.floor(minute / data.step)] || 0
      tell(event, clock(Math.floor(minute / data.step) * data.step) + ": " + (value < -0.05 ? "▼ " + (-value).toFixed(1) : value > 0.05 ? "▲ " + value.toFixed(1) : "="))
    } else tell(event, "")
  }
  canvas.onpointerup = (event) => {
    const say = (root.later || component).setTriggerValue
    const was = release()
    if (!was) {
      const { minute, x, y } = spot(event)
      if (y > HEAD && y < TOP && x > LEFT) say("interval", Math.floor(minute / data.step))
      return
    }
    const of = { shift: data.shifts[was.i], to: start[was.i] + was.by }
    if (was.by) say("moved", of)
    else say("clicked", of)
    draw()
  }
  canvas.onpointerleave = (event) => { if (!drag) { hover = -1; tell(event, ""); draw() } }
  canvas.onwheel = (event) => {
    const before = [view.x, view.y, view.scale].join()
    if (event.ctrlKey) {
      const box = canvas.getBoundingClientRect(), x = event.clientX - box.left - LEFT
      const minute = (x + view.x) / view.scale
      view.scale *= event.deltaY < 0 ? 1.2 : 1 / 1.2
      keep()
      view.x = minute * view.scale - x
    } else if (event.shiftKey) view.x += event.deltaY
    else { view.x += event.deltaX; view.y += event.deltaY }
    keep()
    if (before !== [view.x, view.y, view.scale].join()) { event.preventDefault(); draw() }
  }
  canvas.onkeydown = (event) => {
    const moves = { ArrowDown: [0, 3 * ROW], ArrowUp: [0, -3 * ROW], ArrowRight: [120, 0], ArrowLeft: [-120, 0],
                    PageDown: [0, H - TOP], PageUp: [0, TOP - H], Home: [-1e9, -1e9], End: [0, 1e9] }
    if (event.key === "+") view.scale *= 1.25
    else if (event.key === "-") view.scale /= 1.25
    else if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1] }
    else return
    event.preventDefault(); keep(); draw()
  }
  paint()
  root.dataset.paint = (performance.now() - begun).toFixed(1)
  root.watcher?.disconnect()
  root.watcher = new ResizeObserver(draw)
  root.watcher.observe(root)
  return () => root.watcher.disconnect()
}
